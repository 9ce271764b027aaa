// Tells the committee above what is overdue: one message per office a day, by directive, with the units that
// owe. For HỎA TỐC it is a list of people to phone, sent at once. The message goes to the nearest committee
// above that can be reached, never to one above the issuer. Where there is none, it goes to the nearest
// administrator. run-chase.ts decides which step is due.
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { overdueDays } from '../response/overdue.ts'
import { putIntoOutbox } from './chase-outbox.ts'
import { commonSubject, type Judge, type PassRequest, type PassResult } from './chase-pass.ts'
import { defaultChasePlan } from './chase-plan.ts'
import {
  type ChaseChat,
  chatsOfAdministrators,
  chatsOfOffices,
  secretariesOf,
  speakersOf,
} from './chase-recipient.store.ts'
import { claimDigests, type DueStep, lockDueSteps, noteWaiting, planRefusedAnew } from './chase-step.store.ts'
import { isUrgentStep } from './next-step.ts'
import type { EscalationItem, EscalationPayload } from './payloads.ts'

/**
 * Number of steps in one pass. All units of an office go into one message, so there are more than for
 * reminders.
 */
const superiorBatch = 50_000
/** Maximum number of names in one message item. The others are only counted. */
const maxNames = 20

interface Group {
  unitId: number
  office: ChaseChat & { unitName: string }
  isUrgent: boolean
  /** Name of the committee that cannot be reached; undefined when it is told itself. */
  insteadOf?: string | undefined
  steps: DueStep[]
}

/** One pass. Steps for an office that had a message today are postponed to the next working day. */
export async function tellSuperiors(
  tx: Tx,
  judge: Judge,
  request: PassRequest,
  calendar: Calendar,
): Promise<PassResult> {
  const { now } = request
  await planRefusedAnew(tx, now)
  const steps = await lockDueSteps(tx, { ...request, limit: superiorBatch, audience: 'superior' })
  const above = [...new Set(steps.flatMap((step) => superiorsOf(step)))]
  const offices = await chatsOfOffices(tx, above, now)
  const unheard = steps.filter((step) => !superiorsOf(step).some((id) => offices.has(id)))
  const placesOfUnheard = [...new Set(unheard.flatMap((step) => step.pathIds))]
  const administrators = await chatsOfAdministrators(tx, placesOfUnheard, now)
  const waiting: number[] = []
  const result: PassResult = { settled: [], postponed: [], messages: 0 }
  const groups = new Map<string, Group>()
  for (const step of steps) {
    const verdict = judge(step)
    const unitId = superiorsOf(step).find((id) => offices.has(id))
    if (verdict !== 'take') {
      result.settled.push({ step, verdict })
      continue
    }
    if (superiorsOf(step).length === 0) {
      result.settled.push({ step, verdict: 'skip' })
      continue
    }
    const toldId = unitId ?? step.pathIds.toReversed().find((id) => administrators.has(id))
    if (toldId === undefined) {
      // What nobody can hear today is not lost: it waits until somebody can be reached again.
      result.settled.push({ step, verdict: 'wait' })
      waiting.push(step.id)
      continue
    }
    const isUrgent = isUrgentStep(step.step)
    const insteadOf = unitId === undefined ? nearestName(step) : undefined
    const key = `${toldId} ${isUrgent} ${insteadOf ?? ''}`
    const office = (unitId === undefined ? administrators : offices).get(toldId)!
    const group = groups.get(key) ?? { unitId: toldId, office, isUrgent, insteadOf, steps: [] }
    group.steps.push(step)
    groups.set(key, group)
  }
  await noteWaiting(tx, waiting, now)
  const today = calendar.dayOf(now)
  const daily = [...groups.values()].filter((group) => !group.isUrgent)
  const chatsWithoutDigest = await claimDigests(
    tx,
    daily.map((group) => group.office.telegramChatId),
    today,
    'superior',
  )
  const nextMorning = calendar.instantAt(calendar.addWorkingDays(today, 1), defaultChasePlan.at)
  const groupsToSend: Group[] = []
  for (const group of groups.values()) {
    // Two offices may have the same chat, when one officer runs both. The message of the second one then
    // waits a day.
    if (group.isUrgent || chatsWithoutDigest.delete(group.office.telegramChatId)) groupsToSend.push(group)
    else result.postponed.push(...group.steps.map((step) => ({ id: step.id, dueAt: nextMorning })))
  }
  const stepsToSend = groupsToSend.flatMap((group) => group.steps)
  const callListSteps = groupsToSend.filter((group) => group.isUrgent).flatMap((group) => group.steps)
  const people = {
    secretaries: await secretariesOf(
      tx,
      callListSteps.map((step) => step.unitId),
      now,
    ),
    speakers: await speakersOf(
      tx,
      stepsToSend.flatMap((step) => step.dutyId ?? []),
    ),
  }
  await putIntoOutbox(
    tx,
    groupsToSend.map((group) => {
      const payload = escalationOf(group, people, now, calendar)
      return {
        purpose: 'escalation' as const,
        urgent: group.isUrgent,
        chat: group.office,
        ...commonSubject(group.steps),
        asks: group.steps,
        officerIds: payload.items.flatMap(({ units }) => units.flatMap(({ officerId }) => officerId ?? [])),
        payload,
      }
    }),
    now,
  )
  for (const step of stepsToSend) result.settled.push({ step, verdict: 'take' })
  result.messages = groupsToSend.length
  return result
}

/**
 * The units above the debtor, nearest first, up to the issuer; all of them when the issuer is not above. For
 * a speaker the first one is the speaker's own unit.
 */
function superiorsOf(step: DueStep): number[] {
  const above = (step.dutyId === null ? step.pathIds.slice(0, -1) : [...step.pathIds]).reverse()
  const issuer = above.indexOf(step.issuerUnitId)
  return issuer < 0 ? above : above.slice(0, issuer + 1)
}

/** Whoever answered has the directive, however it came. */
const isReached = (step: DueStep) => step.receivedAt !== null || !step.ackOpen

/** The name of the committee that should be told first. */
const nearestName = ({ pathNames, dutyId }: DueStep) => pathNames.at(dutyId === null ? -2 : -1) ?? ''

function escalationOf(
  group: Group,
  people: { secretaries: Map<number, number>; speakers: Map<number, number> },
  now: Date,
  calendar: Calendar,
): EscalationPayload {
  // Whom the directive never reached is another matter than who does not answer.
  const byMatter = Map.groupBy(group.steps, (step) => `${step.directiveId} ${step.about} ${isReached(step)}`)
  const items = [...byMatter.values()].map((steps): EscalationItem => {
    const first = steps[0]!
    const dueAt = first.about === 'ack' ? first.ackDueAt : first.reportDueAt
    const byName = [...steps].sort((a, b) => a.unitName.localeCompare(b.unitName, 'vi', { numeric: true }))
    return {
      directiveId: first.directiveId,
      numberText: first.numberText,
      subject: first.subject,
      about: first.about,
      dueAt: dueAt?.toISOString() ?? null,
      overdueDays: overdueDays(dueAt, { now, calendar }),
      isCallList: group.isUrgent,
      isUnreached: !isReached(first),
      count: steps.length,
      units: byName.slice(0, maxNames).map((step) => {
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
    ...(group.insteadOf === undefined ? {} : { insteadOf: group.insteadOf }),
    items: items.sort(
      (a, b) => b.overdueDays - a.overdueDays || b.count - a.count || a.directiveId - b.directiveId,
    ),
  }
}
