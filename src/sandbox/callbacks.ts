// A tap on an inline button and its answer, both within Telegram's time limits.
import { badRequest } from './api-error.ts'
import type { Core } from './core.ts'
import type { Call } from './params.ts'
import type { ApiMessage, ApiUser } from './types.ts'

/** What the person sees after a tap. */
export interface TapAnswer {
  text?: string
  showAlert?: boolean
  url?: string
}

const ANSWER_MAX_CHARACTERS = 200
type Waiter = (answer: TapAnswer) => void

export interface Callbacks {
  /** Sends the tap to the bot; the promise gives its answer, or null after `timeoutMs` of real time. */
  tap(from: ApiUser, message: ApiMessage, data: string, timeoutMs: number): Promise<TapAnswer | null>
  /** The method answerCallbackQuery. @throws ApiError 400 */
  answer(call: Call): true
}

/** Taps of one local Telegram. */
export function createCallbacks(core: Core): Callbacks {
  const waiters = new Map<string, Waiter>()
  return {
    tap(from, message, data, timeoutMs) {
      const id = core.state.nextCallbackId()
      core.state.putCallback({
        id,
        atMs: core.clock.now().getTime(),
        chatId: message.chat.id,
        messageId: message.message_id,
        personId: from.id,
        answered: false,
      })
      const answer = new Promise<TapAnswer | null>((resolve) => {
        const finish = (given: TapAnswer | null) => {
          clearTimeout(timer)
          waiters.delete(id)
          resolve(given)
        }
        const timer = setTimeout(() => finish(null), timeoutMs)
        waiters.set(id, finish)
      })
      core.updates.push({
        callback_query: {
          id,
          from,
          message,
          chat_instance: String(7_000_000_000_000 + Math.abs(message.chat.id)),
          data,
        },
      })
      return answer
    },
    answer({ params }) {
      const text = params.text as string | undefined
      if (text !== undefined && text.length > ANSWER_MAX_CHARACTERS) throw badRequest('MESSAGE_TOO_LONG')
      const query = core.state.callbacks.get(params.callback_query_id as string)
      const age = query ? core.clock.now().getTime() - query.atMs : Number.POSITIVE_INFINITY
      if (!query || query.answered || age > core.callbackAnswerMs) {
        throw badRequest('query is too old and response timeout expired or query ID is invalid')
      }
      core.state.putCallback({ ...query, answered: true })
      waiters.get(query.id)?.({
        ...(text && { text }),
        ...(params.show_alert === true && { showAlert: true }),
        ...(params.url !== undefined && { url: params.url as string }),
      })
      return true
    },
  }
}
