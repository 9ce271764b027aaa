// One run of a sender over one lane, in stages: look → reserve → intend → launch → write back, and release
// for messages that were intended and not sent. The stages overlap, but each runs once at a time. The
// statements decide about every message. The loop keeps enough messages in flight for the pace, and no more.
// It gets the statements and the channel as arguments. See docs/internals/sending.md.
import { totalPerSecond } from '../settings.ts'
import { LookSchedule } from './look-schedule.ts'
import { ResultBatch } from './result-batch.ts'
import { spreadChats } from './spread-chats.ts'
import { StageRunner } from './stage-runner.ts'
import type { ReadyMessage, SendLoop, SendLoopDeps, SendResult } from './types.ts'
import { createWakeTimer, sooner } from './wake-timer.ts'
import { Window } from './window.ts'

/**
 * Maximum wait of a result until it is written together with others, in milliseconds. With a pace the wait is
 * part of the cycle that sizes the window, and the window bounds the duplicates of a crash. So it is short.
 * Without a pace the window is fixed, and a statement costs as much as thirty of its rows. So it is longer.
 */
const flushMs = 20
const flushMsUnpaced = 60
/** Pause before a lane that rests asks for slots again, in milliseconds. */
const restPauseMs = 500
/** Minimum pause before bulk asks again for slots that answers had taken, in milliseconds. */
const minRetryMs = 5
/** Maximum sleep of the loop, in milliseconds. */
const maxSleepMs = 250

type Stage = 'look' | 'reserve' | 'intend' | 'write back' | 'release'

/**
 * Starts a run. It ends when nothing is due, when `maxMs` have passed, or when `signal` fires. It always
 * finishes the requests in flight and releases the messages that were not launched.
 */
export function startSendLoop(deps: SendLoopDeps, signal: AbortSignal, maxMs: number): SendLoop {
  return new Loop(deps, signal, maxMs)
}

class Loop implements SendLoop {
  readonly done: Promise<{ sent: number; other: number }>
  readonly #finish: (report: { sent: number; other: number }) => void
  readonly #report = { sent: 0, other: 0 }
  readonly #deps: SendLoopDeps
  readonly #signal: AbortSignal
  readonly #deadline: number
  readonly #window: Window
  readonly #batch: ResultBatch
  readonly #looks = new LookSchedule()
  readonly #stages: StageRunner<Stage>
  readonly #timer = createWakeTimer(() => this.#pump())
  readonly #onAbort = () => this.#pump()
  /** The loop asks for no slots before this instant. */
  #reserveAt = 0
  #isOver = false
  #isPumping = false
  #isPumpScheduled = false

  constructor(deps: SendLoopDeps, signal: AbortSignal, maxMs: number) {
    const { lane, settings, maxConcurrent } = deps
    this.#deps = deps
    this.#signal = signal
    this.#deadline = performance.now() + maxMs
    const perSecond = lane === 0 ? totalPerSecond(settings) : settings.bulkPerSecond
    this.#window = new Window({ lane, perSecond, maxInFlight: settings.maxInFlight, maxConcurrent })
    this.#batch = new ResultBatch(this.#window.isPaced ? flushMs : flushMsUnpaced)
    this.#stages = new StageRunner({
      now: () => performance.now(),
      onFailure: (step, error, now) => {
        deps.trouble.at = now
        deps.log.warn({ error, step, lane }, 'The sender could not reach the database; it tries again')
      },
      onEnd: () => this.#pump(),
    })
    const { promise, resolve } = Promise.withResolvers<{ sent: number; other: number }>()
    this.done = promise
    this.#finish = resolve
    signal.addEventListener('abort', this.#onAbort, { once: true })
    queueMicrotask(() => this.#pump())
  }

  wake(): void {
    this.#looks.wake()
    this.#pump()
  }

  /** Starts every stage that has work and is not running. Then sleeps, or ends the run. */
  #pump(): void {
    if (this.#isOver || this.#isPumping) return
    this.#isPumping = true
    const now = performance.now()
    const isStopping = this.#signal.aborted || now > this.#deadline
    if (isStopping) this.#window.giveUpAll()
    this.#launch(now)
    if (now >= this.#stages.retryAt) {
      this.#release()
      if (!isStopping) {
        this.#look(now)
        this.#reserve(now)
        this.#intend(now)
      }
      this.#writeBack(now)
    }
    this.#isPumping = false
    if (this.#hasNothingLeft() && (isStopping || this.#looks.isExhausted)) this.#end()
    else this.#sleep(now)
  }

  // Responses arrive in bursts. Pump once per burst; pumping per response costs measurable CPU at thousands
  // a second.
  #pumpSoon(): void {
    if (this.#isPumpScheduled) return
    this.#isPumpScheduled = true
    setImmediate(this.#pumpOnce)
  }
  readonly #pumpOnce = () => {
    this.#isPumpScheduled = false
    this.#pump()
  }

  /** Looks for due messages when few are left. */
  #look(now: number): void {
    const { owner, lane } = this.#deps
    const window = this.#window
    const looks = this.#looks
    if (this.#stages.isRunning('look') || !looks.isDue(now) || !window.wantsMore(looks.isWoken)) return
    looks.start()
    window.startLook()
    this.#stages.start('look', async () => {
      const rows = await this.#deps.look(window.lookSize)
      const isComplete = rows.length < window.lookSize
      // More is due than one sender needs. In the same order, all senders would take the same first rows.
      window.finishLook(isComplete || lane === 0 ? rows : spreadChats(rows, owner), isComplete)
      looks.finish(rows.length, window.dueCount, performance.now())
      if (looks.isExhausted) await this.#waitForNextDue()
    })
  }

  // A message that waits may come due within seconds. Waiting for it is cheaper than another wake-up.
  async #waitForNextDue(): Promise<void> {
    const waitMs = await this.#deps.nextDueMs()
    const now = performance.now()
    if (waitMs !== null && now + waitMs <= this.#deadline) this.#looks.waitFor(waitMs, now)
  }

  /** Reserves slots of the shared pace, a little in advance. */
  #reserve(now: number): void {
    if (this.#stages.isRunning('reserve') || now < this.#reserveAt) return
    const count = this.#window.slotsToReserve()
    if (count === 0) return
    this.#stages.start('reserve', async () => {
      const askedAt = performance.now()
      const reservation = await this.#deps.reserve(count)
      const answeredAt = performance.now()
      if (reservation?.count === 0) {
        // Answers come first. The messages keep their places.
        this.#reserveAt = answeredAt + Math.min(maxSleepMs, Math.max(minRetryMs, reservation.waitMs))
        return
      }
      if (reservation) {
        // The database read its clock about half-way between. A late response must not shift the slots.
        this.#window.slots.add(reservation, (askedAt + answeredAt) / 2)
        return
      }
      this.#window.slots.clear()
      this.#window.giveUpAll()
      this.#reserveAt = answeredAt + restPauseMs
    })
  }

  /** Commits intents for the messages that have slots soon. */
  #intend(now: number): void {
    const window = this.#window
    if (this.#stages.isRunning('intend')) return
    const count = window.countToIntend(now, this.#batch.unwritten)
    if (count === 0) return
    const rows = window.startIntent(count)
    this.#stages.start('intend', async () => {
      let ready: ReadyMessage[] = []
      try {
        const intended = await this.#deps.intend(rows)
        ready = intended.ready
        // The other rows may come due again within this run.
        if (ready.length < rows.length) this.#looks.expectReturn()
        this.#looks.noteIntent(ready.length + intended.heldBack === 0, performance.now())
      } finally {
        window.finishIntent(ready)
      }
    })
  }

  /** Sends the ready messages whose slots have come. */
  #launch(now: number): void {
    for (let next = this.#window.takeReady(now); next; next = this.#window.takeReady(now)) {
      // The process stood still. The lease may expire during the request, and then another sender sends the
      // message, too.
      if (now - next.intendedAt > next.leaseMs - next.timeoutMs) this.#window.giveUp(next)
      else this.#send(next, now)
    }
  }

  #send(message: ReadyMessage, launchedAt: number): void {
    const { row, intendedAt, leaseMs } = message
    this.#window.startSend()
    void message.send().then((outcome) => {
      this.#window.finishSend()
      const endedAt = performance.now()
      const settlement = this.#deps.settle(row, outcome)
      this.#batch.add(
        { row, outcome, settlement, intendedAt, launchedAt, endedAt, isJudged: false, leaseMs },
        endedAt,
      )
      if (outcome.kind === 'sent') this.#report.sent++
      else this.#report.other++
      this.#pumpSoon()
    })
  }

  /** Writes a batch of results in one statement. */
  #writeBack(now: number): void {
    const window = this.#window
    const batch = this.#batch
    if (this.#stages.isRunning('write back') || !batch.isReady(now, window.size, window.unsent === 0)) return
    const results = batch.startWrite()
    this.#stages.start('write back', async () => {
      try {
        await this.#deps.writeBack(results)
        batch.finishWrite()
        if (results.some(mayComeDueAgain)) this.#looks.expectReturn()
        window.noteCycle(meanAge(results, performance.now()))
      } catch (error) {
        batch.finishWrite(results.filter((result) => this.#mayStillWrite(result, performance.now())))
        throw error
      }
    })
  }

  // A result is written once the database is back, even after the lease: if no other sender has taken the row
  // over, the message is not sent again. A run that was told to stop waits no longer than the lease.
  #mayStillWrite({ intendedAt, leaseMs }: SendResult, now: number): boolean {
    return this.#mayRetryLate(now) || now - intendedAt < leaseMs
  }

  #mayRetryLate(now: number): boolean {
    return !this.#signal.aborted && now < this.#deadline + this.#deps.settings.leaseMs
  }

  /** Makes messages pending again that were intended and surely not sent. */
  #release(): void {
    const { unconfirmed } = this.#deps
    const window = this.#window
    if (this.#stages.isRunning('release') || window.toReleaseCount + unconfirmed.length === 0) return
    const rows = window.takeToRelease()
    this.#stages.start('release', async () => {
      try {
        await this.#deps.release(rows)
        await this.#deps.releaseUnconfirmed()
        this.#looks.expectReturn()
      } catch (error) {
        // Release again while the lease may last, even after the run's time, unless the run was told to stop.
        // In the worst case the lease expires and another sender takes the rows over.
        if (this.#mayRetryLate(performance.now())) window.releaseAgain(rows)
        else unconfirmed.length = 0
        throw error
      }
    })
  }

  #hasNothingLeft(): boolean {
    const { dueCount, unsent, toReleaseCount } = this.#window
    const open = dueCount + unsent + this.#batch.unwritten + toReleaseCount + this.#deps.unconfirmed.length
    return open === 0 && this.#stages.isIdle
  }

  #sleep(now: number): void {
    const { nextAt } = this.#window
    const times = [nextAt, this.#batch.flushAt, this.#looks.at, this.#stages.retryAt, this.#reserveAt]
    this.#timer.arm(
      times.reduce((at, time) => sooner(at, time, now), now + maxSleepMs),
      now,
    )
  }

  #end(): void {
    this.#isOver = true
    this.#timer.stop()
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#finish(this.#report)
  }
}

const mayComeDueAgain = ({ settlement }: SendResult) =>
  settlement.state === 'pending' || settlement.state === 'unknown'

/** Mean time since the intents of these results, in milliseconds. */
const meanAge = (results: readonly SendResult[], now: number) =>
  results.reduce((sum, result) => sum + now - result.intendedAt, 0) / results.length
