// Tells the committee above what stays overdue: one message per office a day, directive by directive, with
// the units that owe. For HỎA TỐC it is the list of whom to phone, at once. The nearest committee above that
// can be reached hears it, never one above the issuer. Which step is due is left to run-chase.ts.
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { overdueDays } from '../response/owed.ts'
import { putIntoOutbox } from './chase-outbox.ts'
import { type Judge, only, type PassRequest, type Taken } from './chase-pass.ts'
import { defaultChasePlan } from './chase-plan.ts'
import { type ChaseChat, chatsOfOffices, secretariesOf, speakersOf } from './chase-recipient.store.ts'
import { type DueStep, lockDueSteps, takeDigests } from './chase-step.store.ts'
import { isUrgentStep } from './next-step.ts'
import type { EscalationItem, EscalationPayload } from './payloads.ts'

/** An office hears of all its units at once, so a pass takes far more steps than one of reminders. */
const superiorBatch = 50_000
/** Names in one message; the rest is a number. */
const maxNames = 20

interface Group {
  unitId: number
  office: ChaseChat & { unitName: string }
  isUrgent: boolean
  steps: DueStep[]
}

/** One pass. Steps for an office that heard something today are put off to the next working day. */
export async function tellSuperiors(
  tx: Tx,
  judge: Judge,
  request: PassRequest,
  calendar: Calendar,
): Promise<Taken> {
  const { now } = request
  const steps = await lockDueSteps(tx, { ...request, limit: superiorBatch, audience: 'superior' })
  const above = [...new Set(steps.flatMap((step) => superiorsOf(step)))]
  const offices = await chatsOfOffices(tx, above, now)
  const result: Taken = { settled: [], postponed: [], messages: 0 }
  const groups = new Map<string, Group>()
  for (const step of steps) {
    const verdict = judge(step)
    const unitId = superiorsOf(step).find((id) => offices.has(id))
    if (verdict !== 'take' || unitId === undefined) {
      result.settled.push({ step, verdict: verdict === 'take' ? 'skip' : verdict })
      continue
    }
    const isUrgent = isUrgentStep(step.step)
    const key = `${unitId} ${isUrgent}`
    const group = groups.get(key) ?? { unitId, office: offices.get(unitId)!, isUrgent, steps: [] }
    group.steps.push(step)
    groups.set(key, group)
  }
  const today = calendar.dayOf(now)
  const daily = [...groups.values()].filter((group) => !group.isUrgent)
  const free = await takeDigests(
    tx,
    daily.map((group) => group.office.telegramChatId),
    today,
    'superior',
  )
  const later = calendar.instantAt(calendar.addWorkingDays(today, 1), defaultChasePlan.at)
  const going: Group[] = []
  for (const group of groups.values()) {
    // An officer may run two offices; the second committee's word then waits a day.
    if (group.isUrgent || free.delete(group.office.telegramChatId)) going.push(group)
    else result.postponed.push(...group.steps.map((step) => ({ id: step.id, dueAt: later })))
  }
  const told = going.flatMap((group) => group.steps)
  const callList = going.filter((group) => group.isUrgent).flatMap((group) => group.steps)
  const people = {
    secretaries: await secretariesOf(
      tx,
      callList.map((step) => step.unitId),
      now,
    ),
    speakers: await speakersOf(
      tx,
      told.flatMap((step) => step.dutyId ?? []),
    ),
  }
  await putIntoOutbox(
    tx,
    going.map((group) => {
      const payload = escalationOf(group, people, now, calendar)
      return {
        purpose: 'escalation' as const,
        urgent: group.isUrgent,
        chat: group.office,
        ...only(group.steps),
        asks: group.steps,
        officerIds: payload.items.flatMap(({ units }) => units.flatMap(({ officerId }) => officerId ?? [])),
        payload,
      }
    }),
    now,
  )
  for (const group of going) for (const step of group.steps) result.settled.push({ step, verdict: 'take' })
  result.messages = going.length
  return result
}

/**
 * Units above, nearest first, up to the issuer; all of them when the issuer is not above. A speaker's nearest
 * is the unit that the speaker belongs to.
 */
function superiorsOf(step: DueStep): number[] {
  const above = (step.dutyId === null ? step.pathIds.slice(0, -1) : [...step.pathIds]).reverse()
  const issuer = above.indexOf(step.issuerUnitId)
  return issuer < 0 ? above : above.slice(0, issuer + 1)
}

function escalationOf(
  group: Group,
  people: { secretaries: Map<number, number>; speakers: Map<number, number> },
  now: Date,
  calendar: Calendar,
): EscalationPayload {
  const byMatter = Map.groupBy(group.steps, (step) => `${step.directiveId} ${step.about}`)
  const items = [...byMatter.values()].map((steps): EscalationItem => {
    const first = steps[0]!
    const dueAt = first.about === 'ack' ? first.ackDueAt : first.reportDueAt
    const named = [...steps].sort((a, b) => a.unitName.localeCompare(b.unitName, 'vi', { numeric: true }))
    return {
      directiveId: first.directiveId,
      numberText: first.numberText,
      subject: first.subject,
      about: first.about,
      dueAt: dueAt?.toISOString() ?? null,
      overdueDays: overdueDays(dueAt, { now, calendar }),
      isCallList: group.isUrgent,
      count: steps.length,
      units: named.slice(0, maxNames).map((step) => {
        const officerId =
          step.dutyId === null ? people.secretaries.get(step.unitId) : people.speakers.get(step.dutyId)
        return officerId === undefined ? { name: step.unitName } : { name: step.unitName, officerId }
      }),
    }
  })
  return {
    kind: 'escalation',
    unitId: group.unitId,
    unitName: group.office.unitName,
    items: items.sort(
      (a, b) => b.overdueDays - a.overdueDays || b.count - a.count || a.directiveId - b.directiveId,
    ),
  }
}
