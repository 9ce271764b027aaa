// The messages of one chat: fetching, scrolling, new-message pill, pinned message, marking as read, what taps do.
// The list itself is drawn by message-list.js; writing is left to composer.js.
import { api } from './api.js'
import { oneLine } from './bubble.js'
import { isGroup } from './chats.js'
import { alertDialog, announce, openMenu, showFailure, toast } from './dialogs.js'
import { avatar, el, icon, iconButton } from './dom.js'
import { createMessageList } from './message-list.js'
import { invitationOf } from './people.js'
import { deepLinkPayload, safeAddress } from './render-text.js'
import { t } from './words.js'

/** How many of the latest messages are kept on the page. */
const KEPT = 300
const NEAR_BOTTOM_PX = 80

/**
 * Fills `root`. `openBot(payload)` follows a deep link to the bot, `send(text)` sends as if typed, `onBlock(blocked)`.
 * Returns {show, refresh}; `onMessages` hears of the drawn messages (for reply keyboards).
 */
export function createMessagesPane(
  root,
  { onBack, openBot, send, onBlock, onMessages, onRead, composer, empty },
) {
  let person = null
  let chat = null
  let asked = 0
  let firstDraw = true
  let unreadFrom = null
  let readUpTo = 0

  const heading = el('h2')
  const subtitle = el('p', { class: 'pane-sub' })
  const face = el('span', { class: 'face' })
  const menu = iconButton('more', t('menu'), () => openMenu(menu, menuItems()))
  const pinnedText = el('span', { class: 'one-line' })
  const pinned = el('button', { type: 'button', class: 'pinned', hidden: true }, icon('pin'), pinnedText)
  const list = createMessageList({
    command: (text) => send(text),
    link: followDeepLink,
    openLink,
    copy: copyText,
    tap,
  })
  const pillText = el('span')
  const pill = el('button', { type: 'button', class: 'pill', hidden: true }, pillText, icon('down'))
  const scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region' }, list.element)
  const conversation = el(
    'div',
    { class: 'conversation' },
    el(
      'header',
      { class: 'pane-head' },
      iconButton('back', t('back'), onBack, { class: 'icon-button back' }),
      face,
      el('div', { class: 'pane-titles' }, heading, subtitle),
      menu,
    ),
    pinned,
    el('div', { class: 'stage' }, scroller, pill),
    composer,
  )
  root.replaceChildren(empty)

  const atBottom = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX
  const toBottom = () => {
    scroller.scrollTop = scroller.scrollHeight
  }
  scroller.addEventListener('scroll', () => {
    if (!atBottom()) {
      if (pill.hidden) showPill(t('toBottom'), false)
      return
    }
    pill.hidden = true
    markRead()
  })
  pill.addEventListener('click', () => {
    toBottom()
    markRead()
  })
  pinned.addEventListener('click', () => list.jump(Number(pinned.dataset.id)))
  document.addEventListener('visibilitychange', () => markRead())
  // A keyboard that opens or a window that shrinks must not hide the latest message.
  let wasAtBottom = true
  scroller.addEventListener('scroll', () => {
    wasAtBottom = atBottom()
  })
  new ResizeObserver(() => {
    if (wasAtBottom) toBottom()
  }).observe(scroller)

  function show(nextPerson, nextChat) {
    const same = person?.id === nextPerson?.id && chat?.id === nextChat?.id
    person = nextPerson
    chat = nextChat
    if (chat === null) {
      asked += 1
      root.replaceChildren(empty)
      return
    }
    if (!conversation.isConnected) root.replaceChildren(conversation)
    heading.textContent = chat.title
    subtitle.textContent = [chat.subtitle, t('playing', { name: person.name })].filter(Boolean).join(' · ')
    face.replaceChildren(avatar(chat.id, chat.title, isGroup(chat) ? 'group' : 'bot'))
    scroller.setAttribute('aria-label', t('conversation', { name: chat.title }))
    menu.hidden = isGroup(chat) || !chat.started
    if (same) return
    asked += 1
    firstDraw = true
    unreadFrom = null
    readUpTo = 0
    wasAtBottom = true
    pill.hidden = true
    list.clear()
    refresh()
  }

  async function refresh() {
    if (chat === null) return
    const turn = ++asked
    try {
      const answer = await api.messages(person.id, chat.id, KEPT)
      if (turn === asked) draw(answer.messages)
    } catch (error) {
      showFailure(error)
    }
  }

  function draw(all) {
    const messages = all.filter((message) => !message.deleted).sort((a, b) => a.id - b.id)
    const stay = firstDraw || atBottom()
    const fresh = firstDraw ? [] : messages.filter((message) => !list.has(message.id))
    if (firstDraw && chat.unread > 0) {
      unreadFrom = messages.filter((message) => !isMine(message)).slice(-chat.unread)[0]?.id ?? null
    }
    list.draw(messages, { isMine, withNames: isGroup(chat), unreadFrom })
    onMessages(messages)
    drawPinned(messages.findLast((message) => message.pinned))
    const mark = list.element.querySelector('.unread-mark')
    if (firstDraw && mark && scroller.scrollHeight > scroller.clientHeight) {
      mark.scrollIntoView({ block: 'center' })
      wasAtBottom = atBottom()
    } else if (stay || fresh.some(isMine)) toBottom()
    else if (fresh.length > 0) showPill(t('newMessages'), true)
    const heard = fresh.filter((message) => !isMine(message)).at(-1)
    if (heard) announce(`${heard.from?.name ?? ''}: ${oneLine(heard)}`)
    firstDraw = false
    if (atBottom()) markRead()
  }

  function drawPinned(message) {
    pinned.hidden = !message
    if (!message) return
    pinned.dataset.id = message.id
    pinned.setAttribute('aria-label', `${t('pinned')}: ${oneLine(message)}`)
    pinnedText.textContent = oneLine(message)
  }

  function showPill(text, strong) {
    pillText.textContent = text
    pill.classList.toggle('strong', strong)
    pill.hidden = false
  }

  async function markRead() {
    if (chat === null || document.hidden || !conversation.offsetParent || !atBottom()) return
    const last = list.lastId()
    if (last <= readUpTo) return
    readUpTo = last
    try {
      await api.read(person.id, chat.id, last)
      onRead()
    } catch (error) {
      showFailure(error)
    }
  }

  const isMine = (message) => String(message.from?.id) === String(person.id) && !message.from?.isBot

  function menuItems() {
    const invitation = invitationOf(person)
    const block = chat.blocked
      ? { label: t('unblock'), run: () => onBlock(false) }
      : { label: t('block'), run: () => onBlock(true) }
    const follow = { label: t('invitation'), detail: invitation, run: () => followDeepLink(invitation) }
    return invitation ? [follow, block] : [block]
  }

  /** Whether the address is a link to the bot; if so, it is followed here. */
  function followDeepLink(address) {
    const payload = deepLinkPayload(address)
    if (payload === null) return false
    openBot(payload)
    return true
  }

  function openLink(address) {
    const safe = safeAddress(address)
    if (!followDeepLink(address) && safe) window.open(safe, '_blank', 'noopener')
  }

  async function tap(messageId, data) {
    try {
      const { answer } = await api.tap(person.id, chat.id, messageId, data)
      if (answer?.text) answer.showAlert ? alertDialog(answer.text) : toast(answer.text)
      await refresh()
    } catch (error) {
      showFailure(error)
    }
  }

  return { show, refresh }
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text)
    toast(t('copied', { text }))
  } catch {
    toast(t('notCopied', { text }))
  }
}
