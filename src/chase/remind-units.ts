// Reminds the units that owe. All that is due to one chat goes into one message a day. Steps of urgent marks
// go into a message of their own, at any hour. run-chase.ts decides which step is due and which one follows.
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { overdueDays } from '../response/overdue.ts'
import { putIntoOutbox } from './chase-outbox.ts'
import { commonSubject, type Judge, type PassRequest, type PassResult } from './chase-pass.ts'
import { defaultChasePlan } from './chase-plan.ts'
import { type ChaseChat, chatsOf, debtorKey, dutiesOfChats, unitsOfChats } from './chase-recipient.store.ts'
import { claimDigests, type DueStep, lockDueSteps, lockDueStepsOf } from './chase-step.store.ts'
import { isUrgentStep } from './next-step.ts'
import type { ReminderItem, ReminderPayload } from './payloads.ts'

/** Local time on the next working day by which a reminder asks for what is overdue. */
const answerByTime = '17:00'

interface Group {
  chat: ChaseChat
  isUrgent: boolean
  steps: DueStep[]
}

/** One batch. Steps of a chat that had its digest today are postponed to the next working day. */
export async function remindUnits(
  tx: Tx,
  judge: Judge,
  request: PassRequest,
  calendar: Calendar,
): Promise<PassResult> {
  const { now } = request
  const { steps, chats } = await lockWithCompanions(tx, request)
  const result: PassResult = { settled: [], postponed: [], messages: 0 }
  const groups = new Map<string, Group>()
  for (const step of steps) {
    const verdict = judge(step)
    const chat = chats.get(debtorKey(step))
    if (verdict !== 'take' || chat === undefined) {
      result.settled.push({ step, verdict: verdict === 'take' ? 'skip' : verdict })
      continue
    }
    const isUrgent = isUrgentStep(step.step)
    const key = `${chat.telegramChatId} ${isUrgent}`
    const group = groups.get(key) ?? { chat, isUrgent, steps: [] }
    group.steps.push(step)
    groups.set(key, group)
  }
  const daily = [...groups.values()].filter((group) => !group.isUrgent)
  const today = calendar.dayOf(now)
  const chatsWithoutDigest = await claimDigests(
    tx,
    daily.map((group) => group.chat.telegramChatId),
    today,
    'unit',
  )
  const nextDay = calendar.addWorkingDays(today, 1)
  const nextMorning = calendar.instantAt(nextDay, defaultChasePlan.at)
  const groupsToSend: Group[] = []
  for (const group of groups.values()) {
    if (group.isUrgent || chatsWithoutDigest.has(group.chat.telegramChatId)) groupsToSend.push(group)
    else result.postponed.push(...group.steps.map((step) => ({ id: step.id, dueAt: nextMorning })))
  }
  const answerBy = calendar.instantAt(nextDay, answerByTime)
  await putIntoOutbox(
    tx,
    groupsToSend.map((group) => ({
      purpose: 'reminder' as const,
      urgent: group.isUrgent,
      chat: group.chat,
      ...commonSubject(group.steps),
      asks: group.steps,
      payload: reminderOf(group.steps, answerBy, now, calendar),
    })),
    now,
  )
  for (const group of groupsToSend)
    for (const step of group.steps) result.settled.push({ step, verdict: 'take' })
  result.messages = groupsToSend.length
  return result
}

/**
 * Locks a batch of due steps, and all other due steps of the same chats. Returns them with the chats of all.
 */
async function lockWithCompanions(tx: Tx, request: PassRequest) {
  const unitRequest = { ...request, audience: 'unit' as const }
  const first = await lockDueSteps(tx, unitRequest)
  const chats = await chatsOf(tx, first)
  const chatIds = new Set([...chats.values()].map((chat) => chat.chatId))
  const firstIds = new Set(first.map((step) => step.id))
  const unitIds = await unitsOfChats(tx, [...chatIds], request.now)
  const dutyIds = await dutiesOfChats(tx, [...chatIds])
  const sameUnits = await lockDueStepsOf(tx, { unitIds, dutyIds }, unitRequest)
  const others = sameUnits.filter((step) => !firstIds.has(step.id))
  const otherChats = await chatsOf(tx, others)
  const companions = others.filter((step) => chatIds.has(otherChats.get(debtorKey(step))?.chatId ?? 0))
  return { steps: [...first, ...companions], chats: new Map([...otherChats, ...chats]) }
}

function reminderOf(
  steps: readonly DueStep[],
  answerBy: Date,
  now: Date,
  calendar: Calendar,
): ReminderPayload {
  const items = steps.map((step) => itemOf(step, now, calendar)).sort(byUrgency)
  return { kind: 'reminder', items, answerBy: answerBy.toISOString() }
}

function itemOf(step: DueStep, now: Date, calendar: Calendar): ReminderItem {
  const dueAt = step.about === 'ack' ? step.ackDueAt : step.reportDueAt
  const late = overdueDays(dueAt, { now, calendar })
  const daysLeft =
    dueAt === null || late > 0
      ? null
      : calendar.workingDaysBetween(calendar.dayOf(now), calendar.dayOf(dueAt))
  return {
    obligationId: step.obligationId,
    unitName: step.unitName,
    numberText: step.numberText,
    subject: step.subject,
    about: step.about,
    dueAt: dueAt?.toISOString() ?? null,
    workingDaysLeft: daysLeft,
    overdueDays: late,
    returned: step.about === 'report' && step.reportState === 'returned',
  }
}

const byUrgency = (a: ReminderItem, b: ReminderItem) =>
  b.overdueDays - a.overdueDays ||
  (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9') ||
  a.obligationId - b.obligationId
