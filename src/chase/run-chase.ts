// Takes the chase steps that are due: reminds the units that owe (remind-units.ts), then tells the committees
// above what stays overdue (tell-superiors.ts), and plans what comes next. Sending is the sender's, who asks
// once more whether a message is still wanted. Everything of one batch is one transaction, and one run works
// at a time.
import type { Db, Tx } from '../platform/database.ts'
import type { Taken, Verdict } from './chase-pass.ts'
import {
  type Audience,
  countDueSteps,
  type DueStep,
  insertSteps,
  type NewStep,
  postponeSteps,
  type SettledStep,
  settleSteps,
  stepsTaken,
  tryLockChase,
} from './chase-step.store.ts'
import { createPlanner, nextStep, type Planner } from './next-step.ts'
import type { ChaseTime } from './plan-chase.ts'
import { remindUnits } from './remind-units.ts'
import { tellSuperiors } from './tell-superiors.ts'

export interface ChaseRun extends ChaseTime {
  /** Steps in one transaction; 1,000 unless told. */
  batch?: number
  signal?: AbortSignal
}

export interface ChaseOutcome {
  /** Steps that were looked at. */
  steps: number
  /** Messages put into the outbox. */
  messages: number
  /** Another run was at it; nothing is lost, it takes what is due. */
  busy: boolean
}

/** Takes everything that is due at `now`. Running it twice, also at once, gives every message once. */
export async function runChase(db: Db, run: ChaseRun): Promise<ChaseOutcome> {
  const planner = createPlanner(run.calendar)
  const total: ChaseOutcome = { steps: 0, messages: 0, busy: false }
  for (const audience of ['unit', 'superior'] as const) {
    while (!run.signal?.aborted) {
      const done = await db.transaction().execute((tx) => takeBatch(tx, audience, planner, run))
      total.steps += done.steps
      total.messages += done.messages
      if (done.busy) return { ...total, busy: true }
      if (done.steps === 0) break
    }
  }
  return total
}

/** What is due for the sweeper to wake a run: nothing that quiet hours or a held circulation keep back. */
export async function findDueChase(db: Db, { now, calendar }: ChaseTime) {
  return await countDueSteps(db, now, calendar.inQuietHours(now))
}

async function takeBatch(tx: Tx, audience: Audience, planner: Planner, run: ChaseRun): Promise<ChaseOutcome> {
  if (!(await tryLockChase(tx))) return { steps: 0, messages: 0, busy: true }
  const { now, calendar } = run
  const judge = (step: DueStep) => verdictOf(step, planner, now)
  const request = { now, limit: run.batch ?? 1_000, onlyUrgent: calendar.inQuietHours(now) }
  const taken =
    audience === 'unit'
      ? await remindUnits(tx, judge, request, calendar)
      : await tellSuperiors(tx, judge, request, calendar)
  await postponeSteps(tx, taken.postponed)
  await settle(tx, taken.settled, planner, now)
  return { steps: taken.settled.length + taken.postponed.length, messages: taken.messages, busy: false }
}

function verdictOf(step: DueStep, planner: Planner, now: Date): Verdict {
  if (step.directiveState !== 'issued' || step.neverSent) return 'over'
  if (step.about === 'ack' && !step.ackOpen) return 'over'
  if (step.about === 'report' && ['accepted', 'not_required'].includes(step.reportState)) return 'over'
  const planned = planner(step, step.about).find((each) => each.step === step.step)
  if (planned === undefined || planned.dueAt > now) return 'not_due'
  // A report handed in may come back for supplement: the chase goes on in silence until it is accepted.
  return step.about === 'report' && step.reportState === 'submitted' ? 'skip' : 'take'
}

/** Writes what became of the steps and puts in the next one of each matter that is not over. */
async function settle(tx: Tx, settled: Taken['settled'], planner: Planner, now: Date): Promise<void> {
  const taken = await stepsTaken(
    tx,
    settled.map(({ step }) => step.obligationId),
  )
  const results: SettledStep[] = []
  const moved: { id: number; dueAt: Date }[] = []
  const next: NewStep[] = []
  for (const { step, verdict } of settled) {
    const before = taken.get(step.obligationId) ?? new Set<string>()
    const known = verdict === 'not_due' ? new Set([...before].filter((name) => name !== step.step)) : before
    const following = verdict === 'over' ? null : nextStep(planner(step, step.about), known, now)
    if (following?.step === step.step) {
      moved.push({ id: step.id, dueAt: following.dueAt })
      continue
    }
    results.push({ id: step.id, state: verdict === 'take' ? 'done' : 'skipped' })
    if (following) next.push({ ...following, obligationId: step.obligationId })
  }
  await postponeSteps(tx, moved)
  await settleSteps(tx, results, now)
  await insertSteps(tx, next)
}
