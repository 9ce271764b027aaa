// Everything that is kept about a person, from all rooms: what the organisation keeps (org/personal-data.ts),
// what the person did, what still lies in messages and conversations. Used by the chat and by the command
// line.
import { sql } from 'kysely'
import { draftsOf } from '../directive/draft.store.ts'
import type { Author } from '../org/author.ts'
import { noteExported, type ProcessingAct, processingLog } from '../org/processing-log.ts'
import type { Tx } from '../platform/database.ts'
import type { Json } from '../platform/database-types.ts'
import { authorisePerson, type PersonFault } from './handle-person.ts'
import { exportPerson, type PersonalData } from './personal-data.ts'

export interface EverythingAboutPerson extends PersonalData {
  /** What the person did in a duty: it belongs to the unit and keeps only the person's number. */
  acknowledged: { number: string; unit: string; at: Date }[]
  reported: { number: string; unit: string; version: number; at: Date }[]
  drafted: { number: string; at: Date }[]
  /** Unfinished answers of a conversation. */
  conversations: { kind: string; data: Json; changedAt: Date }[]
  /** Messages that we keep for a time, by purpose; their texts are those of the chat. */
  messages: { purpose: string; count: number; oldest: Date }[]
  /** What was done with the data. */
  log: ProcessingAct[]
}

/**
 * Everything, with an entry in the log that it was given out. Whether the author may: handle-person.ts.
 */
export async function exportPersonEverywhere(
  tx: Tx,
  author: Author,
  { officerId }: { officerId: number },
  { now }: { now: Date },
): Promise<{ ok: true; data: EverythingAboutPerson } | PersonFault> {
  const verdict = await authorisePerson(tx, author, 'person.export', officerId, now)
  if (!verdict.ok) return verdict
  const person = await exportPerson(tx, officerId)
  if (!person) return { ok: false, reason: 'gone' }
  await noteExported(tx, author, { officerId, unitId: verdict.unitId }, { now })
  const rows = async <Row>(query: ReturnType<typeof sql<Row>>) => (await query.execute(tx)).rows
  const account = person.telegramUserId
  const data: EverythingAboutPerson = {
    ...person,
    acknowledged: await rows(sql<{ number: string; unit: string; at: Date }>`
      select d.number_text as number, o.unit_name as unit, o.acknowledged_at as at
      from obligation o join directive d on d.id = o.directive_id
      where o.acknowledged_by = ${officerId} order by o.acknowledged_at`),
    reported: await rows(sql<{ number: string; unit: string; version: number; at: Date }>`
      select d.number_text as number, o.unit_name as unit, v.version, v.submitted_at as at
      from report_version v join report r on r.id = v.report_id join obligation o on o.id = r.obligation_id
        join directive d on d.id = o.directive_id
      where v.submitted_by = ${officerId} order by v.submitted_at`),
    drafted: await rows(sql<{ number: string; at: Date }>`
      select number_text as number, created_at as at from directive
      where drafted_by = ${officerId} or issued_by = ${officerId} order by created_at`),
    conversations: [
      ...(await rows(sql<{ kind: string; data: Json; changedAt: Date }>`
        select kind, data, updated_at as "changedAt" from dialog where telegram_user_id = ${account}`)),
      ...(await draftsOf(tx, officerId)).map(({ content, changedAt }) => ({
        kind: 'draft',
        data: content,
        changedAt,
      })),
    ],
    messages: await rows(sql<{ purpose: string; count: number; oldest: Date }>`
      select purpose, count(*) as count, min(created_at) as oldest from delivery
      where telegram_chat_id = ${account} group by purpose order by purpose`),
    log: (await processingLog(tx, officerId)) ?? [],
  }
  return { ok: true, data }
}
