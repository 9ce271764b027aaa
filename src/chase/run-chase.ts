// Takes the due chase steps: reminds the units that owe (remind-units.ts), then tells the committees above
// what is overdue (tell-superiors.ts), and plans the next steps. The sender sends the messages and checks
// again whether each is still wanted. One batch is one transaction, and only one run works at a time.
import type { Db, Tx } from '../platform/database.ts'
import type { PassResult, Verdict } from './chase-pass.ts'
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

/** Time until a step that found nobody to tell tries again, in milliseconds. */
const waitMs = 3_600_000

export interface ChaseRun extends ChaseTime {
  /** Number of steps in one transaction; 1,000 by default. */
  batch?: number
  signal?: AbortSignal
}

export interface ChaseOutcome {
  /** Number of steps that were settled or postponed. */
  steps: number
  /** Number of messages put into the outbox. */
  messages: number
  /** Another run was at work. It takes the due steps. */
  busy: boolean
}

/** Takes all steps that are due at `now`. Two runs, even at the same time, make every message once. */
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

/** Due steps, for the sweeper. Without steps that quiet hours or a paused circulation hold back. */
export async function findDueChase(db: Db, { now, calendar }: ChaseTime) {
  return await countDueSteps(db, now, calendar.inQuietHours(now))
}

async function takeBatch(tx: Tx, audience: Audience, planner: Planner, run: ChaseRun): Promise<ChaseOutcome> {
  if (!(await tryLockChase(tx))) return { steps: 0, messages: 0, busy: true }
  const { now, calendar } = run
  const judge = (step: DueStep) => judgeStep(step, planner, now)
  const request = { now, limit: run.batch ?? 1_000, onlyUrgent: calendar.inQuietHours(now) }
  const pass =
    audience === 'unit'
      ? await remindUnits(tx, judge, request, calendar)
      : await tellSuperiors(tx, judge, request, calendar)
  await postponeSteps(tx, pass.postponed)
  await settle(tx, pass.settled, planner, now)
  return { steps: pass.settled.length + pass.postponed.length, messages: pass.messages, busy: false }
}

function judgeStep(step: DueStep, planner: Planner, now: Date): Verdict {
  if (step.directiveState !== 'issued' || step.neverSent) return 'over'
  if (step.about === 'ack' && !step.ackOpen) return 'over'
  if (step.about === 'report' && ['accepted', 'not_required'].includes(step.reportState)) return 'over'
  const planned = planner(step, step.about).find((each) => each.step === step.step)
  if (planned === undefined || planned.dueAt > now) return 'not_due'
  // A submitted report may be returned. Until it is accepted, the chase goes on without messages.
  return step.about === 'report' && step.reportState === 'submitted' ? 'skip' : 'take'
}

/** Writes the results of the steps, and inserts the next step where the matter is not over. */
async function settle(tx: Tx, settled: PassResult['settled'], planner: Planner, now: Date): Promise<void> {
  const rowsOf = await stepsTaken(
    tx,
    settled.map(({ step }) => step.obligationId),
  )
  const results: SettledStep[] = []
  const moved: { id: number; dueAt: Date }[] = []
  const next: NewStep[] = []
  for (const { step, verdict } of settled) {
    const { names, planned } = rowsOf.get(step.obligationId) ?? { names: new Set<string>(), planned: [] }
    // A step that is not due yet was not taken, so it may come again.
    const taken = verdict === 'not_due' ? new Set([...names].filter((name) => name !== step.step)) : names
    const following = verdict === 'over' ? null : nextStep(planner(step, step.about), taken, now)
    if (following?.step === step.step) {
      moved.push({ id: step.id, dueAt: following.dueAt })
      continue
    }
    // A step that has waited has its successor already.
    if (following && planned.filter((about) => about === step.about).length === 1)
      next.push({ ...following, obligationId: step.obligationId })
    if (verdict === 'wait') {
      moved.push({ id: step.id, dueAt: new Date(now.getTime() + waitMs) })
      continue
    }
    results.push({ id: step.id, state: verdict === 'take' ? 'done' : 'skipped' })
  }
  await postponeSteps(tx, moved)
  await settleSteps(tx, results, now)
  await insertSteps(tx, next)
}
