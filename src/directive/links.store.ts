// How directives stand to each other: links from one and links to it.
import { sql } from 'kysely'
import type { Db, Tx } from '../platform/database.ts'
import { normaliseText } from '../platform/vietnamese-text.ts'
import { findByNumber } from './directive.store.ts'
import { parseDocumentNumber } from './reading/document-number.ts'

export type Relation = 'implements' | 'amends' | 'replaces' | 'continues' | 'refers'

export interface DirectiveLink {
  /** 'out': this one implements the other; 'in': the other implements this one. */
  direction: 'out' | 'in'
  relation: Relation
  /** The other directive's number, and its row when it is registered. */
  numberText: string
  directiveId: number | null
}

/** Links of a directive, its own first. Those from what nobody has issued yet do not count. */
export async function linksOf(db: Db, directiveId: number): Promise<DirectiveLink[]> {
  const found = await sql<DirectiveLink>`
    select 'out' as direction, relation, to_number_text as "numberText", to_directive_id as "directiveId"
    from directive_link where from_directive_id = ${directiveId}
    union all
    select 'in', l.relation, d.number_text, d.id
    from directive_link l join directive d on d.id = l.from_directive_id
    where l.to_directive_id = ${directiveId} and d.state not in ('draft', 'awaiting_approval')
    order by 1 desc, 3`.execute(db)
  return found.rows
}

/**
 * Notes how a directive stands to others. A number is tied to the registered directive that it names. Of
 * several, one in force comes before those recalled or superseded, and one that the issuer has received
 * before others.
 */
export async function linkDirective(
  tx: Tx,
  from: number,
  links: readonly { numberText: string; relation: Relation }[],
): Promise<void> {
  for (const { numberText, relation } of links) {
    const parsed = parseDocumentNumber(numberText)
    const text = parsed.ok ? parsed.number.text : normaliseText(numberText).trim()
    const named = await meantBy(tx, from, text)
    await tx
      .insertInto('directive_link')
      .values({
        from_directive_id: from,
        to_number_text: text,
        to_directive_id: named,
        relation,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

async function meantBy(tx: Tx, from: number, numberText: string): Promise<number | null> {
  const registered = (await findByNumber(tx, numberText)).filter(
    (each) => !isUndecided(each) && each.id !== from,
  )
  const inForce = registered.filter(isInForce)
  const found = inForce.length > 0 ? inForce : registered
  if (found.length < 2) return found[0]?.id ?? null
  const received = await sql<{ id: number }>`
    select o.directive_id as id from directive d join obligation o on o.unit_id = d.issuer_unit_id
    where d.id = ${from} and o.directive_id = any(${found.map((each) => each.id)}::bigint[])`.execute(tx)
  const [only, other] = new Set(received.rows.map((row) => row.id))
  return only !== undefined && other === undefined ? only : null
}

const isUndecided = ({ state }: { state: string }) => state === 'draft' || state === 'awaiting_approval'

const isInForce = ({ state }: { state: string }) => state === 'issued' || state === 'closed'

/**
 * Ties the links that named this directive before it was registered, unless others in force bear the same
 * number.
 */
export async function tieLinksTo(tx: Tx, directive: { id: number; numberText: string }): Promise<void> {
  const others = (await findByNumber(tx, directive.numberText)).filter(
    (each) => isInForce(each) && each.id !== directive.id,
  )
  if (others.length > 0) return
  await tx
    .updateTable('directive_link')
    .set({ to_directive_id: directive.id })
    .where('to_number_text', '=', directive.numberText)
    .where('to_directive_id', 'is', null)
    .where('from_directive_id', '<>', directive.id)
    .execute()
}
