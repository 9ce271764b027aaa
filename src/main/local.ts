// Replacements for real services that are not configured: the embedded PostgreSQL and the local bot's name.
// Only start.ts loads the sandbox itself, and only without BOT_TOKEN.
import path from 'node:path'
import type { Config } from '../platform/config.ts'
import { expectDataFolder, noteDataFolder } from '../platform/data-folder.ts'
import type { EmbeddedPostgres } from '../platform/embedded-postgres.ts'

/** The bot of the local Telegram. Its token opens nothing but the sandbox on this machine. */
export const localBot = { token: '7000000001:local-sandbox-token-not-a-secret', username: 'thongsuot_bot' }

export interface LocalDatabase {
  url: string
  /** The address for migrations, with the owner of the tables. */
  ownerUrl: string
  /** The password of the processes' role, where that role may log in itself. */
  rolePassword?: string
  /** Set when the database is the embedded one. */
  embedded?: EmbeddedPostgres
}

/**
 * The configured database, or the embedded one in DATA_DIR.
 *
 * @throws DataFolderError when the data are not there.
 */
export async function findDatabase(config: Config): Promise<LocalDatabase> {
  if (config.DATABASE_URL)
    return { url: config.DATABASE_URL, ownerUrl: config.MIGRATION_DATABASE_URL ?? config.DATABASE_URL }
  await expectDataFolder(config.DATA_DIR)
  const { startEmbeddedPostgres } = await import('../platform/embedded-postgres.ts')
  const embedded = await startEmbeddedPostgres({ dir: path.join(config.DATA_DIR, 'postgres') })
  await noteDataFolder(config.DATA_DIR)
  return { url: embedded.url, ownerUrl: embedded.url, rolePassword: embedded.passwordFor('role'), embedded }
}
