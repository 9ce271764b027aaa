// The bot's reply keyboard: rows of answers below the text field, shown and hidden with a button of its own.
import { el, iconButton } from './dom.js'
import { t } from './words.js'

/** Returns {element, toggle, use, hide}; `onText(label)` and `onContact()` are called on a press. */
export function createReplyKeyboard({ onText, onContact }) {
  let drawn = 'null'
  const element = el('div', { class: 'reply-keys', hidden: true })
  const toggle = iconButton('keyboard', t('keyboard'), () => show(element.hidden), { hidden: true })

  /** Takes over the markup of the latest message that had one; anything without a keyboard takes it away. */
  function use(markup, { visible }) {
    const rows = Array.isArray(markup) ? markup : (markup?.keyboard ?? null)
    const look = JSON.stringify(rows)
    if (look === drawn) return
    drawn = look
    element.replaceChildren(
      ...(rows ?? []).map((row) =>
        el('div', { class: 'keys-row' }, ...row.map((button) => key(button, markup.one_time_keyboard))),
      ),
    )
    toggle.hidden = rows === null
    show(rows !== null && visible)
  }

  function key(button, once) {
    const label = typeof button === 'string' ? button : button.text
    const press = () => {
      if (once) show(false)
      if (button.request_contact) onContact()
      else onText(label)
    }
    return el('button', { type: 'button', class: 'key', on: { click: press } }, el('span', { text: label }))
  }

  function show(visible) {
    element.hidden = !visible
    toggle.setAttribute('aria-expanded', String(visible))
  }

  return { element, toggle, use, hide: () => show(false) }
}
