// Which document, duty or person an entry of the audit trail is about. The chain holds numbers only: names
// and titles are looked up when it is read, so that what was erased meanwhile stays erased, and what the
// reader may not see has no title.
import { sql } from 'kysely'
import type { Actor } from '../org/actor.ts'
import type { AuditLine } from '../org/audit-trail.ts'
import type { Db } from '../platform/database.ts'
import type { Duty, JsonObject } from '../platform/database-types.ts'
import { concernsAny, viewedPaths } from './visible-directives.ts'

/** What one entry is about, as far as the reader may see it. Names are those of today; '—' once erased. */
export interface AuditSubject {
  /** `draft`: not issued (yet); `hidden`: none of the reader's business. Gone ones are not there at all. */
  directive?: { numberText: string; subject: string } | 'draft' | 'hidden'
  duty?: Duty
  /** Whoever holds or held the duty, or the person that the entry is about. */
  person?: string
  /** Whoever has the duty now, of a hand-over, or stands in. */
  successor?: string
  /** Officers named above, for the log of processing. */
  officerIds: number[]
}

/** By the number of the entry; entries about nothing of the kind are missing. */
export async function auditSubjects(
  db: Db,
  lines: readonly Pick<AuditLine, 'id' | 'subjectKind' | 'subjectId' | 'detail'>[],
  reader: Actor | 'operator',
): Promise<Map<number, AuditSubject>> {
  const subjects = new Map<number, AuditSubject>()
  const directives = await directivesOf(db, lines, reader)
  const people = await peopleOf(db, lines)
  for (const line of lines) {
    const found: AuditSubject = { officerIds: [] }
    const directive = directives.get(line.id)
    if (directive) found.directive = directive
    const held = line.subjectKind === 'duty_holding' ? people.held.get(line.subjectId ?? 0) : undefined
    const duty = held?.duty ?? dutyIn(line.detail)
    if (duty) found.duty = duty
    const about = line.subjectKind === 'officer' ? line.subjectId : (held?.officerId ?? null)
    const to = line.subjectKind === 'duty_holding' ? numberIn(line.detail, 'to') : null
    const [person, successor] = [people.names.get(about ?? 0), people.names.get(to ?? 0)]
    if (person !== undefined) found.person = person
    if (successor !== undefined && to !== about) found.successor = successor
    found.officerIds = [about, to].filter((id) => id !== null)
    if (found.directive || found.duty || found.person !== undefined) subjects.set(line.id, found)
  }
  return subjects
}

type Line = Pick<AuditLine, 'id' | 'subjectKind' | 'subjectId' | 'detail'>

async function directivesOf(db: Db, lines: readonly Line[], reader: Actor | 'operator') {
  const ids = (kind: string) =>
    lines.flatMap((line) => (line.subjectKind === kind && line.subjectId !== null ? [line.subjectId] : []))
  const mayBeSeen =
    reader === 'operator'
      ? sql`true`
      : sql`(d.state in ('issued', 'closed', 'recalled', 'superseded')
        and ${concernsAny(viewedPaths(reader))})`
  const found = await sql<{
    kind: string
    id: number
    numberText: string
    subject: string
    isDraft: boolean
    seen: boolean
  }>`
    with named (kind, id, directive_id) as (
      select 'directive', id, id from unnest(${ids('directive')}::bigint[]) id
      union
      select 'obligation', id, directive_id from obligation where id = any(${ids('obligation')}::bigint[])
      union
      select 'report', r.id, o.directive_id from report r join obligation o on o.id = r.obligation_id
      where r.id = any(${ids('report')}::bigint[])
    )
    select named.kind, named.id, d.number_text as "numberText", d.subject,
      d.state in ('draft', 'awaiting_approval') as "isDraft", ${mayBeSeen} as seen
    from named join directive d on d.id = named.directive_id`.execute(db)
  const bySubject = new Map(found.rows.map((row) => [`${row.kind} ${row.id}`, row]))
  return new Map(
    lines.flatMap((line): [number, NonNullable<AuditSubject['directive']>][] => {
      const row = bySubject.get(`${line.subjectKind} ${line.subjectId}`)
      if (!row) return []
      if (row.seen) return [[line.id, { numberText: row.numberText, subject: row.subject }]]
      return [[line.id, row.isDraft ? 'draft' : 'hidden']]
    }),
  )
}

async function peopleOf(db: Db, lines: readonly Line[]) {
  const heldIds = lines.flatMap((line) =>
    line.subjectKind === 'duty_holding' && line.subjectId !== null ? [line.subjectId] : [],
  )
  const held = await sql<{ id: number; duty: Duty; officerId: number }>`
    select id, duty, officer_id as "officerId" from duty_holding
      where id = any(${heldIds}::bigint[])`.execute(db)
  const officerIds = [
    ...held.rows.map((row) => row.officerId),
    ...lines.flatMap((line) => {
      if (line.subjectKind === 'officer') return line.subjectId === null ? [] : [line.subjectId]
      const to = line.subjectKind === 'duty_holding' ? numberIn(line.detail, 'to') : null
      return to === null ? [] : [to]
    }),
  ]
  const names = await sql<{ id: number; name: string }>`
    select id, full_name as name from officer where id = any(${officerIds}::bigint[])`.execute(db)
  return {
    held: new Map(held.rows.map((row) => [row.id, row])),
    names: new Map(names.rows.map((row) => [row.id, row.name])),
  }
}

const duties: readonly Duty[] = ['secretary', 'deputy', 'office', 'speaker', 'observer', 'administrator']
const detailOf = (detail: AuditLine['detail']) =>
  detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? (detail as JsonObject) : {}
const dutyIn = (detail: AuditLine['detail']) => duties.find((duty) => duty === detailOf(detail).duty)
const numberIn = (detail: AuditLine['detail'], key: 'to') => {
  const value = detailOf(detail)[key]
  return typeof value === 'number' ? value : null
}
