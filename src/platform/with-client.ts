// One connection outside any pool, for work that is about the server or its roles rather than the
// organisation's data.
import pg from 'pg'

/**
 * Runs `work` on a connection of its own and closes it, whatever happens. Errors of an idle connection are
 * not fatal.
 */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'thongsuot-setup',
  })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
