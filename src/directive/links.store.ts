// How directives stand to each other: links from one and links to it.
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { Relation } from './draft-directive.ts'

export interface DirectiveLink {
  /** 'out': this one implements the other; 'in': the other implements this one. */
  direction: 'out' | 'in'
  relation: Relation
  /** The other directive's number, and its row when it is registered. */
  numberText: string
  directiveId: number | null
}

/** Links of a directive, its own first. Those from drafts do not count. */
export async function linksOf(db: Db, directiveId: number): Promise<DirectiveLink[]> {
  const found = await sql<DirectiveLink>`
    select 'out' as direction, relation, to_number_text as "numberText", to_directive_id as "directiveId"
    from directive_link where from_directive_id = ${directiveId}
    union all
    select 'in', l.relation, d.number_text, d.id
    from directive_link l join directive d on d.id = l.from_directive_id
    where l.to_directive_id = ${directiveId} and d.state <> 'draft'
    order by 1 desc, 3`.execute(db)
  return found.rows
}
