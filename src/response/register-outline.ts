// The outlines that offices write themselves: registered as a new version each time they change, offered to
// the office and to the offices below it, retired when they are out of use. A directive keeps a copy of the
// one it asks for.
import { sql } from 'kysely'
import { screenForSecrecy } from '../directive/secrecy/secrecy-interlock.ts'
import { type Author, auditActor, mayDo, officerIdOf } from '../org/author.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { holdLockOf } from '../platform/locks.ts'
import type { Outline } from './outline.ts'

/**
 * A registered outline. In `outline` the key begins with the unit, so that outlines of two offices never mix.
 */
export interface RegisteredOutline {
  id: number
  unitId: number
  unitName: string
  /** As the office wrote it. */
  key: string
  version: number
  outline: Outline
}

export type RegisterOutcome =
  | { ok: true; id: number; version: number; already: boolean }
  | { ok: false; reason: 'not_allowed' | 'secret' }

/** Registers an outline that has been checked (check-outline.ts); the same once more makes no new version. */
export async function registerOutline(
  tx: Tx,
  author: Author,
  { unitId, outline }: { unitId: number; outline: Outline },
  { now }: { now: Date },
): Promise<RegisterOutcome> {
  const path = await unitPath(tx, unitId)
  if (!mayDo(author, 'directive.draft', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  const texts = [JSON.stringify(outline), ...wordsOf(outline)]
  if (!screenForSecrecy({ declaredNotSecret: true, texts, fileNames: [] }).pass)
    return { ok: false, reason: 'secret' }
  await holdLockOf(tx, 'outline', `outline ${unitId} ${outline.key}`)
  const [last] = await read(tx, sql`o.unit_id = ${unitId} and o.key = ${outline.key}`)
  if (last && sameQuestions(last.outline, outline))
    return { ok: true, id: last.id, version: last.version, already: true }
  const version = (await newestVersion(tx, unitId, outline.key)) + 1
  const definition = { ...outline, key: `${unitId}:${outline.key}`, version }
  const { id } = await tx
    .insertInto('report_outline')
    .values({
      unit_id: unitId,
      key: outline.key,
      version,
      definition: JSON.stringify(definition),
      created_at: now,
      created_by: officerIdOf(author),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await audit(tx, author, 'outline.register', { id, unitId }, now)
  return { ok: true, id, version, already: false }
}

/** Takes an outline out of what is offered, all versions of it. Directives that ask for it keep it. */
export async function retireOutline(
  tx: Tx,
  author: Author,
  { unitId, key }: { unitId: number; key: string },
  { now }: { now: Date },
): Promise<{ ok: true } | { ok: false; reason: 'not_allowed' | 'no_such_outline' }> {
  const path = await unitPath(tx, unitId)
  if (!mayDo(author, 'directive.draft', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  const retired = await tx
    .updateTable('report_outline')
    .set({ retired_at: now })
    .where('unit_id', '=', unitId)
    .where('key', '=', key)
    .where('retired_at', 'is', null)
    .returning('id')
    .execute()
  const [first] = retired
  if (!first) return { ok: false, reason: 'no_such_outline' }
  await audit(tx, author, 'outline.retire', { id: first.id, unitId }, now)
  return { ok: true }
}

/**
 * What an office may ask for: the newest version of its own outlines and of those of the offices above, by
 * title.
 */
export async function outlinesFor(db: Db, unitId: number): Promise<RegisteredOutline[]> {
  const { ids } = await unitPath(db, unitId)
  return await read(db, sql`o.unit_id = any(${ids}::bigint[])`)
}

/** One of those, or null: also when it was retired or belongs to another office. */
export async function outlineFor(db: Db, unitId: number, id: number): Promise<RegisteredOutline | null> {
  return (await outlinesFor(db, unitId)).find((each) => each.id === id) ?? null
}

async function read(db: Db, where: ReturnType<typeof sql>): Promise<RegisteredOutline[]> {
  const found = await sql<RegisteredOutline>`
    select * from (
      select distinct on (o.unit_id, o.key) o.id, o.unit_id as "unitId", u.name as "unitName", o.key,
        o.version,
        o.definition as outline
      from report_outline o join unit u on u.id = o.unit_id
      where o.retired_at is null and ${where} order by o.unit_id, o.key, o.version desc
    ) newest order by outline -> 'title' ->> 'vi', id`.execute(db)
  return found.rows
}

async function newestVersion(tx: Tx, unitId: number, key: string): Promise<number> {
  const row = await tx
    .selectFrom('report_outline')
    .select(({ fn }) => fn.max('version').as('version'))
    .where('unit_id', '=', unitId)
    .where('key', '=', key)
    .executeTakeFirst()
  return row?.version ?? 0
}

async function audit(
  tx: Tx,
  author: Author,
  action: string,
  { id, unitId }: { id: number; unitId: number },
  now: Date,
): Promise<void> {
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action,
    subject: {
      kind: 'report_outline',
      id,
    },
    unitId,
  })
}

/** Lines that a person would read: a mark is looked for on lines of its own. */
const wordsOf = ({ title, sections = [], fields, rules }: Outline) => [
  title.vi,
  title.en,
  ...sections.map((section) => section.title.vi),
  ...fields.flatMap((field) => [field.label.vi, field.help?.vi ?? '']),
  ...rules.map((rule) => rule.text?.vi ?? ''),
]

/**
 * Whether two outlines ask the same, whatever their version. Keys of a JSON object have no order in the
 * database.
 */
const sameQuestions = (a: Outline, b: Outline) =>
  canonical({ ...a, ...unnamed }) === canonical({ ...b, ...unnamed })
const unnamed = { key: '', version: 0 }
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
      : part,
  )
}
