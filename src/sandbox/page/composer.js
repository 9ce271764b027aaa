// Writing: text of several lines, files (chosen, pasted, dropped), reply keyboards, the bot's commands, and what
// stands there instead when the chat is not started, is blocked or is closed for writing.
import { api } from './api.js'
import { isGroup } from './chats.js'
import { openMenu, showFailure } from './dialogs.js'
import { debounce, el, icon, iconButton, recall, remember } from './dom.js'
import { deepLinkPayload } from './render-text.js'
import { t } from './words.js'

/** Returns {element, show, useKeyboard, send, dropZone}; `onSent` is called after anything went out. */
export function createComposer({ onSent, onBlock }) {
  let person = null
  let chat = null
  let files = []
  let keyboard = null
  let sending = Promise.resolve()

  const text = el('textarea', {
    id: 'composer-text',
    rows: '1',
    placeholder: t('message'),
    'aria-label': t('message'),
    enterkeyhint: 'send',
    autocapitalize: 'sentences',
  })
  const picker = el('input', {
    type: 'file',
    multiple: true,
    class: 'hidden',
    tabindex: '-1',
    'aria-hidden': 'true',
  })
  const attach = iconButton('attach', t('attach'), () => picker.click())
  const commands = iconButton('command', t('commands'), () => openCommands())
  const toggle = iconButton('keyboard', t('keyboard'), () => showKeyboard(keys.hidden))
  const submit = iconButton('send', t('send'), () => submitNow(), {
    class: 'icon-button send',
    id: 'composer-send',
  })
  const chips = el('div', { class: 'chips' })
  const keys = el('div', { class: 'reply-keys', hidden: true })
  const writing = el(
    'form',
    { class: 'writing', on: { submit: (event) => event.preventDefault() } },
    attach,
    picker,
    commands,
    text,
    toggle,
    submit,
  )
  const instead = el('div', { class: 'instead' })
  const element = el('footer', { class: 'composer' }, instead, chips, writing, keys)

  const keepDraft = debounce(200, (key, value) => remember('draft', { key, value }))
  text.addEventListener('input', () => {
    grow()
    keepDraft(draftKey(), text.value)
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
    addFiles(event.clipboardData.files)
  })
  picker.addEventListener('change', () => {
    addFiles(picker.files)
    picker.value = ''
  })

  function show(nextPerson, nextChat) {
    const same = person?.id === nextPerson?.id && chat?.id === nextChat?.id
    person = nextPerson
    chat = nextChat
    if (chat === null) return
    if (!same) {
      files = []
      drawChips()
      keyboard = null
      keys.hidden = true
      toggle.hidden = true
      text.placeholder = t('message')
      const draft = recall('draft', {})
      text.value = draft.key === draftKey() ? draft.value : ''
    }
    const other = insteadOfWriting()
    const kind = other?.dataset.kind ?? ''
    if (instead.dataset.kind !== kind || !same) instead.replaceChildren(...(other ? [other] : []))
    instead.dataset.kind = kind
    writing.hidden = other !== null
    if (other) keys.hidden = true
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
    const begin = (event) => {
      event.preventDefault()
      const entered = code.value.trim()
      run(() => api.start(person.id, chat.id, deepLinkPayload(entered) ?? entered))
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
    const rows = Array.isArray(markup) ? markup : (markup?.keyboard ?? null)
    text.placeholder = markup?.input_field_placeholder ?? t('message')
    const look = JSON.stringify(rows)
    if (look === JSON.stringify(keyboard)) return
    keyboard = rows
    keys.replaceChildren(
      ...(rows ?? []).map((row) =>
        el('div', { class: 'keys-row' }, ...row.map((button) => replyKey(button, markup?.one_time_keyboard))),
      ),
    )
    toggle.hidden = rows === null
    showKeyboard(rows !== null && writing.hidden === false)
  }

  function replyKey(button, once) {
    const label = typeof button === 'string' ? button : button.text
    const contact = button.request_contact || button.kind === 'contact'
    const press = () => {
      if (once) showKeyboard(false)
      if (contact) run(() => api.contact(person.id, chat.id))
      else send(label)
    }
    return el('button', { type: 'button', class: 'key', on: { click: press } }, el('span', { text: label }))
  }

  function showKeyboard(visible) {
    keys.hidden = !visible
    toggle.setAttribute('aria-expanded', String(visible))
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
    if (value === '' && files.length === 0) return
    const outgoing = files
    files = []
    text.value = ''
    remember('draft', {})
    drawChips()
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

  function addFiles(list) {
    files = [...files, ...list]
    drawChips()
    text.focus()
  }

  function drawChips() {
    chips.replaceChildren(
      ...files.map((file) => {
        const remove = () => {
          files = files.filter((one) => one !== file)
          drawChips()
        }
        return el(
          'span',
          { class: 'chip' },
          icon('file'),
          el('span', { class: 'one-line', text: file.name }),
          iconButton('close', t('remove', { name: file.name }), remove),
        )
      }),
    )
  }

  function grow() {
    text.style.height = 'auto'
    text.style.height = `${Math.min(text.scrollHeight, 168)}px`
  }

  const draftKey = () => `${person?.id}/${chat?.id}`

  /** Lets files be dropped anywhere on `zone`. */
  function dropZone(zone) {
    const accepts = (event) =>
      !writing.hidden && chat !== null && [...(event.dataTransfer?.types ?? [])].includes('Files')
    zone.addEventListener('dragover', (event) => {
      if (!accepts(event)) return
      event.preventDefault()
      zone.classList.add('dropping')
    })
    zone.addEventListener('dragleave', (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove('dropping')
    })
    zone.addEventListener('drop', (event) => {
      zone.classList.remove('dropping')
      if (!accepts(event)) return
      event.preventDefault()
      addFiles(event.dataTransfer.files)
    })
  }

  return { element, show, useKeyboard, send, dropZone }
}
