// The list of chats of the person one is, with unread counts and the last message of each.
import { api } from './api.js'
import { showFailure } from './dialogs.js'
import { avatar, el, iconButton } from './dom.js'
import { unreadBadge, withoutLink } from './people.js'
import { shortWhen } from './time.js'
import { t } from './words.js'

/** Fills `root`. Returns {show, refresh, select}; `onChats` hears of every new list. */
export function createChatsPane(root, { onPick, onBack, onChats }) {
  let person = null
  let chats = []
  let selected = null
  let asked = 0
  const heading = el('h2', { text: t('chats') })
  const title = el('p', { class: 'pane-sub' })
  const list = el('ul', { class: 'rows' })
  root.replaceChildren(
    el(
      'header',
      { class: 'pane-head' },
      iconButton('back', t('back'), onBack, { class: 'icon-button back' }),
      el('div', { class: 'pane-titles' }, heading, title),
    ),
    el('div', { class: 'pane-body', tabindex: '-1' }, list),
  )

  function show(next) {
    if (person?.id !== next?.id) list.replaceChildren()
    person = next
    heading.textContent = person?.name ?? t('chats')
    title.textContent = [person?.title, withoutLink(person?.note)].filter(Boolean).join(' · ')
    if (person === null) list.replaceChildren(el('li', { class: 'empty', text: t('pickPerson') }))
  }

  async function refresh() {
    if (person === null) return []
    const turn = ++asked
    try {
      const answer = await api.chats(person.id)
      if (turn !== asked) return chats
      chats = answer.chats
      draw()
      onChats(chats)
    } catch (error) {
      showFailure(error)
    }
    return chats
  }

  function draw() {
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.chat : undefined
    list.replaceChildren(
      ...(chats.length === 0
        ? [el('li', { class: 'empty', text: t('noChats') })]
        : chats.map((chat) => el('li', {}, row(chat)))),
    )
    if (focused) list.querySelector(`[data-chat="${focused}"]`)?.focus({ preventScroll: true })
  }

  function row(chat) {
    return el(
      'button',
      {
        type: 'button',
        class: 'row',
        data: { chat: chat.id },
        'aria-current': String(chat.id) === String(selected) ? 'true' : undefined,
        on: { click: () => onPick(chat.id) },
      },
      avatar(chat.id, chat.title, isGroup(chat) ? 'group' : 'bot'),
      el(
        'span',
        { class: 'row-text' },
        el('span', { class: 'row-title', text: chat.title }),
        el('span', { class: 'row-sub one-line', text: lastLine(chat) }),
      ),
      el(
        'span',
        { class: 'row-side' },
        el('span', { class: 'row-when', text: chat.last ? shortWhen(chat.last.at) : '' }),
        unreadBadge(chat.unread),
      ),
    )
  }

  function select(id) {
    selected = id
    for (const row of list.querySelectorAll('.row')) {
      if (row.dataset.chat === String(id)) row.setAttribute('aria-current', 'true')
      else row.removeAttribute('aria-current')
    }
  }

  return { show, refresh, select }
}

export const isGroup = (chat) => chat.kind === 'group' || chat.kind === 'supergroup'

function lastLine(chat) {
  if (chat.blocked) return t('botBlocked')
  if (!isGroup(chat) && !chat.started) return t('notStarted')
  if (!chat.last) return chat.subtitle ?? ''
  const text = (chat.last.text ?? '').replace(/\s+/g, ' ').slice(0, 140)
  if (chat.last.mine) return `${t('you')}: ${text}`
  return isGroup(chat) && chat.last.from ? `${chat.last.from}: ${text}` : text
}
