// Turns due rows into messages that may go on the wire: commits the intents, puts texts and files together,
// and releases intents whose commit was not confirmed.
import { withinTime } from '../../platform/time-limit.ts'
import type { Outcome, OutgoingFile, OutgoingMessage } from '../messenger.ts'
import { chatSpacing } from './chat-pace.ts'
import type { DeliveryToSend } from './compose.ts'
import type { DueDelivery } from './delivery.store.ts'
import { type DirectiveToSend, fileFor } from './directive-cache.ts'
import { createFileUploads } from './file-uploads.ts'
import type { IntendedDelivery } from './intent.store.ts'
import { deliveryStore } from './sending.store.ts'
import type { Intended, LaneContext, SendLoopDeps, UnconfirmedIntent } from './types.ts'

/** Wait of a message whose file another one is uploading, in milliseconds. */
const uploadWaitMs = 400

/** Makes the part of a run that commits intents. `limitMs` is the longest wait for one statement. */
export function createIntentStage(
  context: LaneContext,
  owner: string,
  limitMs: number,
): Pick<SendLoopDeps, 'intend' | 'unconfirmed' | 'releaseUnconfirmed'> {
  const { db, messenger, compose, log, settings, lane, directives } = context
  const store = context.store ?? deliveryStore
  const spacing = chatSpacing(settings)
  const uploads = createFileUploads({ db, botId: context.botId, directives, log })
  const limited = <T>(work: Promise<T>) => withinTime(limitMs, work)

  const messageOf = (row: IntendedDelivery, directive: DirectiveToSend | null): OutgoingMessage => {
    const message = compose(toSend(row, directive))
    const file = fileFor(row, directive)
    if (!file?.fileId) return message
    return { ...message, file: { fileId: file.fileId, name: file.name } }
  }

  const directiveOf = async (id: number | null) => (id === null ? null : limited(directives.get(id)))

  // Sorts rows by their file. One row uploads a file that the bot has no handle of; the others of that file
  // wait for it.
  const sortByFile = async (rows: readonly DueDelivery[]) => {
    const known = new Map<number, DirectiveToSend | null>()
    const plain: DueDelivery[] = []
    const waiting: number[] = []
    let uploader: DueDelivery | undefined
    // The lease is asked for once per file and group: another process that has it keeps it for a while.
    const asked = new Set<number>()
    for (const row of rows) {
      const id = row.directiveId
      if (id !== null && !known.has(id)) known.set(id, await directiveOf(id))
      const file = id === null ? null : fileFor(row, known.get(id))
      if (!file || file.fileId) plain.push(row)
      else if (!uploader && !asked.has(file.id) && (await limited(uploads.begin(file.id)))) {
        // Another process may have uploaded it between our reading and our lease.
        directives.forget(id!)
        known.set(id!, await directiveOf(id))
        if (fileFor(row, known.get(id!))?.fileId) {
          await limited(uploads.giveUp(file.id))
          plain.push(row)
        } else uploader = row
      } else {
        asked.add(file.id)
        waiting.push(row.id)
      }
    }
    return { known, plain, waiting, uploader }
  }

  const commit = async (name: string, rows: readonly DueDelivery[], leaseMs: number) => {
    const intendedAt = performance.now()
    const committing = store.commitIntents(db, rows, { owner: name, leaseMs, isBulk: lane === 1, spacing })
    let isGivenUp = false
    // The commit may still happen after we stopped waiting for it.
    committing.then(
      () => {
        if (isGivenUp) void releaseLate({ name, ids: rows.map((row) => row.id) })
      },
      () => {},
    )
    const { go, stay } = await limited(committing).catch((error) => {
      isGivenUp = true
      throw error
    })
    return { go, stayed: stay.length, intendedAt }
  }

  const releaseLate = ({ name, ids }: UnconfirmedIntent) =>
    store
      .releaseUnconfirmed(db, ids, name)
      .catch((error) =>
        log.warn({ error }, 'A late intent could not be released; its lease expires by itself'),
      )

  const intendUnder = async (name: string, rows: readonly DueDelivery[]): Promise<Intended> => {
    const { known, plain, waiting, uploader } = await sortByFile(rows)
    const made: Intended = { ready: [], stayed: waiting.length }
    if (uploader) {
      const { go, stayed } = await intendUpload(name, uploader, known.get(uploader.directiveId!)!)
      made.ready.push(...go)
      made.stayed += stayed
    }
    try {
      await limited(store.postpone(db, waiting, uploadWaitMs))
      if (plain.length === 0) return made
      const { leaseMs } = settings
      const { go, stayed, intendedAt } = await commit(name, plain, leaseMs)
      made.stayed += stayed
      for (const row of go) {
        const directive = row.directiveId === null ? null : (known.get(row.directiveId) ?? null)
        made.ready.push({ row, intendedAt, leaseMs, send: () => sendSafely(row, directive) })
      }
      return made
    } catch (error) {
      // The whole group is released, with the upload, so that another sender may begin the upload at once.
      for (const message of made.ready) message.onRelease?.()
      throw error
    }
  }

  const intendUpload = async (name: string, uploader: DueDelivery, directive: DirectiveToSend) => {
    const file = fileFor(uploader, directive)!
    const giveUp = () => {
      uploads
        .giveUp(file.id)
        .catch((error) => log.warn({ error }, 'The lease of an upload expires by itself'))
    }
    try {
      const leaseMs = settings.uploadLeaseMs
      const { go, stayed, intendedAt } = await commit(name, [uploader], leaseMs)
      if (go.length === 0) giveUp()
      const ready = go.map((row) => ({
        row,
        intendedAt,
        leaseMs,
        onRelease: giveUp,
        send: () => uploads.send(directive.directive.id, file, (bytes) => sendSafely(row, directive, bytes)),
      }))
      return { go: ready, stayed }
    } catch (error) {
      giveUp()
      throw error
    }
  }

  let intents = 0
  const unconfirmed: UnconfirmedIntent[] = []
  const intend: SendLoopDeps['intend'] = async (rows) => {
    const name = `${owner}:${++intents}`
    try {
      return await intendUnder(name, rows)
    } catch (error) {
      // The intent may be committed, but nothing of it is on the wire.
      unconfirmed.push({ name, ids: rows.map((row) => row.id) })
      throw error
    }
  }

  // A message that cannot be composed fails alone and is shown to a person.
  const sendSafely = async (
    row: IntendedDelivery,
    directive: DirectiveToSend | null,
    upload?: OutgoingFile,
  ): Promise<Outcome> => {
    let message: OutgoingMessage
    try {
      message = messageOf(row, directive)
      if (upload) message = { ...message, file: upload }
    } catch (error) {
      log.error({ error, deliveryId: row.id }, 'A message could not be made')
      return { kind: 'final', reason: 'bad_request', code: 0, detail: 'the message could not be made' }
    }
    try {
      return await messenger.send({ telegramChatId: row.telegramChatId, threadId: row.threadId }, message)
    } catch (error) {
      return { kind: 'unknown', detail: String(error).slice(0, 200) }
    }
  }

  return {
    intend,
    unconfirmed,
    async releaseUnconfirmed() {
      for (let each = unconfirmed[0]; each; each = unconfirmed[0]) {
        await limited(store.releaseUnconfirmed(db, each.ids, each.name))
        unconfirmed.shift()
      }
    },
  }
}

function toSend(row: IntendedDelivery, found: DirectiveToSend | null): DeliveryToSend {
  return {
    id: row.id,
    purpose: row.purpose,
    telegramChatId: row.telegramChatId,
    threadId: row.threadId,
    language: row.language === 'en' ? 'en' : 'vi',
    payload: row.payload,
    isResend: row.copies > 1,
    ...(found ? { directive: found.directive } : {}),
    ...(row.names ? { names: row.names } : {}),
    ...(row.stillOpen ? { stillOpen: row.stillOpen } : {}),
    ...(row.obligationId !== null && row.unitName !== null
      ? {
          obligation: {
            id: row.obligationId,
            unitName: row.unitName,
            toSpeaker: row.toSpeaker,
            acknowledgedAt: row.acknowledgedAt,
            ackDueAt: row.ackDueAt,
            reportDueAt: row.reportDueAt,
            reportState: row.reportState ?? 'not_required',
          },
        }
      : {}),
  }
}
