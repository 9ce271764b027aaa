// Statements that go out hundreds of times a second, parsed and planned once per connection instead of each time: planning
// took a fifth of what PostgreSQL spends on a message. A plan that is kept knows no values, and one that was made while a
// table was small would read the whole table when it has grown; connections that keep plans may therefore only walk indexes.
// Both hold for every statement on such a connection, marked or not: whatever a sender asks must have an index to go by.
import { sql } from 'kysely'
import pg from 'pg'

const mark = '/* plan once */'

/** Begins a statement whose plan is worth keeping; for any other connection it is a comment. */
export const prepared = sql.raw(`${mark} `)

/** How the server is to plan for such a connection. */
export const keeping = ['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'random_page_cost=1.1']

// A text has one name in all connections. Texts differ in a few fixed ways; should there be more of them than that, the rest
// is planned each time rather than filling the server with plans.
const names = new Map<string, string>()
const maxNames = 200

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= maxNames) return known
  const name = `kept_${names.size + 1}`
  names.set(text, name)
  return name
}

/** A client that prepares the statements which ask for it. */
export class KeepingClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: the driver's own signature is a dozen overloads; all are passed on.
  override query(...given: any[]): any {
    const [text, values] = given
    const isMarked = given.length <= 2 && typeof text === 'string' && text.startsWith(mark)
    const name = isMarked && (values === undefined || Array.isArray(values)) ? nameOf(text) : undefined
    if (name === undefined) return super.query(...(given as Parameters<pg.Client['query']>))
    return super.query({ name, text, values })
  }
}
