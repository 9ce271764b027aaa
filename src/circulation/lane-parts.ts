// What a run of one lane needs, made from the database and the channel: what is due under quiet hours, intents with their
// texts and files, slots of the shared pace, results with all that follows from them.
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import { withinTime } from '../platform/time-limit.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { chatSpacing } from './chat-pace.ts'
import type { ComposeMessage, DeliveryToSend } from './compose.ts'
import type { DueDelivery, Settlement } from './delivery.store.ts'
import { type createDirectiveCache, type DirectiveToSend, fileFor } from './directive-cache.ts'
import { createFileUploads } from './file-uploads.ts'
import { sendElsewhere } from './follow-chats.ts'
import { type Flood, followOutcomes } from './follow-outcomes.ts'
import type { IntendedDelivery } from './intent.store.ts'
import {
  type Finished,
  type Intended,
  type LaneParts,
  type LostIntent,
  unpacedPerSecond,
} from './lane-run.ts'
import type { Messenger, Outcome, OutgoingMessage } from './messenger.ts'
import { nextDueMs } from './next-due.store.ts'
import { borrowIdleSlot, noteMovement, reserveSlots } from './pace.store.ts'
import { type Held, heldAt } from './quiet-hours.ts'
import { type DeliveryStore, deliveryStore } from './sending.store.ts'
import type { CirculationSettings } from './settings.ts'
import { chatStateOf, settle } from './settle.ts'

export interface SenderOptions {
  db: Db
  messenger: Messenger
  compose: ComposeMessage
  clock: Clock
  /** For quiet hours. */
  calendar: Calendar
  /** Names this process in leases. */
  owner: string
  log: Log
  /** Whose file handles are of use. */
  botId: number
  /** Wins over the rows of the table setting. */
  settings?: Partial<CirculationSettings>
  /** The statements; the real ones unless a test plants a fault. */
  store?: DeliveryStore
}

/** Longest wait for one statement; a connection that swallows everything must not hang the sender. */
const statementLimitMs = 15_000

/** The sweeper asks whether messages move every few seconds. */
const noteEveryMs = 5_000
const isOver = ({ state }: Settlement) => state === 'sent' || state === 'failed' || state === 'parked'

/** A second's worth of answers may go at once; of bulk only what a hiccup of the database has held up. */
const answersBurstMs = 1_000
const bulkBurstMs = 100

export interface LaneWorld extends SenderOptions {
  directives: ReturnType<typeof createDirectiveCache>
  settings: CirculationSettings
  flood: Flood
  lane: number
  run: number
}

/** Makes the parts of one run. */
export function laneParts(world: LaneWorld): LaneParts {
  const { db, messenger, compose, clock, calendar, log, settings, lane, directives } = world
  const store = world.store ?? deliveryStore
  const owner = `${world.owner}:${world.run}`
  const perSecond = lane === 0 ? settings.answersPerSecond : settings.bulkPerSecond
  const spacing = chatSpacing(settings)
  const uploads = createFileUploads({ db, botId: world.botId, directives, log })
  const limited = <T>(work: Promise<T>) => withinTime(statementLimitMs, work)
  const held = (): Held => (lane === 0 ? 'nothing' : heldAt(clock.now(), calendar, settings))
  let movedAt = Number.NEGATIVE_INFINITY
  // Grows while the channel cannot be reached at all.
  let unreachable = 0

  const giveBack: LaneParts['giveBack'] = (rows) => limited(store.giveBack(db, rows))

  const messageOf = (row: IntendedDelivery, directive: DirectiveToSend | null): OutgoingMessage => {
    const message = compose(toSend(row, directive))
    const file = fileFor(row, directive)
    if (!file?.fileId) return message
    return { ...message, file: { fileId: file.fileId, name: file.name } }
  }

  const directiveOf = async (id: number | null) => (id === null ? null : limited(directives.get(id)))

  // Those whose file is still to be uploaded wait for the one that uploads it.
  const partByFile = async (rows: readonly DueDelivery[]) => {
    const known = new Map<number, DirectiveToSend | null>()
    const plain: DueDelivery[] = []
    const waiting: number[] = []
    let uploader: DueDelivery | undefined
    // Asked once per file and group: whoever else has the lease keeps it for a while.
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
    // It may still be committed after we have stopped waiting for it.
    committing.then(
      () => {
        if (isGivenUp) void giveBackLate({ name, ids: rows.map((row) => row.id) })
      },
      () => {},
    )
    const { go, stay } = await limited(committing).catch((error) => {
      isGivenUp = true
      throw error
    })
    return { go: go.map((row) => ({ row, intendedAt, leaseMs })), stayed: stay.length }
  }

  const giveBackLate = ({ name, ids }: LostIntent) =>
    store
      .giveBackLost(db, ids, name)
      .catch((error) =>
        log.warn({ error }, 'A late intent could not be given back; its lease ends by itself'),
      )

  const intendUnder = async (name: string, rows: readonly DueDelivery[]): Promise<Intended> => {
    const { known, plain, waiting, uploader } = await partByFile(rows)
    // What was put before its file's upload is done has been seen to, like what must stay.
    const made: Intended = { ready: [], stayed: waiting.length }
    if (uploader) {
      const { go, stayed } = await intendUpload(name, uploader, known.get(uploader.directiveId!)!)
      made.ready.push(...go)
      made.stayed += stayed
    }
    await limited(store.postpone(db, waiting, 400))
    if (plain.length === 0) return made
    const { go, stayed } = await commit(name, plain, settings.leaseMs)
    made.stayed += stayed
    for (const intent of go) {
      const directive = intent.row.directiveId === null ? null : (known.get(intent.row.directiveId) ?? null)
      made.ready.push({
        ...intent,
        send: () => sendSafely(intent.row, () => messageOf(intent.row, directive)),
      })
    }
    return made
  }

  const intendUpload = async (name: string, uploader: DueDelivery, directive: DirectiveToSend) => {
    const file = fileFor(uploader, directive)!
    const giveUp = () => {
      uploads
        .giveUp(file.id)
        .catch((error) => log.warn({ error }, 'The lease of an upload runs out by itself'))
    }
    try {
      const { go, stayed } = await commit(name, [uploader], settings.uploadLeaseMs)
      if (go.length === 0) giveUp()
      const ready = go.map((intent) => ({
        ...intent,
        send: () =>
          uploads.send(directive.directive.id, file, (bytes) =>
            sendSafely(intent.row, () => ({ ...messageOf(intent.row, directive), file: bytes })),
          ),
        dropped: giveUp,
      }))
      return { go: ready, stayed }
    } catch (error) {
      giveUp()
      throw error
    }
  }

  let intents = 0
  const lost: LostIntent[] = []
  const intend: LaneParts['intend'] = async (rows) => {
    const name = `${owner}:${++intents}`
    try {
      return await intendUnder(name, rows)
    } catch (error) {
      // Whether the intent was committed is not known, but nothing of it is on the wire.
      lost.push({ name, ids: rows.map((row) => row.id) })
      throw error
    }
  }

  // A message that cannot be made is that message's fault alone: it is shown to a person, the others go on.
  const sendSafely = async (row: IntendedDelivery, make: () => OutgoingMessage): Promise<Outcome> => {
    let message: OutgoingMessage
    try {
      message = make()
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
    lane,
    owner,
    log,
    settings,
    lost,
    giveBack,
    intend,
    look: (limit) => limited(store.findDue(db, { lane, limit, now: clock.now(), held: held() })),
    async giveBackLost() {
      for (let each = lost[0]; each; each = lost[0]) {
        await limited(store.giveBackLost(db, each.ids, each.name))
        lost.shift()
      }
    },
    nextDueMs: () => limited(nextDueMs(db, { lane, now: clock.now(), held: held() })),
    async reserve(count) {
      if (
        lane === 0 &&
        settings.bulkPerSecond < unpacedPerSecond &&
        (await borrowIdleSlot(db, 1, settings.bulkPerSecond))
      )
        return { count: 1, waitMs: 0, stepMs: 0 }
      return limited(reserveSlots(db, lane, count, perSecond, lane === 0 ? answersBurstMs : bulkBurstMs))
    },
    settle(row, outcome) {
      const cannotReach = outcome.kind === 'not_delivered' && outcome.reason === 'unreachable'
      unreachable = cannotReach ? unreachable + 1 : 0
      const backOffMs = Math.min(15_000, 500 * 2 ** Math.min(5, Math.floor(unreachable / 10)))
      return settle(row, outcome, { resendDelayMs: settings.resendDelayMs, backOffMs })
    },
    async writeBack(results: Finished[]) {
      const now = clock.now()
      await limited(
        followOutcomes(
          { db, log, bulkPerSecond: settings.bulkPerSecond, directives, flood: world.flood },
          results,
          now,
        ),
      )
      const settlements = results.map((result) => result.settlement)
      const written = await limited(store.writeBack(db, settlements, now))
      const refused = results.filter(
        ({ outcome }) => outcome.kind === 'final' && chatStateOf(outcome.reason) !== undefined,
      )
      if (refused.length > 0) {
        const ids = refused.map(({ row }) => row.id)
        const count = await limited(sendElsewhere(db, ids, now))
        if (count > 0) log.info({ count }, 'Sent to another chat of the unit')
      }
      if (movedAt + noteEveryMs < performance.now() && settlements.some(isOver)) {
        movedAt = performance.now()
        await limited(noteMovement(db, lane))
      }
      if (written.length < results.length)
        log.warn(
          { stale: results.length - written.length },
          'Results came after the lease had ended; nothing was changed',
        )
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
