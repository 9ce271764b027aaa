// The list of messages as DOM: draws only what changed, with days, the unread mark and names in groups.
// Fetching, scrolling and marking as read are left to messages.js.
import { oneLine, renderMessage } from './bubble.js'
import { el } from './dom.js'
import { dayKey, dayName } from './time.js'
import { t } from './words.js'

/** An empty list; `actions` are what taps on messages do (see bubble.js). */
export function createMessageList(actions) {
  const element = el('ol', { class: 'messages', id: 'messages' })
  let shown = new Map()

  /**
   * Draws these messages, oldest first, and leaves every node alone whose message looks as before.
   * `unreadFrom` is the id above which the unread mark stands.
   */
  function draw(messages, { isMine, withNames, unreadFrom }) {
    const next = new Map()
    const nodes = []
    let day = ''
    let sender = null
    for (const message of messages) {
      if (dayKey(message.at) !== day) {
        day = dayKey(message.at)
        sender = null
        nodes.push(separator('day', `day-${day}-${dayName(message.at)}`, dayName(message.at)))
      }
      if (message.id === unreadFrom) nodes.push(separator('unread-mark', 'unread', t('unreadBelow')))
      const withName = withNames && !isMine(message) && message.from?.id !== sender
      sender = message.service ? null : message.from?.id
      const look = `${withName}${JSON.stringify(message)}`
      const before = shown.get(message.id)
      const node =
        before?.look === look
          ? before.node
          : renderMessage(message, { mine: isMine(message), withName, actions: { ...actions, jump, textOf } })
      next.set(message.id, { look, node, message })
      nodes.push(node)
    }
    if (nodes.length === 0) nodes.push(separator('day', 'empty', t('empty')))
    shown = next
    arrange(nodes)
  }

  function arrange(nodes) {
    const focused = focusedButton()
    const wanted = new Set(nodes)
    for (const child of [...element.children]) if (!wanted.has(child)) child.remove()
    for (const [index, node] of nodes.entries()) {
      if (element.children[index] !== node) element.insertBefore(node, element.children[index] ?? null)
    }
    if (!focused || element.contains(document.activeElement)) return
    const buttons = element.querySelector(`[data-id="${focused.id}"]`)?.querySelectorAll('button')
    buttons?.[focused.at]?.focus({ preventScroll: true })
  }

  function focusedButton() {
    const item = document.activeElement?.closest?.('#messages [data-id]')
    if (!item) return null
    return { id: item.dataset.id, at: [...item.querySelectorAll('button')].indexOf(document.activeElement) }
  }

  function separator(name, key, text) {
    const existing = [...element.querySelectorAll(`.${name}`)].find((node) => node.dataset.key === key)
    return existing ?? el('li', { class: name, data: { key } }, el('span', { text }))
  }

  /** Brings a message into sight and lets it light up. */
  function jump(id) {
    const node = element.querySelector(`[data-id="${id}"]`)
    if (!node) return
    node.scrollIntoView({ block: 'center' })
    node.classList.add('flash')
    setTimeout(() => node.classList.remove('flash'), 1200)
  }

  const textOf = (id) => (shown.has(id) ? oneLine(shown.get(id).message) : undefined)

  return {
    element,
    draw,
    jump,
    clear() {
      shown = new Map()
      element.replaceChildren()
    },
    has: (id) => shown.has(id),
    lastId: () => Math.max(0, ...shown.keys()),
  }
}
