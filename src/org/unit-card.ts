// What a person sees of one unit: the duty holders, whether they can be reached, and the units below.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { ChatState, Duty, UnitKind } from '../platform/database-types.ts'
import { andInTerm } from './actor.ts'
import type { WhyNot } from './recipients.ts'
import { type PastOfUnit, pastOfUnit } from './tree-history.ts'
import { findUnit, subtreeSql, type UnitRow, unitPath } from './unit.store.ts'

export interface UnitCard {
  unit: UnitRow
  path: { ids: number[]; names: string[] }
  /** By rank of duty, at most 30. `chat` is null when the person has no private chat with the bot. */
  holders: {
    heldId: number
    officerId: number
    name: string
    duty: Duty
    chat: ChatState | null
    endsAt: Date | null
    isSubstitute: boolean
  }[]
  /** Its past, newest first. */
  past: PastOfUnit[]
  /** Number of codes that can be used. */
  openCodes: number
  group: { title: string | null; state: ChatState } | null
  /** One page of the units right below. */
  children: { id: number; code: string; name: string; kind: UnitKind; whyNot: WhyNot | null }[]
  childCount: number
  /**
   * Numbers of cells in the whole subtree: all of them, those that no message can reach (`unreachable`), and
   * those of these where nobody is enrolled (`nobody`).
   */
  cells: { total: number; unreachable: number; nobody: number }
}

/** The card of a living unit, with page `page` (from 0) of the units below; null when the unit has ended. */
export async function unitCard(
  db: Db,
  unitId: number,
  options: {
    now: Date
    page: number
    pageSize: number
    /** False for a reader who may see only this unit: then the card shows nothing of the units below. */
    withBelow?: boolean
  },
): Promise<UnitCard | null> {
  const unit = await findUnit(db, unitId)
  if (!unit || unit.validTo !== null) return null
  const path = await unitPath(db, unitId)
  const holders = await sql<UnitCard['holders'][number]>`
    select held.id as "heldId", officer.id as "officerId", officer.full_name as name, held.duty,
      chat.state as chat,
      held.ends_at as "endsAt", held.substitute_for is not null as "isSubstitute"
    from duty_holding held
    join officer on officer.id = held.officer_id
    left join chat on chat.officer_id = officer.id and chat.kind = 'private'
    where held.unit_id = ${unitId} and held.until is null
      ${andInTerm(sql`held`, options.now)}
    order by held.duty, held.substitute_for is not null,
      officer.full_name collate vietnamese limit 30`.execute(db)
  const openCodes = await db
    .selectFrom('enrolment_code')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('unit_id', '=', unitId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', options.now)
    .executeTakeFirstOrThrow()
  const group = await db
    .selectFrom('chat')
    .select(['title', 'state'])
    .where('unit_id', '=', unitId)
    .where('kind', '<>', 'private')
    .orderBy('id')
    .executeTakeFirst()
  const ownPart = {
    unit,
    path,
    holders: holders.rows,
    past: await pastOfUnit(db, unitId),
    openCodes: Number(openCodes.n),
    group: group ?? null,
  }
  if (options.withBelow === false)
    return { ...ownPart, children: [], childCount: 0, cells: { total: 0, unreachable: 0, nobody: 0 } }
  const children = await sql<UnitCard['children'][number]>`
    select unit.id, unit.code, unit.name, unit.kind, recipient.why_not as "whyNot"
    from (
      select id, code, name, kind from unit where parent_id = ${unitId} and valid_to is null
      order by code limit ${options.pageSize} offset ${options.page * options.pageSize}
    ) unit
    join unit_recipient recipient on recipient.unit_id = unit.id
    order by unit.code`.execute(db)
  const childCount = await db
    .selectFrom('unit')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('parent_id', '=', unitId)
    .where('valid_to', 'is', null)
    .executeTakeFirstOrThrow()
  return {
    ...ownPart,
    children: children.rows,
    childCount: Number(childCount.n),
    cells: await cellsBelow(db, unitId),
  }
}

/** Number of cells from which on their chats are looked up as one set instead of one by one. */
const manyCells = 2_000

/** The numbers of cells in the subtree of a unit; see UnitCard. */
export async function cellsBelow(db: Db, unitId: number): Promise<UnitCard['cells']> {
  const cells = sql`select id from (${subtreeSql(unitId)}) below where kind = 'cell'`
  const counted = await sql<{ total: number }>`select count(*) as total from (${cells}) cell`.execute(db)
  const total = Number(counted.rows[0]?.total ?? 0)
  if (total === 0) return { total, unreachable: 0, nobody: 0 }
  // The view unit_chat chooses the chat with the lowest preference. From 10 on a chat cannot be reached.
  const best =
    total < manyCells
      ? sql`select chosen.best from (${cells}) cell cross join lateral (
          select min(preference) as best from unit_chat where unit_id = cell.id) chosen`
      : sql`select min(preference) as best from (${cells}) cell
          left join unit_chat on unit_chat.unit_id = cell.id group by cell.id`
  const result = await sql<{ unreachable: number; nobody: number }>`
    select count(*) filter (where best is null or best >= 10) as unreachable,
      count(*) filter (where best is null) as nobody
    from (${best}) chosen`.execute(db)
  const row = result.rows[0]
  return { total, unreachable: Number(row?.unreachable ?? 0), nobody: Number(row?.nobody ?? 0) }
}
