// What the running processes may not do to the audit trail, on a server of our own and on one where little is
// allowed.
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { migrateDatabase } from '../../src/main/migrate-database.ts'
import { recordAudit, sealAudit, verifyAudit } from '../../src/platform/audit.ts'
import { type Db, openDatabase } from '../../src/platform/database.ts'
import { migrateDown, migrateUp } from '../../src/platform/migrations.ts'
import { findRunningUrl, grantRunningRole, withServerOption } from '../../src/platform/privileges.ts'
import { createDatabase, databaseUrl, dropDatabase } from '../support/cluster.ts'
import { useDatabase } from '../support/database.ts'

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
  const test = useDatabase()

  it('adds to the audit trail and cannot change it, its head or its protection', async () => {
    await expectHeld(test.db)
    await expectNoOwner(test.db)
  })

  it('is not another one inside the sealing function', async () => {
    const { rows } = await sql<{ who: string }>`select current_user as who`.execute(test.db)
    expect(rows[0]?.who).toBe('thongsuot_template_app')
  })
})

describe('on a server', () => {
  const stem = 'rights'
  let databases: string[] = []
  let users: string[] = []
  let open: { close(): Promise<void> }[] = []
  const adminUrl = () => inject('adminUrl')

  beforeEach(() => {
    databases = []
    users = []
    open = []
  })
  afterEach(async () => {
    for (const one of open) await one.close()
    for (const name of databases) await dropDatabase(adminUrl(), name)
    for (const name of users) await admin(`drop role if exists ${name}`)
  })

  async function admin(statement: string, database = 'postgres'): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl(adminUrl(), database) })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }

  async function user(name: string, rights = ''): Promise<(database: string) => string> {
    users.push(name)
    await admin(`create role ${name} login password 'secret' ${rights}`)
    return (database) => {
      const url = new URL(databaseUrl(adminUrl(), database))
      Object.assign(url, { username: name, password: 'secret' })
      return url.href
    }
  }

  async function database(name: string, owner?: string): Promise<string> {
    databases.push(name)
    await createDatabase(adminUrl(), name)
    if (owner) await admin(`alter database ${name} owner to ${owner}`)
    return databaseUrl(adminUrl(), name)
  }

  function connect(url: string): Db {
    const opened = openDatabase({ url, max: 2 })
    open.push(opened)
    return opened.db
  }

  it('a superuser’s processes take on the role; migrating again changes nothing', async () => {
    const url = await database(`${stem}_super`)
    for (let times = 0; times < 2; times++)
      expect(await migrateDatabase({ url, ownerUrl: url })).toMatchObject({ role: `${stem}_super_app` })
    const running = await findRunningUrl(url)
    expect(running).toMatchObject({ role: `${stem}_super_app` })
    const db = connect(running.url)
    await expectHeld(db)
    await expectNoOwner(db)
    // Every other table can be written.
    const missing = await sql<{ name: string }>`select relname as name from pg_class c
      where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relname not like 'kysely%' and relname not like 'audit%'
        and not has_table_privilege(current_user, c.oid, 'select')
        and not has_table_privilege(current_user, c.oid, 'insert')`.execute(db)
    expect(missing.rows).toEqual([])
  })

  it('with a password the role logs in itself, so that nothing leads back to the owner', async () => {
    const url = await database(`${stem}_login`)
    await migrateDatabase({ url, ownerUrl: url, rolePassword: 'of the role' })
    const db = connect((await findRunningUrl(url, 'of the role')).url)
    const { rows } = await sql<{ who: string }>`select session_user as who`.execute(db)
    expect(rows[0]?.who).toBe(`${stem}_login_app`)
    await expectHeld(db)
  })

  it('an owner that may create roles makes one and takes it on', async () => {
    const as = await user(`${stem}_owner`, 'createrole')
    await database(`${stem}_owned`, `${stem}_owner`)
    const url = as(`${stem}_owned`)
    expect(await migrateDatabase({ url, ownerUrl: url })).toMatchObject({ role: `${stem}_owned_app` })
    const running = await findRunningUrl(url)
    expect(running.role).toBe(`${stem}_owned_app`)
    const db = connect(running.url)
    await expectHeld(db)
    await expectNoOwner(db)
  })

  it('an owner that may not is held by its own rights, and is told so', async () => {
    const as = await user(`${stem}_plain`)
    await database(`${stem}_managed`, `${stem}_plain`)
    const url = as(`${stem}_managed`)
    expect(await migrateDatabase({ url, ownerUrl: url })).toEqual({
      applied: expect.any(Array),
      role: null,
      why: 'permission denied to create role',
    })
    expect(await findRunningUrl(url)).toMatchObject({ url, role: null })
    await expectHeld(connect(url))

    // An administrator makes the role: the next migration uses it.
    await admin(`create role ${stem}_managed_app; grant ${stem}_managed_app to ${stem}_plain`)
    expect(await migrateDatabase({ url, ownerUrl: url })).toMatchObject({ role: `${stem}_managed_app` })
    const db = connect((await findRunningUrl(url)).url)
    await expectHeld(db)
    await expectNoOwner(db)
  })

  it('with an address of their own for migrations, the processes’ user never is the owner', async () => {
    const asOwner = await user(`${stem}_migrator`, 'createrole')
    const asLogin = await user(`${stem}_process`)
    await database(`${stem}_two`, `${stem}_migrator`)
    const [url, ownerUrl] = [asLogin(`${stem}_two`), asOwner(`${stem}_two`)]
    expect(await migrateDatabase({ url, ownerUrl })).toMatchObject({ role: `${stem}_two_app` })
    const running = await findRunningUrl(url)
    expect(running.role).toBe(`${stem}_two_app`)
    const db = connect(running.url)
    await expectHeld(db)
    await expectNoOwner(db)
    await expect(sql.raw(`set role ${stem}_migrator`).execute(db)).rejects.toMatchObject(denied)
  })

  it('two installations do not get into each other’s tables', async () => {
    const [one, two] = [await database(`${stem}_one`), await database(`${stem}_other`)]
    for (const url of [one, two]) await migrateDatabase({ url, ownerUrl: url })
    const db = connect(withServerOption(two, `role=${stem}_one_app`))
    await expect(sql`select 1 from officer`.execute(db)).rejects.toMatchObject(denied)
  })

  it('protected tables can be taken back and made again', async () => {
    const url = await database(`${stem}_again`)
    const owner = connect(url)
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
