// The rows of reports: drafts, versions, verdicts. Locks are taken on the obligation, so that drafts,
// submissions and verdicts of one unit for one directive never cross.
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database.ts'
import type { Json } from '../platform/database-types.ts'
import { firstDefaultOutline } from './default-outline.ts'
import { type ShownObligation, showObligation } from './obligation.store.ts'
import type { Answers, AnswerValue } from './outline.ts'

/** The obligation, locked until the transaction ends; null when there is none of that id. */
export async function lockObligation(tx: Tx, id: number): Promise<ShownObligation | null> {
  const locked = await tx
    .selectFrom('obligation')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return locked ? await showObligation(tx, id) : null
}

export interface DraftRow {
  answers: Answers
  /** Keys of the fields that are to be answered again: a return asks for them. Their answers are kept. */
  asked: string[]
  /** Grows with every answer. */
  version: number
}

export async function readDraft(db: Db, obligationId: number): Promise<DraftRow | null> {
  const row = await db
    .selectFrom('report_draft')
    .select(['answers', 'asked', 'version'])
    .where('obligation_id', '=', obligationId)
    .executeTakeFirst()
  if (!row) return null
  return { answers: row.answers as unknown as Answers, asked: row.asked as string[], version: row.version }
}

export async function createDraft(
  tx: Tx,
  draft: {
    obligationId: number
    answers: Answers
    asked?: readonly string[]
    officerId: number
    now: Date
  },
): Promise<void> {
  await tx
    .insertInto('report_draft')
    .values({
      obligation_id: draft.obligationId,
      answers: JSON.stringify(draft.answers),
      asked: JSON.stringify(draft.asked ?? []),
      changed_at: draft.now,
      changed_by: draft.officerId,
    })
    .execute()
}

/** Sets one answer and leaves the others as they are; `undefined` takes the answer away. */
export async function setDraftAnswer(
  tx: Tx,
  answer: {
    obligationId: number
    field: string
    value: AnswerValue | null | undefined
    officerId: number
    now: Date
  },
): Promise<void> {
  const change =
    answer.value === undefined
      ? sql<string>`answers - ${answer.field}::text`
      : sql<string>`answers || ${JSON.stringify({ [answer.field]: answer.value })}::jsonb`
  await tx
    .updateTable('report_draft')
    .set({
      answers: change,
      asked: sql<string>`asked - ${answer.field}::text`,
      version: sql<number>`version + 1`,
      changed_at: answer.now,
      changed_by: answer.officerId,
    })
    .where('obligation_id', '=', answer.obligationId)
    .execute()
}

/**
 * Asks fields of a report begun again; nothing when none is begun. A summary of before can no longer be sent.
 */
export async function askAgain(tx: Tx, obligationId: number, fields: readonly string[]): Promise<void> {
  await tx
    .updateTable('report_draft')
    .set({ asked: JSON.stringify(fields), version: sql<number>`version + 1` })
    .where('obligation_id', '=', obligationId)
    .execute()
}

export async function deleteDraft(tx: Tx, obligationId: number): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('report_draft')
    .where('obligation_id', '=', obligationId)
    .executeTakeFirst()
  return deleted.numDeletedRows > 0n
}

export interface SubmittedVersion {
  reportId: number
  version: number
  answers: Answers
  /** Rules whose warnings were confirmed. */
  warnings: string[]
  submittedAt: Date
  /** Name of the person. */
  submittedByName: string | null
}

/** The version of a report that counts; null before the first submission. */
export async function currentVersion(db: Db, obligationId: number): Promise<SubmittedVersion | null> {
  const found = await sql<Omit<SubmittedVersion, 'answers'> & { answers: Json }>`
    select r.id as "reportId", v.version, v.answers, v.warnings, v.submitted_at as "submittedAt",
      person.full_name as "submittedByName"
    from report r
    join report_version v on v.report_id = r.id and v.version = r.current_version
    left join officer person on person.id = v.submitted_by
    where r.obligation_id = ${obligationId}`.execute(db)
  const row = found.rows[0]
  return row ? { ...row, answers: row.answers as unknown as Answers } : null
}

/** Adds the next version. Returns the report's id and the version's number, from 1. */
export async function addVersion(
  tx: Tx,
  version: { obligationId: number; answers: Answers; warnings: string[]; officerId: number; now: Date },
): Promise<{ reportId: number; version: number }> {
  const report = await tx
    .insertInto('report')
    .values({ obligation_id: version.obligationId, current_version: 1, created_at: version.now })
    .onConflict((conflict) =>
      conflict.column('obligation_id').doUpdateSet({ current_version: sql`report.current_version + 1` }),
    )
    .returning(['id', 'current_version'])
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('report_version')
    .values({
      report_id: report.id,
      version: report.current_version,
      answers: JSON.stringify(version.answers),
      warnings: JSON.stringify(version.warnings),
      submitted_at: version.now,
      submitted_by: version.officerId,
    })
    .execute()
  return { reportId: report.id, version: report.current_version }
}

/** What the unit reported last for another directive with the same outline; null when it never did. */
export async function lastReportOfUnit(
  db: Db,
  obligation: { id: number; unitId: number; outlineKey: string },
): Promise<Answers | null> {
  const found = await sql<{ answers: Json }>`
    select v.answers
    from obligation o
    join directive d on d.id = o.directive_id
    join report r on r.obligation_id = o.id
    join report_version v on v.report_id = r.id and v.version = r.current_version
    where o.unit_id = ${obligation.unitId} and o.id <> ${obligation.id}
      and coalesce(d.outline ->> 'key', ${firstDefaultOutline.key}) = ${obligation.outlineKey}
    order by v.submitted_at desc limit 1`.execute(db)
  return (found.rows[0]?.answers ?? null) as unknown as Answers | null
}

export interface Verdict {
  version: number
  verdict: 'accepted' | 'returned'
  note: string | null
  fields: string[]
}

/** The newest verdict on a report; null when nobody has reviewed it. */
export async function lastVerdict(db: Db, obligationId: number): Promise<Verdict | null> {
  const found = await sql<Verdict>`
    select review.version, review.verdict, review.note, review.fields
    from report r join report_review review on review.report_id = r.id
    where r.obligation_id = ${obligationId} order by review.id desc limit 1`.execute(db)
  return found.rows[0] ?? null
}
