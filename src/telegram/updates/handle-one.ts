// Handles one stored update in one transaction: what it changes, what is said about it and that it is handled
// are committed together. A failing update is tried again and then given up, with a line to the person.
import { Api, type Composer } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import { enqueueMessage } from '../../circulation/outbox.ts'
import { findActor, lockActors } from '../../org/actor.ts'
import { canSomewhere } from '../../org/permissions.ts'
import { html, type Language } from '../../texts/index.ts'
import type { BotDeps } from '../bot-deps.ts'
import { BotContext, type DownloadedFile } from '../context.ts'
import { openDialog } from '../dialog.store.ts'
import type { AfterCommit } from './after-commit.ts'
import { errorSummary, isDatabaseTrouble } from './failures.ts'
import { failUpdate, finishUpdates, type StoredUpdate, takeUpdate } from './update.store.ts'

/** Telegram lets a bot fetch at most so much. */
export const maxDownloadBytes = 20 * 1024 * 1024

/**
 * Handles one update; true when it is done (or given up), false when it is for another process or for later.
 */
export type HandleOne = (update: StoredUpdate) => Promise<boolean>

export function createSingleHandler(
  deps: BotDeps,
  features: Composer<BotContext>,
  afterCommit: AfterCommit,
): HandleOne {
  const { db, clock, log } = deps
  const me = { is_bot: true, first_name: '', ...deps.me } as UserFromGetMe
  const api = refusingApi()
  const run = features.middleware()

  /** Returns what was handled: the update, and what it led to. Null when another process has it. */
  async function transaction(
    update: StoredUpdate,
    file: DownloadedFile | null,
  ): Promise<BotContext[] | null> {
    return await db.transaction().execute(async (tx) => {
      if (!(await takeUpdate(tx, update.seq))) return null
      const now = clock.now()
      const { userId, chatId, language } = whoAndWhere(update.payload)
      const actor = userId === undefined ? null : ((await lockActors(tx, [userId], now)).get(userId) ?? null)
      const dialog = await openDialog(tx, { telegramChatId: chatId, telegramUserId: userId, now })
      const parts = { tx, now, actor, dialog, calendar: deps.calendar, log }
      const spoken = actor?.language ?? language
      const ctx = new BotContext(update.payload, api, me, { ...parts, file, language: spoken })
      await run(ctx, async () => {})
      const handled = [ctx]
      if (ctx.next) {
        const next = new BotContext(ctx.next, api, me, { ...parts, file: null, language: spoken })
        await run(next, async () => {})
        handled.push(next)
      }
      await finishUpdates(tx, [update.seq], now)
      return handled
    })
  }

  return async (update) => {
    const startedMs = performance.now()
    try {
      const file = await fetchDocument(deps, update.payload)
      const handled = await transaction(update, file)
      if (handled === null) return false
      afterCommit.run(handled, update)
      const tookMs = Math.round(performance.now() - startedMs)
      if (tookMs > 1_000 && file === null)
        log.warn({ seq: update.seq, tookMs }, 'Handling an update was slow')
      return true
    } catch (error) {
      return await fail(deps, update, error)
    }
  }
}

async function fail(deps: BotDeps, update: StoredUpdate, error: unknown): Promise<boolean> {
  const { db, clock, log } = deps
  const summary = errorSummary(error)
  const counts = !isDatabaseTrouble(error)
  try {
    const parked = await db.transaction().execute(async (tx) => {
      const now = clock.now()
      const givenUp = await failUpdate(tx, update.seq, { error: summary, counts, now })
      const { chatId, isPrivate, language } = whoAndWhere(update.payload)
      if (givenUp && isPrivate && chatId !== undefined) {
        const payload = { message: { text: html(language, 'chat-failed') } }
        await enqueueMessage(tx, {
          purpose: 'answer',
          lane: 0,
          telegramChatId: chatId,
          payload,
          dueAt: now,
          now,
        })
      }
      return givenUp
    })
    log.error({ seq: update.seq, failure: summary, parked }, 'An update could not be handled')
    return parked
  } catch (second) {
    log.error({ seq: update.seq, failure: errorSummary(second) }, 'A failed update could not be noted')
    return false
  }
}

/** Fetches the document of a message in a private chat, if the person may send one at all. Null otherwise. */
async function fetchDocument(deps: BotDeps, update: Update): Promise<DownloadedFile | null> {
  const message = update.message
  const document = message?.document
  if (!document || message.chat.type !== 'private' || !message.from) return null
  if ((document.file_size ?? 0) > maxDownloadBytes) return null
  const actor = await findActor(deps.db, message.from.id, deps.clock.now())
  if (actor === null || !canSomewhere(actor, 'directive.draft')) return null
  const bytes = await deps.fetchFile(document.file_id, maxDownloadBytes)
  if (bytes === null) return null
  return {
    bytes,
    name: document.file_name ?? 'van-ban',
    mime: document.mime_type ?? 'application/octet-stream',
  }
}

function whoAndWhere(update: Update): {
  userId: number | undefined
  chatId: number | undefined
  isPrivate: boolean
  language: Language
} {
  const message = update.message ?? update.edited_message
  const chat = message?.chat ?? update.callback_query?.message?.chat ?? update.my_chat_member?.chat
  const from = message?.from ?? update.callback_query?.from ?? update.my_chat_member?.from
  return { userId: from?.id, chatId: chat?.id, isPrivate: chat?.type === 'private', language: 'vi' }
}

/** Stands in for Telegram inside transactions: a feature that calls it is wrong, and learns so at once. */
function refusingApi(): Api {
  const api = new Api('0:none')
  api.config.use(() => {
    throw new Error('No request to Telegram inside a transaction.')
  })
  return api
}
