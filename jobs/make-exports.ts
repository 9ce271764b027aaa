// Makes the exports that people asked for and sends them. What surely did not leave is tried again; what may
// have arrived is not sent twice, and the person is told. Whoever lost the duty meanwhile gets a sentence.
import { enqueueMessage } from '../src/circulation/outbox.ts'
import { waitForSlot } from '../src/circulation/sending/sender.ts'
import { readSettings } from '../src/circulation/settings.ts'
import {
  beginSending,
  type ExportRequest,
  endExportRequest,
  maxAttempts,
  postponeExportRequest,
  progressMessageOf,
  takeExportRequest,
} from '../src/rollup/exports/export-request.store.ts'
import { makeBook } from '../src/rollup/exports/make-book.ts'
import { mayStillExport, questionOf } from '../src/rollup/exports/request-export.ts'
import { writeExport } from '../src/rollup/exports/write-export.ts'
import { html, type TextKey } from '../src/texts/index.ts'
import type { JobContext, Processor } from './context.ts'

/** Wait before the next attempt, in milliseconds, times the attempts so far. */
const retryMs = 10_000

type Context = Pick<JobContext, 'db' | 'clock' | 'calendar' | 'messenger' | 'log'>

export const makeExportsJob: Processor<'make-exports'> = async (context, _data, signal) => {
  while (!signal.aborted) {
    const request = await takeExportRequest(context.db)
    if (!request) return
    await handle(context, request, signal)
  }
}

async function handle(
  context: Context,
  request: ExportRequest & { wasSending: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { db, log } = context
  if (request.wasSending) return await end(context, request, 'unclear', 'export-unclear')
  if (request.attempts > maxAttempts) return await end(context, request, 'failed', 'export-failed')
  try {
    await makeAndSend(context, request, signal)
  } catch (error) {
    log.error({ error, exportRequest: request.id }, 'An export could not be made')
    await postponeExportRequest(db, request, { waitMs: retryMs * request.attempts, surely: false })
  }
}

async function makeAndSend(context: Context, request: ExportRequest, signal: AbortSignal): Promise<void> {
  const { db, clock, calendar, messenger } = context
  const refuse = () => end(context, request, 'refused', 'export-refused')
  if (!(await mayStillExport(db, request, clock.now()))) return await refuse()
  const question = await questionOf(db, request, { now: clock.now(), calendar })
  await tellProgress(context, request, 'export-reading')
  const book = await makeBook(db, request.kind, question)
  await tellProgress(context, request, 'export-writing', { rows: book.rows.length })
  const { language } = request
  const file = await writeExport(book, request.format, { language, timeZone: calendar.timeZone })
  if (!(await waitForSlot(db, await readSettings(db), signal)))
    return await postponeExportRequest(db, request, { waitMs: retryMs, surely: false })
  // The duty may have ended while the file was made.
  if (!(await mayStillExport(db, request, clock.now()))) return await refuse()
  if (!(await beginSending(db, request))) return
  const text = html(language, 'export-file', { title: book.title[language], rows: book.rows.length })
  const outcome = await messenger.send(
    { telegramChatId: request.telegramChatId },
    { text, file, protect: false },
  )
  switch (outcome.kind) {
    case 'sent':
      await endExportRequest(db, request, 'sent', clock.now())
      return await tellProgress(context, request, 'export-done', { rows: book.rows.length })
    case 'unknown':
      return await end(context, request, 'unclear', 'export-unclear')
    case 'not_delivered':
      return await postponeExportRequest(db, request, {
        waitMs: outcome.retryAfterMs ?? retryMs * request.attempts,
        surely: true,
      })
    default:
      return await end(context, request, 'failed', 'export-failed')
  }
}

/** Changes the message that tells how far it is. Nothing depends on it. */
async function tellProgress(
  { db, messenger, log }: Context,
  request: ExportRequest,
  key: TextKey,
  values: Record<string, number> = {},
): Promise<void> {
  const messageId = await progressMessageOf(db, request)
  if (messageId === null) return
  const to = { telegramChatId: request.telegramChatId }
  const outcome = await messenger.edit(to, messageId, { text: html(request.language, key, values) })
  if (outcome.kind !== 'sent') log.debug({ outcome: outcome.kind }, 'The progress of an export was not shown')
}

/** Ends the request and tells the person why there is no file, in one transaction. */
async function end(
  { db, clock }: Context,
  request: ExportRequest,
  state: 'refused' | 'failed' | 'unclear',
  key: TextKey,
): Promise<void> {
  const now = clock.now()
  await db.transaction().execute(async (tx) => {
    if (!(await endExportRequest(tx, request, state, now))) return
    await enqueueMessage(tx, {
      purpose: 'answer',
      lane: 0,
      telegramChatId: request.telegramChatId,
      language: request.language,
      payload: { message: { text: html(request.language, key) } },
      dueAt: now,
      now,
    })
  })
}
