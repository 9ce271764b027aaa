// Where free text names a person who is to be erased: reports with their drafts, notes and reasons, and the
// documents of the register. Reports are the unit's papers, so the name is replaced in the words alone, in
// every version (an older version that keeps it would make the erasure a lie), figures stay, and the audit
// trail says where. Documents of the register are only listed: they went out signed.
import { type RawBuilder, sql } from 'kysely'
import { type Author, auditActor } from '../org/author.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { Json, JsonObject } from '../platform/database-types.ts'
import { findName, removeName } from './name-in-text.ts'

export type MentionPlace = 'report' | 'report_draft' | 'report_review' | 'directive'

export interface Mention {
  place: MentionPlace
  /** Of the report, the obligation of a draft, the review, the request, the directive. */
  id: number
  /** Of a report; 0 elsewhere. */
  version: number
  unitId: number
  unitCode: string
  numberText: string
  /** The field of the outline, or which text of the others. */
  field: string
  /** Written with its diacritics; otherwise it may be somebody else. */
  exact: boolean
}

interface Texts {
  id: number
  version: number
  unitId: number
  unitCode: string
  numberText: string
  texts: JsonObject
}

const atOnce = 2_000
const places: readonly MentionPlace[] = ['report', 'report_draft', 'report_review', 'directive']

/**
 * Everywhere the name stands; with `unitIds` only in what these units wrote. Reads everything there is: some
 * seconds.
 */
export async function findMentions(db: Db, name: string, unitIds?: readonly number[]): Promise<Mention[]> {
  const mentions: Mention[] = []
  for (const place of places) {
    for await (const { texts, ...row } of textsOf(db, place, unitIds)) {
      for (const [field, value] of stringsIn(texts)) {
        const found = findName(value, name)
        if (found.length > 0) mentions.push({ place, ...row, field, exact: found.some((one) => one.exact) })
      }
    }
  }
  return mentions
}

/** Replaces the exact mentions in reports, drafts, notes and reasons. Returns how many texts were changed. */
export async function removeMentions(
  tx: Tx,
  author: Author,
  { name, mentions }: { name: string; mentions: readonly Mention[] },
  { now }: { now: Date },
): Promise<number> {
  let changed = 0
  const exact = mentions.filter((mention) => mention.exact && mention.place !== 'directive')
  for (const [key, same] of Map.groupBy(exact, (one) => `${one.place} ${one.id} ${one.version}`)) {
    const [first] = same
    if (!first) continue
    const row = await lockTexts(tx, first)
    if (!row) continue
    const after = mapStrings(row, (text) => removeName(text, name))
    if (JSON.stringify(after) === JSON.stringify(row)) continue
    await writeTexts(tx, first, after)
    changed += same.length
    await recordAudit(tx, {
      at: now,
      actor: auditActor(author),
      action: 'report.redact',
      unitId: first.unitId,
      subject: {
        kind: first.place,
        id: first.id,
      },
      detail: {
        version: first.version,
        fields: [...new Set(same.map((one) => one.field))],
        place: key.split(' ')[0] ?? '',
      },
    })
  }
  return changed
}

async function* textsOf(db: Db, place: MentionPlace, unitIds?: readonly number[]): AsyncGenerator<Texts> {
  let last = { id: 0, version: -1 }
  for (;;) {
    const only = unitIds ? sql`and u.id = any(${[...unitIds]}::bigint[])` : sql``
    const { rows } = await sql<Texts>`
      select s.id, s.version, u.id as "unitId", u.code as "unitCode", d.number_text as "numberText", s.texts
      from (${sources[place]}) s join unit u on u.id = s.unit_id join directive d on d.id = s.directive_id
      where (s.id, s.version) > (${last.id}, ${last.version}) ${only}
      order by s.id, s.version limit ${atOnce}`.execute(db)
    yield* rows
    const end = rows.at(-1)
    if (!end || rows.length < atOnce) return
    last = { id: end.id, version: end.version }
  }
}

const ofObligation = sql`join obligation o on o.id = x.obligation_id`
const sources: Record<MentionPlace, RawBuilder<unknown>> = {
  report: sql`select x.id, v.version, o.unit_id, o.directive_id, v.answers as texts
    from report_version v join report x on x.id = v.report_id ${ofObligation}`,
  report_draft: sql`select x.obligation_id as id, 0 as version, o.unit_id, o.directive_id, x.answers as texts
    from report_draft x ${ofObligation}`,
  report_review: sql`select w.id, 0 as version, o.unit_id, o.directive_id,
    jsonb_build_object('note', w.note) as texts
    from report_review w join report x on x.id = w.report_id ${ofObligation} where w.note is not null`,
  directive: sql`select x.id, 0 as version, x.issuer_unit_id as unit_id, x.id as directive_id,
      jsonb_build_object('subject', x.subject, 'body', x.body, 'vouched', x.not_a_mark, 'earlier', (
        select jsonb_agg(jsonb_build_array(v.subject, v.body, v.reason)) from directive_version v
          where v.directive_id = x.id)) as texts
    from directive x`,
}

async function lockTexts(tx: Tx, { place, id, version }: Mention): Promise<JsonObject | undefined> {
  const { rows } = await sql<{ texts: JsonObject }>`${
    place === 'report'
      ? sql`select answers as texts from report_version where report_id = ${id} and version = ${version}`
      : place === 'report_draft'
        ? sql`select answers as texts from report_draft where obligation_id = ${id}`
        : sql`select jsonb_build_object('note', note) as texts from report_review where id = ${id}`
  } for update`.execute(tx)
  return rows[0]?.texts
}

async function writeTexts(tx: Tx, { place, id, version }: Mention, texts: JsonObject): Promise<void> {
  const json = JSON.stringify(texts)
  await (place === 'report'
    ? sql`update report_version set answers = ${json} where report_id = ${id} and version = ${version}`
    : place === 'report_draft'
      ? sql`update report_draft set answers = ${json}, version = version + 1 where obligation_id = ${id}`
      : sql`update report_review set note = ${json}::jsonb ->> 'note' where id = ${id}`
  ).execute(tx)
}

/** Every string in a value of JSON with the key of its field. */
function* stringsIn(texts: JsonObject): Generator<[field: string, text: string]> {
  for (const [field, value] of Object.entries(texts))
    for (const text of strings(value ?? null)) yield [field, text]
}

function strings(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((one) => strings(one ?? null))
}

function mapStrings<Value extends Json>(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'string') return change(value) as Value
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, change)) as Value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mapStrings(one ?? null, change)]),
  ) as Value
}
