// Talks to the local Telegram: one function per endpoint under /sandbox/, and the stream of changes.

/** Thrown when the server says no; `message` is what it said. */
export class ApiFailure extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

async function call(method, path, body) {
  const form = body instanceof FormData
  let answer
  try {
    answer = await fetch(`/sandbox${path}`, {
      method,
      headers: body !== undefined && !form ? { 'content-type': 'application/json' } : undefined,
      body: body === undefined || form ? body : JSON.stringify(body),
    })
  } catch {
    throw new ApiFailure(0, '')
  }
  const text = await answer.text()
  const value = parse(text)
  if (!answer.ok)
    throw new ApiFailure(answer.status, String(value?.error ?? value?.description ?? text).slice(0, 300))
  return value
}

function parse(text) {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return null
  }
}

const chatPath = (person, chat) => `/people/${person}/chats/${chat}`

export const api = {
  people: (query, limit) => call('GET', `/people?${new URLSearchParams({ query, limit })}`),
  person: (id) => call('GET', `/people/${id}`),
  chats: (person) => call('GET', `/people/${person}/chats`),
  messages: (person, chat, limit) => call('GET', `${chatPath(person, chat)}/messages?limit=${limit}`),
  sendText: (person, chat, text) => call('POST', `${chatPath(person, chat)}/text`, { text }),
  sendFile: (person, chat, file, caption) => {
    const form = new FormData()
    form.append('caption', caption)
    form.append('file', file, file.name)
    return call('POST', `${chatPath(person, chat)}/file`, form)
  },
  tap: (person, chat, messageId, data) => call('POST', `${chatPath(person, chat)}/tap`, { messageId, data }),
  read: (person, chat, upTo) => call('POST', `${chatPath(person, chat)}/read`, { upTo }),
  start: (person, chat, payload) =>
    call('POST', `${chatPath(person, chat)}/start`, payload ? { payload } : {}),
  contact: (person, chat) => call('POST', `${chatPath(person, chat)}/contact`, {}),
  block: (person, blocked) => call('POST', `/people/${person}/block`, { blocked }),
  clock: () => call('GET', '/clock'),
  moveClock: (step) => call('POST', '/clock', { step }),
}

export const fileAddress = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`

/**
 * Listens to changes that a person can see. `onChange` gets what the event carries ({chatId} or a clock), or an
 * empty object after the connection came back, when anything may have changed. Returns a function that stops.
 */
export function listen(person, onChange) {
  const source = new EventSource(`/sandbox/events?person=${person}`)
  let lost = false
  const take = (event) => onChange(parse(event.data ?? '') ?? {})
  for (const name of ['message', 'change', 'chat', 'clock']) source.addEventListener(name, take)
  source.addEventListener('open', () => {
    if (lost) onChange({})
    lost = false
  })
  source.addEventListener('error', () => {
    lost = true
  })
  return () => source.close()
}
