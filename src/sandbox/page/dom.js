// Small helpers to build the page from DOM nodes. Text always goes in as text, never as HTML.

const SVG = 'http://www.w3.org/2000/svg'

/** Outlines of the icons on a 24 × 24 grid, drawn with a stroke. */
const ICONS = {
  back: 'M15 5l-7 7 7 7',
  send: 'M4 12l16-8-6 16-3-7z',
  attach: 'M8 12.5l6.2-6.2a3 3 0 0 1 4.3 4.3l-8 8a5 5 0 0 1-7-7L11 4',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  help: 'M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.01',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  lock: 'M6.5 11h11v8h-11zM9 11V8a3 3 0 0 1 6 0v3',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 1.8',
  keyboard: 'M3.5 7h17v10h-17zM7 10.5v.01M10.5 10.5v.01M14 10.5v.01M17 10.5v.01M8 14h8',
  command: 'M14 5l-4 14',
  out: 'M10 5H5v14h14v-5M13 5h6v6M19 5l-8 8',
  copy: 'M8 8h11v12H8zM5 16V4h11',
}

/**
 * Makes an element. Properties: `class`, `text`, `data` (dataset), `on` (listeners); a true attribute is set empty,
 * false and undefined ones are left out. Children may be nodes, strings, or nothing.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (name === 'class') element.className = value
    else if (name === 'text') element.textContent = value
    else if (name === 'data') Object.assign(element.dataset, value)
    else if (name === 'on')
      for (const [event, run] of Object.entries(value)) element.addEventListener(event, run)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  )
  return element
}

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}

/** A round button that shows an icon only; the label is read aloud and shown on hover. */
export function iconButton(name, label, run, properties = {}) {
  return el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': label,
      title: label,
      on: { click: run },
      ...properties,
    },
    icon(name),
  )
}

/** A circle with the initials of a name, coloured by the id so that one is recognised again. */
export function avatar(id, name, kind) {
  const words = name
    .replace(/^(Chi bộ|Đảng ủy)\s+/i, '')
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const initials = words.length > 1 ? `${first(words.at(-2))}${first(words.at(-1))}` : first(words[0] ?? '?')
  const hue = Math.abs(Number(id) || 0) % 8
  return el('span', {
    class: 'avatar',
    'aria-hidden': 'true',
    data: { hue, kind: kind ?? '' },
    text: initials,
  })
}

function first(word) {
  return [...word.toLocaleUpperCase('vi')][0] ?? ''
}

/** Runs only after a pause; the last call wins. */
export function debounce(pauseMs, run) {
  let timer
  return (...values) => {
    clearTimeout(timer)
    timer = setTimeout(() => run(...values), pauseMs)
  }
}

/** Reads and keeps small things in the browser; a browser that forbids it just forgets. */
export function recall(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(`sandbox.${key}`)) ?? fallback
  } catch {
    return fallback
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(`sandbox.${key}`, JSON.stringify(value))
  } catch {
    // Private browsing or a full store: nothing here is worth an error.
  }
}
