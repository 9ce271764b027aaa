// Things that come up over the page: toasts, an alert to confirm, a menu under a button, spoken announcements.
import { ApiFailure } from './api.js'
import { el } from './dom.js'
import { t } from './words.js'

const TOAST_MS = 4_000

/** A short note at the bottom that goes away by itself; also read aloud. */
export function toast(text) {
  const place = document.getElementById('toasts')
  place.replaceChildren(el('div', { class: 'toast', text }))
  const shown = place.firstChild
  setTimeout(() => shown.remove(), TOAST_MS + text.length * 30)
}

/** A message that has to be closed by hand. */
export function alertDialog(text) {
  const dialog = el(
    'dialog',
    { class: 'alert', 'aria-label': text },
    el('p', { text }),
    el(
      'form',
      { method: 'dialog' },
      el('button', { class: 'button primary', value: 'ok', text: 'OK', autofocus: true }),
    ),
  )
  document.body.append(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  dialog.showModal()
}

/** Shows why something failed, in words a newcomer understands. */
export function showFailure(error) {
  if (!(error instanceof ApiFailure)) throw error
  toast(error.status === 0 ? t('offline') : t('refused', { reason: error.message || String(error.status) }))
}

/** A menu below (or above) its button: items are {label, detail?, run}. Closes on choice, Escape or a tap elsewhere. */
export function openMenu(button, items) {
  const menu = el('div', { class: 'menu', role: 'menu', popover: 'auto' })
  for (const item of items) {
    const choose = () => {
      menu.hidePopover()
      item.run()
    }
    menu.append(
      el(
        'button',
        { type: 'button', role: 'menuitem', class: 'menu-item', on: { click: choose } },
        el('span', { class: 'menu-label', text: item.label }),
        item.detail ? el('span', { class: 'menu-detail', text: item.detail }) : null,
      ),
    )
  }
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'closed') menu.remove()
  })
  menu.addEventListener('keydown', (event) => moveFocus(event, menu))
  document.body.append(menu)
  menu.showPopover()
  placeBeside(menu, button)
  menu.querySelector('button')?.focus()
}

function moveFocus(event, menu) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const buttons = [...menu.querySelectorAll('button')]
  const at = buttons.indexOf(document.activeElement)
  buttons[(at + step + buttons.length) % buttons.length]?.focus()
}

function placeBeside(menu, button) {
  const anchor = button.getBoundingClientRect()
  const size = menu.getBoundingClientRect()
  const left = Math.min(Math.max(8, anchor.right - size.width), innerWidth - size.width - 8)
  const below = anchor.bottom + 4
  const top = below + size.height < innerHeight ? below : Math.max(8, anchor.top - size.height - 4)
  menu.style.left = `${Math.max(8, left)}px`
  menu.style.top = `${top}px`
}

/** Says something to people who use a screen reader, without showing it. */
export function announce(text) {
  document.getElementById('announcer').textContent = text
}
