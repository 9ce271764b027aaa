// Tells units that their reports were accepted: at one hour of a working day, in one message for each chat.
import { sql } from 'kysely'
import type { AcceptanceNotice } from '../circulation/notices.ts'
import { enqueueNotices } from '../circulation/outbox.ts'
import { recipientChats } from '../org/recipients.ts'
import { countDue, maxCounted } from '../platform/count-due.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { DueWork } from '../platform/sweeper.ts'
import type { Calendar } from '../platform/working-calendar.ts'

/** The local hour of the message. */
const tellAt = '16:00'

/** Acceptances of before that instant are to be told by now: the last such hour that has passed. */
function lastHour({ now, calendar }: { now: Date; calendar: Calendar }): Date {
  const today = calendar.workingDayOnOr(calendar.dayOf(now), -1)
  const hour = calendar.instantAt(today, tellAt)
  return hour <= now ? hour : calendar.instantAt(calendar.addWorkingDays(today, -1), tellAt)
}

/** True on `review`. */
const isUntold = (before: Date) =>
  sql`review.verdict = 'accepted' and review.told_at is null and review.reviewed_at < ${before}`

/** Due work for the sweeper; none in quiet hours. */
export async function findAcceptancesToTell(db: Db, at: { now: Date; calendar: Calendar }): Promise<DueWork> {
  if (at.calendar.inQuietHours(at.now)) return { count: 0, oldestDueAt: null }
  return await countDue(
    db,
    sql`select review.reviewed_at as since from report_review review
      where ${isUntold(lastHour(at))} order by review.reviewed_at limit ${maxCounted}`,
  )
}

/**
 * Puts the messages into the outbox; each acceptance is told once, and all of a chat in one message. Returns
 * how many messages.
 */
export async function tellAcceptances(db: Db, at: { now: Date; calendar: Calendar }): Promise<number> {
  if (at.calendar.inQuietHours(at.now)) return 0
  return await db.transaction().execute((tx) => tellUntold(tx, at))
}

// A second run at the same time waits for the rows of the first, and finds that they were told.
async function tellUntold(tx: Tx, at: { now: Date; calendar: Calendar }): Promise<number> {
  const found = await sql<{ unitId: number; unitName: string; numberText: string; isCurrent: boolean }>`
    with told as (
      update report_review review set told_at = ${at.now} where ${isUntold(lastHour(at))}
      returning review.id, review.report_id
    )
    select o.unit_id as "unitId", o.unit_name as "unitName", d.number_text as "numberText",
      o.report_state = 'accepted' and d.state in ('issued', 'closed') as "isCurrent"
    from told join report r on r.id = told.report_id
      join obligation o on o.id = r.obligation_id
      join directive d on d.id = o.directive_id
    order by told.id`.execute(tx)
  const rows = found.rows.filter(({ isCurrent }) => isCurrent)
  const chats = await recipientChats(tx, [...new Set(rows.map(({ unitId }) => unitId))])
  const reportsOf = (unitIds: readonly number[]): AcceptanceNotice['reports'] =>
    rows
      .filter(({ unitId }) => unitIds.includes(unitId))
      .map(({ numberText, unitName }) => ({ numberText, unitName }))
  const reachable = chats.flatMap(({ telegramChatId, chatId, ...chat }) =>
    telegramChatId === null || chatId === null ? [] : [{ ...chat, telegramChatId, chatId }],
  )
  const byChat = Map.groupBy(reachable, ({ telegramChatId }) => telegramChatId)
  const notices = [...byChat.values()].map((ofChat) => {
    const [{ telegramChatId, chatId, threadId, language }] = ofChat as [(typeof ofChat)[number]]
    const reports = reportsOf(ofChat.map(({ unitId }) => unitId))
    return { telegramChatId, chatId, threadId, language, notice: { kind: 'accepted' as const, reports } }
  })
  await enqueueNotices(tx, notices, at.now)
  return notices.length
}
