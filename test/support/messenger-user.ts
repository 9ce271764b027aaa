// A person with a phone: acts through the JSON endpoints of the local Telegram, sees what that person would
// see.
import type { ButtonView, ChatView, MessageView, PersonView } from '../../src/sandbox/json-views.ts'

export type { MessageView } from '../../src/sandbox/json-views.ts'

/** People of the sample organisation whose name, title or note has all words of `query`. */
export async function findPeople(sandboxUrl: string, query: string, limit = 50): Promise<PersonView[]> {
  const answer = await call(sandboxUrl, `/sandbox/people?query=${encodeURIComponent(query)}&limit=${limit}`)
  return (answer as { people: PersonView[] }).people
}

/** Moves the sandbox's clock by one of its steps, or to an instant. Returns the new time. */
export async function moveClock(sandboxUrl: string, to: { step: string } | { to: string }): Promise<Date> {
  const answer = (await call(sandboxUrl, '/sandbox/clock', to)) as { now: string }
  return new Date(answer.now)
}

export class MessengerUser {
  readonly id: number
  private readonly sandboxUrl: string

  constructor(sandboxUrl: string, id: number) {
    this.sandboxUrl = sandboxUrl
    this.id = id
  }

  private path(rest: string, chatId = this.id): string {
    return `/sandbox/people/${this.id}/chats/${chatId}/${rest}`
  }

  async chats(): Promise<ChatView[]> {
    return ((await call(this.sandboxUrl, `/sandbox/people/${this.id}/chats`)) as { chats: ChatView[] }).chats
  }

  async messages(chatId?: number): Promise<MessageView[]> {
    const answer = (await call(this.sandboxUrl, this.path('messages', chatId))) as { messages: MessageView[] }
    return answer.messages
  }

  async start(payload?: string): Promise<void> {
    await call(this.sandboxUrl, this.path('start'), payload ? { payload } : {})
  }

  async write(text: string, chatId?: number): Promise<number> {
    return ((await call(this.sandboxUrl, this.path('text', chatId), { text })) as { messageId: number })
      .messageId
  }

  async sendFile(file: { name: string; mime: string; bytes: Uint8Array }, caption?: string): Promise<number> {
    const form = new FormData()
    form.set('file', new Blob([Buffer.from(file.bytes)], { type: file.mime }), file.name)
    if (caption) form.set('caption', caption)
    const response = await fetch(this.sandboxUrl + this.path('file'), { method: 'POST', body: form })
    if (!response.ok) throw new Error(`file: ${response.status} ${await response.text()}`)
    return ((await response.json()) as { messageId: number }).messageId
  }

  /**
   * Taps the button whose label contains `label`, on the newest message that has one. Returns the answer's
   * text.
   */
  async tap(
    label: string | RegExp,
    options: { messageId?: number; chatId?: number } = {},
  ): Promise<string | null> {
    const found = await this.find(label, options)
    if (!found) {
      const last = (await this.messages(options.chatId)).slice(-3).map(readable).join('\n---\n')
      throw new Error(`No button "${label}". The latest messages:\n${last}`)
    }
    const answer = (await call(this.sandboxUrl, this.path('tap', options.chatId), {
      messageId: found.message.id,
      data: found.button.data,
      timeoutMs: patienceMs,
    })) as { answer: { text?: string } | null }
    return answer.answer?.text ?? null
  }

  private async find(label: string | RegExp, options: { messageId?: number; chatId?: number }) {
    for (const message of (await this.messages(options.chatId)).reverse()) {
      if (options.messageId !== undefined && message.id !== options.messageId) continue
      const button = message.buttons.flat().find((one) => matches(one, label))
      if (button && !message.deleted) return { message, button }
    }
    return undefined
  }

  /** Does `act`, then waits for a message from the bot (new, or changed since) whose text matches. */
  async expect(
    act: () => Promise<unknown>,
    pattern: RegExp | string,
    options: { chatId?: number; timeoutMs?: number } = {},
  ) {
    const before = new Map((await this.messages(options.chatId)).map((one) => [one.id, fingerprint(one)]))
    await act()
    return this.waitFor(
      (message) =>
        message.from.isBot &&
        before.get(message.id) !== fingerprint(message) &&
        textOf(message).search(pattern) >= 0,
      options,
      String(pattern),
    )
  }

  /** Waits until a message fulfils `wanted`; looks again every 50 ms. */
  async waitFor(
    wanted: (message: MessageView) => boolean,
    options: { chatId?: number; timeoutMs?: number } = {},
    what = 'the message',
  ): Promise<MessageView> {
    const until = performance.now() + (options.timeoutMs ?? patienceMs)
    for (;;) {
      const messages = await this.messages(options.chatId)
      const found = messages.findLast((message) => !message.deleted && wanted(message))
      if (found) return found
      if (performance.now() > until) {
        throw new Error(
          `${what} did not come. The latest messages:\n${messages.slice(-4).map(readable).join('\n---\n')}`,
        )
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** How long anything is waited for; measures nothing, ends what would wait for ever. */
const patienceMs = 60_000

/** What a person reads of a message. */
export const textOf = (message: MessageView): string => message.text ?? message.caption ?? ''

const readable = (message: MessageView) =>
  `${message.from.name}: ${textOf(message)} ${message.buttons.map((row) => `[${row.map((one) => one.text).join(' | ')}]`).join(' ')}`
const matches = (button: ButtonView, label: string | RegExp) =>
  typeof label === 'string' ? button.text.includes(label) : label.test(button.text)
const fingerprint = (message: MessageView) =>
  JSON.stringify([textOf(message), message.buttons, message.deleted])

async function call(root: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(
    root + path,
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
