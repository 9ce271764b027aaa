// Writing: text of several lines, the bot's commands, files (attachments.js), reply keyboards (own file), and what
// stands there instead when the chat is not started, is blocked or is closed for writing.
import { api } from './api.js'
import { createAttachments } from './attachments.js'
import { isGroup } from './chats.js'
import { openMenu, showFailure } from './dialogs.js'
import { debounce, el, iconButton, recall, remember } from './dom.js'
import { invitationOf } from './people.js'
import { deepLinkPayload } from './render-text.js'
import { createReplyKeyboard } from './reply-keyboard.js'
import { t } from './words.js'

/** Returns {element, show, useKeyboard, send, dropZone}; `onSent` is called after anything went out. */
export function createComposer({ onSent, onBlock }) {
  let person = null
  let chat = null
  let sending = Promise.resolve()

  const text = el('textarea', {
    id: 'composer-text',
    rows: '1',
    placeholder: t('message'),
    'aria-label': t('message'),
    enterkeyhint: 'send',
    autocapitalize: 'sentences',
  })
  const attachments = createAttachments({ onAdded: () => text.focus() })
  const keyboard = createReplyKeyboard({
    onText: (label) => send(label),
    onContact: () => run((who, where) => api.contact(who, where)),
  })
  const commands = iconButton('command', t('commands'), () => openCommands())
  const submit = iconButton('send', t('send'), () => submitNow(), {
    class: 'icon-button send',
    id: 'composer-send',
  })
  const writing = el(
    'form',
    { class: 'writing', on: { submit: (event) => event.preventDefault() } },
    attachments.button,
    attachments.picker,
    commands,
    text,
    keyboard.toggle,
    submit,
  )
  const instead = el('div', { class: 'instead' })
  const element = el('footer', { class: 'composer' }, instead, attachments.chips, writing, keyboard.element)

  const keepDraft = debounce(200, (key) => {
    if (key === draftKey()) remember('draft', { key, value: text.value })
  })
  text.addEventListener('input', () => {
    grow()
    keepDraft(draftKey())
  })
  text.addEventListener('keydown', (event) => {
    // While an input method is still composing (Telex, VNI), Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submitNow()
  })
  text.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    attachments.add(event.clipboardData.files)
  })
  function show(nextPerson, nextChat) {
    const same = person?.id === nextPerson?.id && chat?.id === nextChat?.id
    person = nextPerson
    chat = nextChat
    if (chat === null) return
    if (!same) {
      attachments.take()
      keyboard.use(null, { visible: false })
      text.placeholder = t('message')
      const draft = recall('draft', {})
      text.value = draft.key === draftKey() ? draft.value : ''
    }
    const other = insteadOfWriting()
    const kind = other?.dataset.kind ?? ''
    if (instead.dataset.kind !== kind || !same) instead.replaceChildren(...(other ? [other] : []))
    instead.dataset.kind = kind
    writing.hidden = other !== null
    if (other) keyboard.hide()
    commands.hidden = !chat.commands?.length
    grow()
  }

  function insteadOfWriting() {
    if (chat.blocked) {
      return bar(
        'blocked',
        t('blockedBar'),
        el('button', {
          type: 'button',
          class: 'button',
          text: t('unblock'),
          on: { click: () => onBlock(false) },
        }),
      )
    }
    if (!isGroup(chat) && !chat.started) return startForm()
    if (!chat.canWrite) return bar('closed', t('cannotWrite'))
    return null
  }

  const bar = (kind, words, ...rest) =>
    el('div', { class: 'bar', data: { kind } }, el('p', { text: words }), ...rest)

  function startForm() {
    const code = el('input', {
      id: 'start-code',
      type: 'text',
      autocomplete: 'off',
      placeholder: t('code'),
      'aria-label': t('code'),
    })
    code.value = invitationOf(person) ?? ''
    const begin = (event) => {
      event.preventDefault()
      const entered = code.value.trim()
      run((who, where) => api.start(who, where, deepLinkPayload(entered) ?? entered))
    }
    return el(
      'form',
      { class: 'bar start', data: { kind: 'start' }, on: { submit: begin } },
      el('p', { text: t('startHint') }),
      code,
      el('button', { class: 'button primary wide', id: 'start-button', text: t('start') }),
    )
  }

  /** Takes over the reply keyboard of the bot: rows of buttons, a request to reply, or nothing. */
  function useKeyboard(markup) {
    text.placeholder = markup?.input_field_placeholder ?? t('message')
    keyboard.use(markup, { visible: !writing.hidden })
  }

  function openCommands() {
    openMenu(
      commands,
      chat.commands.map(({ command, description }) => ({
        label: `/${command.replace(/^\//, '')}`,
        detail: description,
        run: () => send(`/${command.replace(/^\//, '')}`),
      })),
    )
  }

  /** Sends a text as if it had been typed. */
  const send = (value) => run((who, where) => api.sendText(who, where, value))

  function submitNow() {
    const value = text.value.trim()
    const outgoing = attachments.take()
    if (value === '' && outgoing.length === 0) return
    text.value = ''
    remember('draft', {})
    grow()
    if (outgoing.length === 0) {
      send(value)
      return
    }
    for (const [index, file] of outgoing.entries()) {
      run((who, where) => api.sendFile(who, where, file, index === 0 ? value : ''))
    }
  }

  /** One after the other, in the order they were sent, to the chat that was open then. */
  function run(work) {
    const [who, where] = [person.id, chat.id]
    submit.setAttribute('aria-busy', 'true')
    sending = sending
      .then(() => work(who, where))
      .then(onSent)
      .catch(showFailure)
      .finally(() => submit.removeAttribute('aria-busy'))
  }

  function grow() {
    text.style.height = 'auto'
    text.style.height = `${Math.min(text.scrollHeight, 168)}px`
  }

  const draftKey = () => `${person?.id}/${chat?.id}`

  const dropZone = (zone) => attachments.dropZone(zone, () => chat !== null && !writing.hidden)

  return { element, show, useKeyboard, send, dropZone }
}
