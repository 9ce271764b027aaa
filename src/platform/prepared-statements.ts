// Statements that run hundreds of times a second, parsed and planned once per connection: planning took a
// fifth of what PostgreSQL spends on a message. A prepared plan knows no values, and one made while a table
// was small would read the whole table when it has grown; so such connections use indexes only
// (enable_seqscan=off). This holds for every statement on the connection, marked or not: each must have an
// index.
import { sql } from 'kysely'
import pg from 'pg'

const mark = '/* plan once */'

/** Begins a statement that is to be prepared. On an ordinary connection it is a comment. */
export const prepared = sql.raw(`${mark} `)

/** Settings of the server for such a connection. */
export const keeping = ['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'random_page_cost=1.1']

/** Names of prepared texts, the same on all connections. */
const names = new Map<string, string>()
/** Most prepared texts. More would fill the server with plans; the rest is planned each time. */
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
  // biome-ignore lint/suspicious/noExplicitAny: the driver's signature is a dozen overloads, all passed on.
  override query(...given: any[]): any {
    const [text, values] = given
    const isMarked = given.length <= 2 && typeof text === 'string' && text.startsWith(mark)
    const name = isMarked && (values === undefined || Array.isArray(values)) ? nameOf(text) : undefined
    if (name === undefined) return super.query(...(given as Parameters<pg.Client['query']>))
    return super.query({ name, text, values })
  }
}
