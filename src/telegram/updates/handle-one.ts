// Handles one stored update in one transaction: what it changes, what is said about it and that it is handled
// are committed together. A failing update is tried again and then given up, with a line to the person.
// Before the handling begins a start is committed: an update that ended its process twice is set aside. A
// document is fetched and read between two transactions.
import { Api, type Composer } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import { enqueueMessage } from '../../circulation/outbox.ts'
import { tellAdministrators } from '../../circulation/tell-administrators.ts'
import type { FileRole } from '../../directive/reading/read-file.ts'
import { lockActors } from '../../org/actor.ts'
import type { Tx } from '../../platform/database.ts'
import { html, type Language } from '../../texts/index.ts'
import type { BotDeps } from '../bot-deps.ts'
import { BotContext, DocumentNeeded, type SentDocument } from '../context.ts'
import { openDialog } from '../dialog.store.ts'
import type { AfterCommit } from './after-commit.ts'
import { errorSummary, isDatabaseTrouble } from './failures.ts'
import { chatIdOf, readDocumentOf } from './read-document.ts'
import {
  beginUpdate,
  failUpdate,
  finishUpdates,
  holdUpdate,
  releaseUpdates,
  type StoredUpdate,
  setUpdateAside,
  takeUpdate,
} from './update.store.ts'

/** An update that ended so many processes is set aside when it would be handled once more. */
const maxKills = 2
/**
 * How long an update whose document is being read is held, and how often that is renewed, in milliseconds. If
 * the process dies, its chat waits for so long.
 */
const readingHoldMs = 30_000
const renewHoldMs = 10_000
/** Handling that takes longer is itself the cause when the database gives it up, in milliseconds. */
const longMs = 30_000

export interface SingleHandler {
  /**
   * Handles one update; true when it is done (or given up), false when it is for another process or for
   * later.
   */
  handle(update: StoredUpdate): Promise<boolean>
  /** Before the next updates are looked for: takes back starts that could not be taken back at once. */
  releaseStarts(): Promise<void>
  /** How many documents are being read; their updates follow by themselves. */
  readonly readingCount: number
  /** Resolves when all documents are read and their updates handled. */
  readingsDone(): Promise<void>
}

export function createSingleHandler(
  deps: BotDeps,
  features: Composer<BotContext>,
  afterCommit: AfterCommit,
): SingleHandler {
  const { db, clock, log } = deps
  const me = { is_bot: true, first_name: '', ...deps.me } as UserFromGetMe
  const api = refusingApi()
  const run = features.middleware()

  const readings = new Map<number, Promise<void>>()
  /** Updates whose starts are still to be taken back: the database was away. */
  const unreleased = new Set<number>()

  /** Returns what was handled: the update, and what it led to. Null when another process has it. */
  async function transaction(
    update: StoredUpdate,
    document: SentDocument | undefined,
  ): Promise<BotContext[] | null> {
    return await db.transaction().execute(async (tx) => {
      if (!(await takeUpdate(tx, update.seq))) return null
      const now = clock.now()
      const { userId, chatId, language } = whoAndWhere(update.payload)
      const actor = userId === undefined ? null : ((await lockActors(tx, [userId], now)).get(userId) ?? null)
      const dialog = await openDialog(tx, { telegramChatId: chatId, telegramUserId: userId, now })
      const parts = { tx, now, actor, dialog, calendar: deps.calendar, log }
      const spoken = actor?.language ?? language
      const ctx = new BotContext(update.payload, api, me, { ...parts, document, language: spoken })
      await run(ctx, async () => {})
      const handled = [ctx]
      if (ctx.next) {
        const next = new BotContext(ctx.next, api, me, { ...parts, document: undefined, language: spoken })
        await run(next, async () => {})
        handled.push(next)
      }
      await finishUpdates(tx, [update.seq], now)
      return handled
    })
  }

  /** `document`: what was read for the update; undefined until it asked for it. */
  async function finish(update: StoredUpdate, document?: SentDocument): Promise<boolean> {
    const startedMs = performance.now()
    try {
      const handled = await transaction(update, document)
      if (handled === null) {
        await release(update.seq)
        return false
      }
      afterCommit.run(handled, update)
      const tookMs = Math.round(performance.now() - startedMs)
      if (tookMs > 1_000) log.warn({ seq: update.seq, tookMs }, 'Handling an update was slow')
      return true
    } catch (error) {
      const needed = documentNeeded(error)
      if (needed && document === undefined) {
        const reading = readAndFinish(update, needed.role).finally(() => readings.delete(update.seq))
        readings.set(update.seq, reading)
        return false
      }
      const isLong = performance.now() - startedMs > longMs
      return await fail(update, error, isLong || !isDatabaseTrouble(error))
    }
  }

  async function readAndFinish(update: StoredUpdate, role: FileRole): Promise<void> {
    const hold = () =>
      holdUpdate(db, update.seq, readingHoldMs).catch((error: unknown) =>
        log.warn({ seq: update.seq, failure: errorSummary(error) }, 'An update could not be held'),
      )
    await hold()
    const timer = setInterval(hold, renewHoldMs)
    try {
      await finish(update, await readDocumentOf(deps, update, role))
    } catch (error) {
      await fail(update, error, true)
    } finally {
      clearInterval(timer)
    }
  }

  async function release(seq: number): Promise<void> {
    unreleased.add(seq)
    await releaseUpdates(db, [seq]).then(
      () => unreleased.delete(seq),
      () => {},
    )
  }

  /** Notes a failure; `counts` is false when the database was the cause. True when the update is given up. */
  async function fail(update: StoredUpdate, error: unknown, counts: boolean): Promise<boolean> {
    const summary = errorSummary(error)
    try {
      const parked = await db.transaction().execute(async (tx) => {
        const now = clock.now()
        const givenUp = await failUpdate(tx, update.seq, { error: summary, counts, now })
        if (givenUp) await tellPerson(tx, update, 'chat-failed', now)
        return givenUp
      })
      log.error({ seq: update.seq, failure: summary, parked }, 'An update could not be handled')
      return parked
    } catch (second) {
      unreleased.add(update.seq)
      log.error({ seq: update.seq, failure: errorSummary(second) }, 'A failed update could not be noted')
      return false
    }
  }

  /** Ends an update that ended its process again and again, and tells the person and the administrators. */
  async function setAside(update: StoredUpdate, kills: number): Promise<boolean> {
    const isMine = await db.transaction().execute(async (tx) => {
      const now = clock.now()
      if (!(await takeUpdate(tx, update.seq))) return false
      await setUpdateAside(tx, update.seq, `ended its process ${kills} times`, now)
      await tellPerson(tx, update, 'chat-set-aside', now)
      const notice = { kind: 'set_aside', work: 'set-aside', seq: update.seq } as const
      await tellAdministrators(tx, { notice, everyMs: 0, now })
      return true
    })
    const chatId = chatIdOf(update.payload)
    if (isMine) log.error({ seq: update.seq, chat_id: chatId, kills }, 'An update was set aside')
    return isMine
  }

  return {
    async handle(update) {
      if (readings.has(update.seq)) return false
      const starts = await beginUpdate(db, update.seq)
      if (starts === null) return false
      return starts > maxKills ? await setAside(update, starts - 1) : await finish(update)
    },
    async releaseStarts() {
      if (unreleased.size === 0) return
      const seqs = [...unreleased]
      await releaseUpdates(db, seqs)
      for (const seq of seqs) unreleased.delete(seq)
    },
    get readingCount() {
      return readings.size
    },
    async readingsDone() {
      await Promise.all(readings.values())
    },
  }
}

/** Says this to the person in the private chat; nothing in a group. */
async function tellPerson(
  tx: Tx,
  update: StoredUpdate,
  key: 'chat-failed' | 'chat-set-aside',
  now: Date,
): Promise<void> {
  const { chatId, isPrivate, language } = whoAndWhere(update.payload)
  if (!isPrivate || chatId === undefined) return
  const payload = { message: { text: html(language, key) } }
  const message = { purpose: 'answer', lane: 0, telegramChatId: chatId, payload, dueAt: now, now } as const
  await enqueueMessage(tx, message)
}

/** The framework may have wrapped it. */
function documentNeeded(error: unknown): DocumentNeeded | null {
  const inner = error instanceof Error && 'error' in error ? error.error : error
  return inner instanceof DocumentNeeded ? inner : null
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
