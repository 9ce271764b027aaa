// One message as it is shown: text or caption, file, photo, inline buttons, marks. What a tap does is decided by
// the caller through `actions`: {command, link, openLink, tap, copy, jump, textOf}.
import { fileAddress } from './api.js'
import { el, icon } from './dom.js'
import { renderText } from './render-text.js'
import { sizeOf, timeOf } from './time.js'
import { t } from './words.js'

/** The list item for a message; `mine` and `withName` depend on the chat. */
export function renderMessage(message, { mine, withName, actions }) {
  if (message.service)
    return el('li', { class: 'service', data: { id: message.id } }, el('span', { text: message.service }))
  const body = message.text ?? message.caption ?? ''
  const entities =
    message.text === undefined || message.text === null ? message.captionEntities : message.entities
  const bubble = el(
    'div',
    { class: 'bubble' },
    withName ? el('p', { class: 'sender', text: message.from?.name }) : null,
    quote(message.replyTo, actions),
    photo(message.photo),
    attachment(message.document),
    body === ''
      ? null
      : el(
          'div',
          { class: 'text' },
          renderText(body, entities, { onCommand: actions.command, onLink: actions.link }),
        ),
    marks(message),
  )
  return el(
    'li',
    { class: mine ? 'message mine' : 'message', data: { id: message.id } },
    bubble,
    keyboard(message, actions),
  )
}

/** What a message says in one line, for notifications, quotes and the pinned bar. */
export function oneLine(message) {
  const text = message.text ?? message.caption ?? message.service
  if (text) return text.replace(/\s+/g, ' ').slice(0, 160)
  if (message.document) return message.document.name
  return message.photo ? t('photo') : ''
}

function marks(message) {
  return el(
    'p',
    { class: 'marks' },
    message.pinned ? icon('pin') : null,
    message.protected
      ? el('span', { title: t('protected'), role: 'img', 'aria-label': t('protected') }, icon('lock'))
      : null,
    message.editedAt ? el('span', { text: t('edited') }) : null,
    el('time', { datetime: new Date(message.at).toISOString(), text: timeOf(message.at) }),
  )
}

function quote(replyTo, actions) {
  if (!replyTo) return null
  const id = typeof replyTo === 'object' ? replyTo.id : replyTo
  const text = typeof replyTo === 'object' ? oneLine(replyTo) : (actions.textOf(id) ?? '')
  return el('button', {
    type: 'button',
    class: 'quote',
    text: text || '…',
    on: { click: () => actions.jump(id) },
  })
}

function photo(value) {
  const largest = Array.isArray(value) ? value.at(-1) : value
  if (!largest) return null
  const address = fileAddress(largest.fileId ?? largest.file_id)
  return el(
    'a',
    { href: address, target: '_blank', rel: 'noopener', class: 'photo' },
    el('img', {
      src: address,
      alt: t('photo'),
      loading: 'lazy',
      width: largest.width,
      height: largest.height,
    }),
  )
}

function attachment(file) {
  if (!file) return null
  const ending = /\.([\p{L}\p{N}]{1,4})$/u.exec(file.name)?.[1] ?? ''
  return el(
    'a',
    {
      class: 'file',
      href: fileAddress(file.fileId),
      download: file.name,
      'aria-label': t('open', { name: file.name, size: sizeOf(file.size) }),
    },
    el('span', { class: 'file-kind', 'aria-hidden': 'true' }, ending ? ending.toUpperCase() : icon('file')),
    el(
      'span',
      { class: 'file-text' },
      el('span', { class: 'file-name', text: file.name }),
      el('span', { class: 'file-size', text: sizeOf(file.size) }),
    ),
  )
}

function keyboard(message, actions) {
  if (!message.buttons?.length) return null
  const rows = message.buttons.map((row) =>
    el('div', { class: 'keys-row' }, ...row.map((button) => inlineButton(message, button, actions))),
  )
  return el('div', { class: 'keys' }, ...rows)
}

function inlineButton(message, button, actions) {
  const key = el('button', { type: 'button', class: 'key' }, el('span', { text: button.text }))
  if (button.kind === 'url' || button.kind === 'web_app') key.append(icon('out'))
  if (button.kind === 'copy') key.append(icon('copy'))
  key.addEventListener('click', async () => {
    if (key.getAttribute('aria-busy') === 'true') return
    if (button.kind === 'url' || button.kind === 'web_app') return actions.openLink(button.data)
    if (button.kind === 'copy') return actions.copy(button.data)
    key.setAttribute('aria-busy', 'true')
    await actions.tap(message.id, button.data)
    key.removeAttribute('aria-busy')
  })
  return key
}
