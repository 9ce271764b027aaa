// What follows a commit: the answer to a tap, fresh buttons. Best effort: none of it is a promise, what must
// arrive is in the outbox. Answers to taps go out at once, several at a time: Telegram does not count them.
// Everything else takes its turn in what the answers leave of the pace.
import type { Button, Outcome } from '../../circulation/messenger.ts'
import { createPacedCalls } from '../../circulation/sending/sender.ts'
import type { BotDeps } from '../bot-deps.ts'
import type { BotContext, ShownMessage } from '../context.ts'
import { errorSummary } from './failures.ts'
import type { StoredUpdate } from './update.store.ts'

export interface AfterCommit {
  /** Carries out the effects of a handled update and of those it led to. */
  run(handled: readonly BotContext[], update: StoredUpdate): void
  answerTap(tapId: string, receivedAt: Date, answer: { text: string; alert: boolean }): void
  showButtons(at: ShownMessage, buttons: Button[][]): void
  /** Resolves when there is room for more. */
  room(): Promise<void>
  /** Resolves when all is done. */
  idle(): Promise<void>
  /** Gives up the changes of messages that wait: the process ends. */
  close(): void
}

const atOnce = 32
/** More waiting than this and new buttons are not shown any more: they are an ornament, answers are not. */
const crowded = 5_000
/** Telegram forgets a tap after 150 seconds. */
const tapLivesMs = 150_000

export function createAfterCommit(deps: BotDeps): AfterCommit {
  const { messenger, clock, log } = deps
  const paced = createPacedCalls(deps)
  const waiting: (() => Promise<unknown>)[] = []
  let running = 0
  let listeners: (() => void)[] = []

  function add(work: () => Promise<unknown>): void {
    waiting.push(work)
    if (running < atOnce) void runNext()
  }

  async function runNext(): Promise<void> {
    running++
    for (let work = waiting.shift(); work; work = waiting.shift()) {
      try {
        await work()
      } catch (error) {
        log.warn({ failure: errorSummary(error) }, 'Something after a commit failed')
      }
      tell()
    }
    running--
    tell()
  }

  function tell(): void {
    const present = listeners
    listeners = []
    for (const listener of present) listener()
  }

  function change(at: ShownMessage, make: () => Promise<Outcome>): void {
    paced.add({ key: `${at.telegramChatId}:${at.messageId}`, telegramChatId: at.telegramChatId, make })
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => listeners.push(resolve))
  }

  function follow({ effects, callbackQuery }: BotContext): void {
    const message = callbackQuery?.message
    if (effects.shown && message) {
      const at = { telegramChatId: message.chat.id, messageId: message.message_id }
      const { html, buttons } = effects.shown
      if (html === undefined) after.showButtons(at, buttons)
      else change(at, () => messenger.edit(at, at.messageId, { text: html, buttons }))
    }
    for (const { at, buttons } of effects.buttons) after.showButtons(at, buttons)
    for (const at of effects.removed) change(at, () => messenger.remove(at, at.messageId))
    for (const work of effects.after) add(async () => work())
  }

  const after: AfterCommit = {
    run(handled, update) {
      const tap = update.payload.callback_query
      if (tap) {
        const answers = handled.map(({ effects }) => effects.tapAnswer).filter((answer) => answer !== null)
        after.answerTap(tap.id, update.receivedAt, answers.at(-1) ?? { text: '', alert: false })
      }
      for (const ctx of handled) follow(ctx)
    },
    answerTap(tapId, receivedAt, { text, alert }) {
      add(async () => {
        if (clock.now().getTime() - receivedAt.getTime() > tapLivesMs) return
        await messenger.answerTap(tapId, text, { alert })
      })
    },
    showButtons(at, buttons) {
      if (paced.size > crowded) return
      change(at, () => messenger.editButtons(at, at.messageId, buttons))
    },
    room: () => until(() => waiting.length <= 2 * crowded),
    async idle() {
      await until(() => running === 0 && waiting.length === 0)
      await paced.idle()
    },
    close: () => paced.close(),
  }
  return after
}
