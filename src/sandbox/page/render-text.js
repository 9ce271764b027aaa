// Turns a text with Bot API entities into DOM nodes: nested formatting, links, tappable bot commands.
// Nothing of a message is ever read as HTML; only http, https, mailto and tel addresses become links.
import { el } from './dom.js'

const TAGS = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
}

/**
 * A fragment for the text. `onCommand('/x')` and `onLink(url)` are called on taps; onLink returns true when it has
 * dealt with the address itself.
 */
export function renderText(text, entities, { onCommand, onLink }) {
  // Outer before inner: earlier start first, longer first at the same start.
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length)
  const fragment = document.createDocumentFragment()
  appendRange(fragment, text, 0, text.length, sorted, { onCommand, onLink })
  return fragment
}

function appendRange(parent, text, from, to, entities, actions) {
  let at = from
  let index = 0
  while (index < entities.length) {
    const entity = entities[index]
    const start = Math.max(entity.offset, at)
    const end = Math.min(entity.offset + entity.length, to)
    index += 1
    if (end <= start) continue
    const inner = []
    while (index < entities.length && entities[index].offset < end) {
      inner.push(entities[index])
      index += 1
    }
    if (start > at) parent.append(text.slice(at, start))
    const wrapper = wrap(entity, text.slice(start, end), actions)
    appendRange(wrapper, text, start, end, inner, actions)
    parent.append(wrapper)
    at = end
  }
  if (at < to) parent.append(text.slice(at, to))
}

function wrap(entity, value, actions) {
  if (entity.type === 'bot_command') {
    return el('button', { type: 'button', class: 'command', on: { click: () => actions.onCommand(value) } })
  }
  const address = addressOf(entity, value)
  if (address) return link(address, actions)
  if (entity.type === 'spoiler') {
    const reveal = (event) => event.currentTarget.classList.add('revealed')
    return el('button', { type: 'button', class: 'spoiler', on: { click: reveal } })
  }
  const tag = TAGS[entity.type]
  if (tag) return el(tag)
  return el('span', { class: `entity-${entity.type.replace(/_/g, '-')}` })
}

function addressOf(entity, value) {
  if (entity.type === 'text_link') return safeAddress(entity.url)
  if (entity.type === 'url') return safeAddress(/^[a-z]+:/i.test(value) ? value : `https://${value}`)
  if (entity.type === 'email') return safeAddress(`mailto:${value}`)
  if (entity.type === 'phone_number') return safeAddress(`tel:${value.replace(/[^+\d]/g, '')}`)
  return null
}

/** The address if it is harmless to open, else null. */
export function safeAddress(address) {
  try {
    const url = new URL(address)
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol) ? url.href : null
  } catch {
    return null
  }
}

function link(address, actions) {
  const open = (event) => {
    if (actions.onLink(address)) event.preventDefault()
  }
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer', on: { click: open } })
}

/** The start parameter of a deep link to a bot (https://t.me/name?start=X), '' without one, or null for any other. */
export function deepLinkPayload(address) {
  try {
    const url = new URL(address)
    if (url.protocol === 'tg:' && url.host === 'resolve') return url.searchParams.get('start') ?? ''
    if (!['t.me', 'telegram.me', 'telegram.dog'].includes(url.host)) return null
    if (!/^\/[A-Za-z0-9_]+\/?$/.test(url.pathname)) return null
    return url.searchParams.get('start') ?? ''
  } catch {
    return null
  }
}
