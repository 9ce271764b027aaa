// Reminds the units that owe: everything that is due to one chat in one message a day. Steps of urgent marks
// go in a message of their own, at any hour. Which step is due and what follows it is left to run-chase.ts.
import type { Tx } from '../platform/database.ts'
import type { Calendar } from '../platform/working-calendar.ts'
import { overdueDays } from '../response/owed.ts'
import { putIntoOutbox } from './chase-outbox.ts'
import { type Judge, only, type PassRequest, type Taken } from './chase-pass.ts'
import { defaultChasePlan } from './chase-plan.ts'
import { type ChaseChat, chatsOf, debtorKey, dutiesOfChats, unitsOfChats } from './chase-recipient.store.ts'
import { type DueStep, lockDueSteps, lockDueStepsOf, takeDigests } from './chase-step.store.ts'
import { isUrgentStep } from './next-step.ts'
import type { ReminderItem, ReminderPayload } from './payloads.ts'

/** Hour of the next working day by which what is overdue is asked for. */
const answerByTime = '17:00'

/** One batch. Steps of a chat that had its digest today are put off to the next working day. */
export async function remindUnits(
  tx: Tx,
  judge: Judge,
  request: PassRequest,
  calendar: Calendar,
): Promise<Taken> {
  const { now } = request
  const { steps, chats } = await lockWithCompanions(tx, request)
  const result: Taken = { settled: [], postponed: [], messages: 0 }
  const groups = new Map<string, { chat: ChaseChat; isUrgent: boolean; steps: DueStep[] }>()
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
  const free = await takeDigests(
    tx,
    daily.map((group) => group.chat.telegramChatId),
    today,
    'unit',
  )
  const nextDay = calendar.addWorkingDays(today, 1)
  const later = calendar.instantAt(nextDay, defaultChasePlan.at)
  const going = [...groups.values()].filter((group) => {
    if (group.isUrgent || free.has(group.chat.telegramChatId)) return true
    result.postponed.push(...group.steps.map((step) => ({ id: step.id, dueAt: later })))
    return false
  })
  const answerBy = calendar.instantAt(nextDay, answerByTime)
  await putIntoOutbox(
    tx,
    going.map((group) => ({
      purpose: 'reminder' as const,
      urgent: group.isUrgent,
      chat: group.chat,
      ...only(group.steps),
      asks: group.steps,
      payload: reminderOf(group.steps, answerBy, now, calendar),
    })),
    now,
  )
  for (const group of going) for (const step of group.steps) result.settled.push({ step, verdict: 'take' })
  result.messages = going.length
  return result
}

/** A batch of due steps with everything else that is due to the same chats. */
async function lockWithCompanions(tx: Tx, request: PassRequest) {
  const ask = { ...request, audience: 'unit' as const }
  const first = await lockDueSteps(tx, ask)
  const chats = await chatsOf(tx, first)
  const chatIds = new Set([...chats.values()].map((chat) => chat.chatId))
  const known = new Set(first.map((step) => step.id))
  const unitIds = await unitsOfChats(tx, [...chatIds], request.now)
  const dutyIds = await dutiesOfChats(tx, [...chatIds])
  const more = await lockDueStepsOf(tx, { unitIds, dutyIds }, ask)
  const others = more.filter((step) => !known.has(step.id))
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
