// The PostgreSQL of a test run: TEST_DATABASE_URL names a server to use instead of the embedded one.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openDatabase } from '../../src/platform/database.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { migrateUp } from '../../src/platform/migrations.ts'
import { grantRunningRole, withServerOption } from '../../src/platform/privileges.ts'
import { withClient } from '../../src/platform/with-client.ts'

export interface Cluster {
  /** Connection string of the server's maintenance database. */
  adminUrl: string
  stop(): Promise<void>
}

export const templateName = 'thongsuot_template'

/** Starts a server and builds the migrated template database that test files are cloned from. */
export async function startCluster(): Promise<Cluster> {
  const cluster = process.env.TEST_DATABASE_URL
    ? { adminUrl: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startOwnCluster()
  await createDatabase(cluster.adminUrl, templateName)
  const database = openDatabase({ url: databaseUrl(cluster.adminUrl, templateName) })
  await migrateUp(database.db)
  await database.close()
  await grantRunningRole(databaseUrl(cluster.adminUrl, templateName))
  return cluster
}

/**
 * The address of a copy of the template, as the running processes have it: with the role that the template's
 * rights name.
 */
export function runningUrl(url: string): string {
  return withServerOption(url, `role=${templateName}_app`)
}

async function startOwnCluster(): Promise<Cluster> {
  const dir = await mkdtemp(path.join(tmpdir(), 'thongsuot-test-'))
  const server = await startEmbeddedPostgres({ dir, unsafeFast: true })
  return {
    adminUrl: server.urlOf('postgres'),
    stop: async () => {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The same server, another database. */
export function databaseUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}

/** Makes a database anew, as a copy of `template` when one is named. */
export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const id = client.escapeIdentifier(name)
    await client.query(`drop database if exists ${id} with (force)`)
    await client.query(
      `create database ${id}${template ? ` template ${client.escapeIdentifier(template)}` : ''}`,
    )
  })
}

export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
    // Where its processes had a role of their own.
    await client.query(`drop role if exists ${client.escapeIdentifier(`${name}_app`)}`)
  })
}
