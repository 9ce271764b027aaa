// What the running processes may not do to the audit trail, on a server of our own and on one where little is
// allowed.
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, test as plainTest } from 'vitest'
import { migrateDatabase } from '../../src/main/migrate-database.ts'
import { recordAudit, sealAudit, verifyAudit } from '../../src/platform/audit.ts'
import { type Db, openDatabase } from '../../src/platform/database.ts'
import { migrateDown, migrateUp } from '../../src/platform/migrations.ts'
import { findRunningUrl, grantRunningRole, withServerOption } from '../../src/platform/privileges.ts'
import { createDatabase, databaseUrl, dropDatabase } from '../support/cluster.ts'
import { test } from '../support/database.ts'

const note = { at: new Date(0), actor: { kind: 'system' as const }, action: 'a.b', subject: { kind: 'x' } }
const denied = { code: '42501' }

/** As this user or role: adding and sealing work, everything else at the trail is refused. */
async function expectHeld(db: Db): Promise<void> {
  await recordAudit(db, [note, note])
  expect(await sealAudit(db)).toBe(2)
  for (const statement of [
    `update audit_entry set detail = '{}'`,
    `update audit_entry set at = now() where false`,
    'delete from audit_entry where false',
    'truncate audit_entry',
    'delete from audit_head',
    'truncate audit_head',
  ]) {
    await expect(sql.raw(statement).execute(db), statement).rejects.toMatchObject(denied)
  }
  expect((await verifyAudit(db)).fault).toBeUndefined()
}

/** What the owner of a table could do about it, and a role apart cannot. */
const ownersWork = [
  'update audit_entry set seal_no = null, prev_hash = null, hash = null',
  'alter table audit_entry disable trigger all',
  'alter table audit_entry disable trigger audit_entry_append_only',
  'alter table audit_entry drop column detail',
  'alter table audit_entry owner to current_user',
  'drop trigger audit_entry_append_only on audit_entry',
  'drop table audit_entry',
  'create or replace function audit_entry_guard() returns trigger language plpgsql as $$ begin return ' +
    'new; end $$',
  'drop function audit_seal(integer)',
  'update audit_head set seal_no = 0',
  `insert into audit_head (seal_no, hash) values (0, '')`,
  `insert into audit_entry (id, at, actor_kind, action, subject_kind) overriding system value values ` +
    `(1, now(), 'system', 'x', 'x')`,
  `insert into audit_entry (at, actor_kind, action, subject_kind, seal_no, hash) values (now(), ` +
    `'system', 'x', 'x', 9, '')`,
  `insert into kysely_migration (name, timestamp) values ('x', 'x')`,
  'set session_replication_role = replica',
]

async function expectNoOwner(db: Db): Promise<void> {
  for (const statement of ownersWork)
    await expect(sql.raw(statement).execute(db), statement).rejects.toMatchObject(denied)
  // PostgreSQL only warns of a grant that gives nothing.
  await sql`grant update on audit_entry to current_user`.execute(db)
  await expectHeld(db)
}

describe('the role of the running processes', () => {
  test('adds to the audit trail and cannot change it, its head or its protection', async ({ db }) => {
    await expectHeld(db)
    await expectNoOwner(db)
  })

  test('is not another one inside the sealing function', async ({ db }) => {
    const { rows } = await sql<{ who: string }>`select current_user as who`.execute(db)
    expect(rows[0]?.who).toBe('thongsuot_template_app')
  })
})

/** A server of our own, on which a test makes what is gone after it. */
const serverTest = plainTest
  .extend('made', () => ({
    databases: [] as string[],
    users: [] as string[],
    open: [] as { close(): Promise<void> }[],
  }))
  .extend('server', ({ made }, { onCleanup }) => {
    const adminUrl = inject('adminUrl')
    async function admin(statement: string): Promise<void> {
      const client = new pg.Client({ connectionString: databaseUrl(adminUrl, 'postgres') })
      await client.connect()
      try {
        await client.query(statement)
      } finally {
        await client.end()
      }
    }
    onCleanup(async () => {
      for (const one of made.open) await one.close()
      for (const name of made.databases) await dropDatabase(adminUrl, name)
      for (const name of made.users) await admin(`drop role if exists ${name}`)
    })
    return {
      admin,
      async user(name: string, rights = ''): Promise<(database: string) => string> {
        made.users.push(name)
        await admin(`create role ${name} login password 'secret' ${rights}`)
        return (database) => {
          const url = new URL(databaseUrl(adminUrl, database))
          Object.assign(url, { username: name, password: 'secret' })
          return url.href
        }
      },
      async database(name: string, owner?: string): Promise<string> {
        made.databases.push(name)
        await createDatabase(adminUrl, name)
        if (owner) await admin(`alter database ${name} owner to ${owner}`)
        return databaseUrl(adminUrl, name)
      },
      connect(url: string): Db {
        const opened = openDatabase({ url, max: 2 })
        made.open.push(opened)
        return opened.db
      },
    }
  })

describe('on a server', () => {
  const stem = 'rights'

  serverTest(
    'a superuser’s processes take on the role; migrating again changes nothing',
    async ({ server }) => {
      const url = await server.database(`${stem}_super`)
      for (let times = 0; times < 2; times++)
        expect(await migrateDatabase({ url, ownerUrl: url })).toMatchObject({ role: `${stem}_super_app` })
      const running = await findRunningUrl(url)
      expect(running).toMatchObject({ role: `${stem}_super_app` })
      const db = server.connect(running.url)
      await expectHeld(db)
      await expectNoOwner(db)
      // Every other table can be written.
      const missing = await sql<{ name: string }>`select relname as name from pg_class c
      where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relname not like 'kysely%' and relname not like 'audit%'
        and not has_table_privilege(current_user, c.oid, 'select')
        and not has_table_privilege(current_user, c.oid, 'insert')`.execute(db)
      expect(missing.rows).toEqual([])
    },
  )

  serverTest(
    'with a password the role logs in itself, so that nothing leads back to the owner',
    async ({ server }) => {
      const url = await server.database(`${stem}_login`)
      await migrateDatabase({ url, ownerUrl: url, rolePassword: 'of the role' })
      const db = server.connect((await findRunningUrl(url, 'of the role')).url)
      const { rows } = await sql<{ who: string }>`select session_user as who`.execute(db)
      expect(rows[0]?.who).toBe(`${stem}_login_app`)
      await expectHeld(db)
    },
  )

  serverTest('an owner that may create roles makes one and takes it on', async ({ server }) => {
    const as = await server.user(`${stem}_owner`, 'createrole')
    await server.database(`${stem}_owned`, `${stem}_owner`)
    const url = as(`${stem}_owned`)
    expect(await migrateDatabase({ url, ownerUrl: url })).toMatchObject({ role: `${stem}_owned_app` })
    const running = await findRunningUrl(url)
    expect(running.role).toBe(`${stem}_owned_app`)
    const db = server.connect(running.url)
    await expectHeld(db)
    await expectNoOwner(db)
  })

  serverTest('an owner that may not is held by its own rights, and is told so', async ({ server }) => {
    const as = await server.user(`${stem}_plain`)
    await server.database(`${stem}_managed`, `${stem}_plain`)
    const url = as(`${stem}_managed`)
    expect(await migrateDatabase({ url, ownerUrl: url })).toEqual({
      applied: expect.any(Array),
      role: null,
      why: 'permission denied to create role',
    })
    expect(await findRunningUrl(url)).toMatchObject({ url, role: null })
    await expectHeld(server.connect(url))

    // An administrator makes the role: the next migration uses it.
    await server.admin(`create role ${stem}_managed_app; grant ${stem}_managed_app to ${stem}_plain`)
    expect(await migrateDatabase({ url, ownerUrl: url })).toMatchObject({ role: `${stem}_managed_app` })
    const db = server.connect((await findRunningUrl(url)).url)
    await expectHeld(db)
    await expectNoOwner(db)
  })

  serverTest(
    'with an address of their own for migrations, the processes’ user never is the owner',
    async ({ server }) => {
      const asOwner = await server.user(`${stem}_migrator`, 'createrole')
      const asLogin = await server.user(`${stem}_process`)
      await server.database(`${stem}_two`, `${stem}_migrator`)
      const [url, ownerUrl] = [asLogin(`${stem}_two`), asOwner(`${stem}_two`)]
      expect(await migrateDatabase({ url, ownerUrl })).toMatchObject({ role: `${stem}_two_app` })
      const running = await findRunningUrl(url)
      expect(running.role).toBe(`${stem}_two_app`)
      const db = server.connect(running.url)
      await expectHeld(db)
      await expectNoOwner(db)
      await expect(sql.raw(`set role ${stem}_migrator`).execute(db)).rejects.toMatchObject(denied)
    },
  )

  serverTest('two installations do not get into each other’s tables', async ({ server }) => {
    const [one, two] = [await server.database(`${stem}_one`), await server.database(`${stem}_other`)]
    for (const url of [one, two]) await migrateDatabase({ url, ownerUrl: url })
    const db = server.connect(withServerOption(two, `role=${stem}_one_app`))
    await expect(sql`select 1 from officer`.execute(db)).rejects.toMatchObject(denied)
  })

  serverTest('protected tables can be taken back and made again', async ({ server }) => {
    const url = await server.database(`${stem}_again`)
    const owner = server.connect(url)
    const steps = (await migrateUp(owner)).length
    await grantRunningRole(url)
    await recordAudit(owner, [note, note, note])
    await sealAudit(owner)
    await migrateDown(owner, steps)
    await expect(findRunningUrl(url)).resolves.toMatchObject({ url, role: null })

    await migrateUp(owner)
    await grantRunningRole(url)
    await recordAudit(owner, note)
    expect(await sealAudit(owner)).toBe(1)
    expect(await verifyAudit(owner)).toMatchObject({ sealed: 1, unsealed: 0 })
  })
})
