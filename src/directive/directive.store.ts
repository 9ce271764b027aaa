// Reads and locks rows of the register. Changing them is left to the use cases beside this file.
import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../org/actor.ts'
import { type Action, can } from '../org/permissions.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Db, Tx } from '../platform/database.ts'
import type { DirectiveState, Urgency } from '../platform/database-types.ts'
import type { Audience } from './audience.ts'
import type { CirculationMark } from './reading/circulation-mark.ts'
import type { KindName } from './reading/document-kinds.ts'
import { documentNumberKey } from './reading/document-number.ts'
import type { Unseen } from './reading/unseen.ts'
import type { Reminders } from './reminders.ts'

export interface DirectiveRow {
  id: number
  issuerUnitId: number
  issuerName: string
  kind: KindName
  numberText: string
  term: string
  /** 'YYYY-MM-DD' */
  issuedOn: string
  subject: string
  urgency: Urgency
  circulationMark: CirculationMark | null
  body: string | null
  asksReport: boolean
  outline: unknown
  ackDueAt: Date | null
  reportDueAt: Date | null
  audience: Audience
  protect: boolean
  /** When recipients are reminded; null: the usual days. */
  reminders: Reminders | null
  passesOn: boolean
  asksPlan: boolean
  state: DirectiveState
  draftedBy: number | null
  createdAt: Date
  issuedAt: Date | null
  issueAt: Date | null
  circulatedAt: Date | null
  pausedAt: Date | null
  cancelledAt: Date | null
  closedAt: Date | null
  approvalAskedBy: number | null
  campaignId: number | null
  version: number
  /** Why a doubtful finding of the scan is no mark of secrecy, in the drafter's words. */
  notAMark: string | null
  /** What the scan could not see; null where that was not kept. */
  unseen: Unseen[] | null
}

/** One directive by id, or null. */
export async function findDirective(db: Db, id: number): Promise<DirectiveRow | null> {
  return (await readDirectives(db, sql`d.id = ${id}`))[0] ?? null
}

/**
 * May this person do any of these with the directive, as the one who issues it? False too when there is none.
 */
export async function mayHandleDirective(
  db: Db,
  actor: Actor,
  id: number,
  actions: readonly Action[],
): Promise<boolean> {
  const row = await findDirective(db, id)
  if (!row) return false
  const path = await unitPath(db, row.issuerUnitId)
  return actions.some((action) => can(actor, action, { pathIds: path.ids }))
}

/** `findDirective`, locked until the transaction ends. */
export async function lockDirective(tx: Tx, id: number): Promise<DirectiveRow | null> {
  await sql`select from directive where id = ${id} for update`.execute(tx)
  return await findDirective(tx, id)
}

/** Every directive of that number in any spelling, newest first: numbers repeat between issuers and terms. */
export async function findByNumber(db: Db, number: string): Promise<DirectiveRow[]> {
  return await readDirectives(db, sql`d.number_key = ${documentNumberKey(number)}`)
}

/** What makes a document one and the same (besides its number's spelling). */
export interface Identity {
  issuerUnitId: number
  kind: KindName
  numberKey: string
  term: string
  issuedOn: string
}

/** The directive that already holds this identity, drafts aside. `besides` is left out of the search. */
export async function findSame(db: Db, identity: Identity, besides?: number): Promise<DirectiveRow | null> {
  const rows = await readDirectives(
    db,
    sql`d.issuer_unit_id = ${identity.issuerUnitId} and d.kind = ${identity.kind}
      and d.number_key = ${identity.numberKey} and d.term = ${identity.term}
      and d.issued_on = ${identity.issuedOn}
      and d.state in ('awaiting_approval', 'issued', 'closed') and d.id <> ${besides ?? 0}`,
  )
  return rows[0] ?? null
}

/** The latest directives that are out, below or at any of these units' paths; for lists to choose from. */
export async function listOut(
  db: Db,
  { issuerUnitIds, limit, offset = 0 }: { issuerUnitIds?: number[]; limit: number; offset?: number },
): Promise<DirectiveRow[]> {
  const issuers = issuerUnitIds ? sql`d.issuer_unit_id = any(${issuerUnitIds}::bigint[])` : sql`true`
  return await readDirectives(
    db,
    sql`d.state in ('issued', 'closed') and ${issuers}`,
    sql`d.issued_at desc nulls last, d.id desc limit ${limit} offset ${offset}`,
  )
}

/**
 * Drafts that wait for a second person and drafts that were returned, oldest first: of one issuer, of issuers
 * at or below any of these units, or of everybody. Whether the reader may act on one is asked afterwards.
 */
export async function listDraftsInApproval(
  db: Db,
  {
    issuerUnitId,
    atOrBelow,
    limit,
  }: { issuerUnitId?: number; atOrBelow?: readonly number[]; limit?: number },
): Promise<DirectiveRow[]> {
  const issuer = issuerUnitId === undefined ? sql`true` : sql`d.issuer_unit_id = ${issuerUnitId}`
  const branch = atOrBelow === undefined ? sql`true` : issuedAtOrBelow(atOrBelow)
  return await readDirectives(
    db,
    sql`${issuer} and ${branch} and (d.state = 'awaiting_approval' or d.state = 'draft' and exists (
      select from draft_version v where v.directive_id = d.id and v.returned_at is not null))`,
    sql`d.id limit ${limit ?? null}`,
  )
}

/** A condition on `d`, the directive: its issuer is one of these units or lies below one. */
const issuedAtOrBelow = (unitIds: readonly number[]) => sql`exists (with recursive up (id) as (
    select d.issuer_unit_id
    union all
    select u.parent_id from up join unit u on u.id = up.id where u.parent_id is not null
  ) select from up where id = any(${[...unitIds]}::bigint[]))`

/** Rows that fit `where` (on `d`, the directive), newest first unless told. */
export async function readDirectives(
  db: Db,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown> = sql`d.issued_on desc, d.id desc`,
): Promise<DirectiveRow[]> {
  const rows = await sql<Record<string, unknown>>`
    select d.id, d.issuer_unit_id as "issuerUnitId", u.name as "issuerName", d.kind,
      d.number_text as "numberText", d.term,
      d.issued_on as "issuedOn", d.subject, d.urgency, d.circulation_mark as "circulationMark", d.body,
      d.asks_report as "asksReport", d.outline, d.ack_due_at as "ackDueAt", d.report_due_at as "reportDueAt",
      d.audience, d.protect, d.reminders, d.passes_on as "passesOn", d.asks_plan as "asksPlan", d.state,
      d.drafted_by as "draftedBy", d.created_at as "createdAt",
      d.issued_at as "issuedAt", d.issue_at as "issueAt", d.circulated_at as "circulatedAt",
      d.paused_at as "pausedAt",
      d.cancelled_at as "cancelledAt", d.closed_at as "closedAt", d.approval_asked_by as "approvalAskedBy",
      d.campaign_id as "campaignId", d.version, d.not_a_mark as "notAMark", d.unseen
    from directive d join unit u on u.id = d.issuer_unit_id
    where ${where} order by ${order}`.execute(db)
  return rows.rows as unknown as DirectiveRow[]
}
