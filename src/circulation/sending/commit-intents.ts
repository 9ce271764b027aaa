// Turns due rows into messages that may be sent: commits the intents, puts texts and files together, and
// releases intents whose commit was not confirmed.
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

/** Wait of a message while another one uploads the same file, in milliseconds. */
const uploadWaitMs = 400

/** Makes the part of a run that commits intents. `maxStatementMs` is the maximum wait for one statement. */
export function createIntentStage(
  context: LaneContext,
  owner: string,
  maxStatementMs: number,
): Pick<SendLoopDeps, 'intend' | 'unconfirmed' | 'releaseUnconfirmed'> {
  const { db, messenger, compose, log, settings, lane, directives } = context
  const store = context.store ?? deliveryStore
  const spacing = chatSpacing(settings)
  const { uploadLeaseMs } = settings
  const uploads = createFileUploads({ db, botId: context.botId, directives, log, leaseMs: uploadLeaseMs })
  const limited = <T>(work: Promise<T>) => withinTime(maxStatementMs, work)

  const messageOf = (row: IntendedDelivery, directive: DirectiveToSend | null): OutgoingMessage => {
    const message = compose(toDeliveryToSend(row, directive))
    const file = fileFor(row, directive)
    if (!file?.fileId) return message
    return { ...message, file: { fileId: file.fileId, name: file.name } }
  }

  const directiveOf = async (id: number | null) => (id === null ? null : limited(directives.get(id)))

  // Sorts rows by what their file needs. `ready` rows need no upload. The row `uploader` uploads a file that
  // the bot has no handle of. The rows `waitingIds` wait until another message has uploaded their file.
  const sortByFile = async (rows: readonly DueDelivery[]) => {
    const directivesById = new Map<number, DirectiveToSend | null>()
    // A notice may tell of a change that was made a moment ago: it needs the directive and the files as they
    // are now.
    const readAnewIds = new Set(rows.filter(isNotice).map((row) => row.directiveId))
    const ready: DueDelivery[] = []
    const waitingIds: number[] = []
    let uploader: DueDelivery | undefined
    // Files that this group waits for. Another process may have the lease and keeps it for a while, so the
    // lease is asked for once per group.
    const waitingFileIds = new Set<number>()
    for (const row of rows) {
      const id = row.directiveId
      if (id !== null && !directivesById.has(id)) {
        if (readAnewIds.has(id)) directives.forget(id)
        directivesById.set(id, await directiveOf(id))
      }
      const file = id === null ? null : fileFor(row, directivesById.get(id))
      if (!file || file.fileId) ready.push(row)
      else if (!uploader && !waitingFileIds.has(file.id) && (await limited(uploads.begin(file.id)))) {
        // Another process may have uploaded the file after we read the directive and before we got the lease.
        directives.forget(id!)
        directivesById.set(id!, await directiveOf(id))
        if (fileFor(row, directivesById.get(id!))?.fileId) {
          await limited(uploads.giveUp(file.id))
          ready.push(row)
        } else uploader = row
      } else {
        waitingFileIds.add(file.id)
        waitingIds.push(row.id)
      }
    }
    return { directivesById, ready, waitingIds, uploader }
  }

  const commit = async (name: string, rows: readonly DueDelivery[], leaseMs: number) => {
    const intendedAt = performance.now()
    const committing = store.commitIntents(db, rows, { owner: name, leaseMs, isBulk: lane === 1, spacing })
    let hasFailed = false
    // The statement may still commit after we stopped waiting for it.
    committing.then(
      () => {
        if (hasFailed) void releaseLate({ name, ids: rows.map((row) => row.id) })
      },
      () => {},
    )
    const { go, stay } = await limited(committing).catch((error) => {
      hasFailed = true
      throw error
    })
    return { go, heldBack: stay.length, intendedAt }
  }

  const releaseLate = ({ name, ids }: UnconfirmedIntent) =>
    store
      .releaseUnconfirmed(db, ids, name)
      .catch((error) =>
        log.warn({ error }, 'A late intent could not be released; its lease expires by itself'),
      )

  const intendUnder = async (name: string, rows: readonly DueDelivery[]): Promise<Intended> => {
    const { directivesById, ready, waitingIds, uploader } = await sortByFile(rows)
    const intended: Intended = { ready: [], heldBack: waitingIds.length }
    if (uploader) {
      const directive = directivesById.get(uploader.directiveId!)!
      const { messages, heldBack } = await intendUpload(name, uploader, directive)
      intended.ready.push(...messages)
      intended.heldBack += heldBack
    }
    try {
      await limited(store.postpone(db, waitingIds, uploadWaitMs))
      if (ready.length === 0) return intended
      const { leaseMs, requestTimeoutMs: timeoutMs } = settings
      const { go, heldBack, intendedAt } = await commit(name, ready, leaseMs)
      intended.heldBack += heldBack
      for (const row of go) {
        const directive = row.directiveId === null ? null : (directivesById.get(row.directiveId) ?? null)
        const send = () => sendSafely(row, directive, timeoutMs)
        intended.ready.push({ row, intendedAt, leaseMs, timeoutMs, send })
      }
      return intended
    } catch (error) {
      // The whole group is released. The lease of the upload goes back, too, so that another sender may begin
      // the upload at once.
      for (const message of intended.ready) message.onRelease?.()
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
      const { uploadLeaseMs: leaseMs, uploadTimeoutMs: timeoutMs } = settings
      const { go, heldBack, intendedAt } = await commit(name, [uploader], leaseMs)
      if (go.length === 0) giveUp()
      const messages = go.map((row) => ({
        row,
        intendedAt,
        leaseMs,
        timeoutMs,
        onRelease: giveUp,
        send: () =>
          uploads.send(directive.directive.id, file, (bytes) => sendSafely(row, directive, timeoutMs, bytes)),
      }))
      return { messages, heldBack }
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
      // The intent may be committed, but none of its messages was sent.
      unconfirmed.push({ name, ids: rows.map((row) => row.id) })
      throw error
    }
  }

  // A message that cannot be composed fails by itself, and a person sees it. The others go on.
  const sendSafely = async (
    row: IntendedDelivery,
    directive: DirectiveToSend | null,
    timeoutMs: number,
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
      const to = { telegramChatId: row.telegramChatId, threadId: row.threadId }
      return await messenger.send(to, message, { timeoutMs })
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

const isNotice = ({ purpose }: DueDelivery) => purpose === 'notice'

function toDeliveryToSend(row: IntendedDelivery, cached: DirectiveToSend | null): DeliveryToSend {
  return {
    id: row.id,
    purpose: row.purpose,
    telegramChatId: row.telegramChatId,
    threadId: row.threadId,
    language: row.language === 'en' ? 'en' : 'vi',
    payload: row.payload,
    isResend: row.copies > 1,
    ...(cached ? { directive: cached.directive } : {}),
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
