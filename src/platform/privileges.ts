// Who may do what to the tables. The user that migrates owns them; the running processes act as a role of
// their own, which may add to the audit trail but not change it, and may change no table's shape. Set after
// every migration, for roles belong to the server and not to the database: a restored copy gets them again,
// and so does every new table.
import type pg from 'pg'
import { lockNumbers } from './locks.ts'
import { withClient } from './with-client.ts'

/**
 * What the running processes may not write: the trail beyond adding to it, its head, the list of migrations.
 */
const auditTable = 'audit_entry'
const readOnly = ['audit_head', 'kysely_migration', 'kysely_migration_lock']
const addedColumns = 'at, actor_id, actor_kind, action, subject_kind, subject_id, unit_id, detail'
const queueSchema = 'bullmq'
/** Roles are the server's: several installations on one server must not get into each other's tables. */
const roleOf = (database: string) => `${database.slice(0, 59)}_app`

export interface RunningRole {
  /** The role whose rights the processes have; null where they act as the owner of the tables. */
  role: string | null
  /** Why not, as PostgreSQL said it. */
  why?: string
}

export interface GrantOptions {
  /** Lets the role log in with this password. */
  password?: string | undefined
  /** Another user, that of the processes, which shall be able to take on the role. */
  login?: string | undefined
}

/**
 * Makes the role `<database>_app` where that is allowed, gives it what the processes need, and takes from the
 * owner of the audit trail the rights to change or empty it. Call it as the migrating user after every
 * migration.
 */
export async function grantRunningRole(
  databaseUrl: string,
  options: GrantOptions = {},
): Promise<RunningRole> {
  return withClient(databaseUrl, async (client) => {
    const made = await makeRole(client, options)
    await client.query('begin')
    // Two migrations at the same time would update the same rights and one of them would fail.
    await client.query('select pg_advisory_xact_lock($1)', [lockNumbers.privileges])
    await protectFromOwner(client)
    if (made.role !== null) await grant(client, made.role)
    await client.query('commit')
    return made
  })
}

async function makeRole(client: pg.Client, options: GrantOptions): Promise<RunningRole> {
  const { rows } = await client.query<{ database: string; who: string; is_super: boolean; owner: string }>(
    `select current_database() as database, current_user as who, rolsuper as is_super,
       (select pg_get_userbyid(relowner) from pg_class where oid = to_regclass('${auditTable}')) as owner
     from pg_roles where rolname = current_user`,
  )
  const me = rows[0]
  if (!me) return { role: null, why: 'the user has no row in pg_roles' }
  const role = roleOf(me.database)
  if (role === me.owner) return { role: null, why: `${role} owns the tables itself` }
  const name = client.escapeIdentifier(role)
  try {
    await client.query(`create role ${name} nologin`).catch((error: { code?: string }) => {
      if (error.code !== duplicate && error.code !== uniqueViolation) throw error
    })
    if (options.password !== undefined)
      await client.query(`alter role ${name} login password ${client.escapeLiteral(options.password)}`)
    if (!me.is_super && !(await mayTakeOn(client, me.who, role)))
      await client.query(`grant ${name} to ${client.escapeIdentifier(me.who)}`)
    if (options.login !== undefined && ![me.who, role].includes(options.login))
      await client.query(`grant ${name} to ${client.escapeIdentifier(options.login)}`)
  } catch (error) {
    if ((error as { code?: string }).code !== notAllowed) throw error
    // An administrator may have made it for us.
    const mayUse = await mayTakeOn(client, options.login ?? me.who, role)
    if (!mayUse) return { role: null, why: (error as Error).message }
  }
  const found = await client.query<{ is_super: boolean }>(
    'select rolsuper as is_super from pg_roles where rolname = $1',
    [role],
  )
  return found.rows[0]?.is_super ? { role: null, why: `${role} is a superuser` } : { role }
}

const [duplicate, uniqueViolation, notAllowed] = ['42710', '23505', '42501']

async function mayTakeOn(client: pg.Client, user: string, role: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    // Since version 16 a member may lack the right to SET ROLE.
    `select pg_has_role($1, oid, case when current_setting('server_version_num')::int >= 160000
       then 'SET' else 'MEMBER' end) as may
     from pg_roles where rolname = $2 and exists (select from pg_roles where rolname = $1)`,
    [user, role],
  )
  return rows[0]?.may ?? false
}

// An owner can give itself back what is taken here; it no longer happens by mistake, and where there is no
// role apart the processes themselves are held by it. Sealing (a function of the owner) needs the three
// columns.
async function protectFromOwner(client: pg.Client): Promise<void> {
  await client.query(`do $$
    declare owner text :=
      (select quote_ident(pg_get_userbyid(relowner)) from pg_class where oid = '${auditTable}'::regclass);
    begin
      execute 'revoke update, delete, truncate on ${auditTable} from ' || owner;
      execute 'grant update (seal_no, prev_hash, hash) on ${auditTable} to ' || owner;
      execute 'revoke delete, truncate on audit_head from ' || owner;
    end $$`)
}

async function grant(client: pg.Client, role: string): Promise<void> {
  const notWritten = [auditTable, ...readOnly].map((table) => `'${table}'`).join(', ')
  await client.query(`do $$
    declare
      app text := quote_ident(${client.escapeLiteral(role)});
      what record;
      -- Keeps the statistics of freshly imported tables right; before version 17 only the owner could.
      maintain text :=
        case when current_setting('server_version_num')::int >= 170000 then ', maintain' else '' end;
    begin
      execute 'grant usage on schema ' || quote_ident(current_schema()) || ' to ' || app;
      for what in select c.oid::regclass::text as name, c.relname, c.relkind, n.nspname from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in (current_schema(), '${queueSchema}') and c.relkind in ('r', 'p', 'v', 'm', 'S')
          and quote_ident(pg_get_userbyid(c.relowner)) <> app
      loop
        if what.relkind = 'S' then
          execute 'grant usage, select, update on sequence ' || what.name || ' to ' || app;
        elsif what.nspname = '${queueSchema}' or what.relname not in (${notWritten}) then
          execute 'grant select, insert, update, delete'
            || case when what.relkind = 'r' then maintain else '' end
            || ' on ' || what.name || ' to ' || app;
        end if;
      end loop;
      if to_regnamespace('${queueSchema}') is not null then
        -- It makes a sequence for each queue when the queue is first used.
        execute 'grant usage, create on schema ${queueSchema} to ' || app;
      end if;
    end $$`)
  const name = client.escapeIdentifier(role)
  for (const table of readOnly)
    await client.query(`revoke all on ${table} from ${name}; grant select on ${table} to ${name}`)
  await client.query(`revoke all on ${auditTable} from ${name};
    grant select, insert (${addedColumns}) on ${auditTable} to ${name};
    grant execute on function audit_seal(integer) to ${name}`)
}

export interface RunningUrl extends RunningRole {
  url: string
}

/**
 * How the running processes connect: as the role of their own when there is one, else as they were told.
 * `password` is set where the role may log in itself. A database without tables is returned as it is.
 */
export async function findRunningUrl(databaseUrl: string, password?: string): Promise<RunningUrl> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ database: string; who: string; migrated: boolean }>(
      `select current_database() as database, current_user as who,
        to_regclass('audit_head') is not null as migrated`,
    )
    const [me] = rows
    if (!me?.migrated) return { url: databaseUrl, role: null, why: 'it has no tables yet' }
    const role = roleOf(me.database)
    const isRole = me.who === role
    if (!isRole && !(await mayTakeOn(client, me.who, role)))
      return (await isHeld(client, me.who))
        ? { url: databaseUrl, role: me.who }
        : { url: databaseUrl, role: null, why: `${me.who} cannot take on the role ${role}` }
    if (!(await isHeld(client, role)))
      return { url: databaseUrl, role: null, why: `the role ${role} could change it` }
    if (isRole) return { url: databaseUrl, role }
    if (password === undefined) return { url: withServerOption(databaseUrl, `role=${role}`), role }
    const url = new URL(databaseUrl)
    Object.assign(url, { username: encodeURIComponent(role), password: encodeURIComponent(password) })
    return { url: url.href, role }
  })
}

/** True when this role can add to the trail, and neither change nor empty it, nor lift its protection. */
async function isHeld(client: pg.Client, role: string): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `select not rolsuper and not pg_has_role(oid, relowner, 'USAGE')
       and has_any_column_privilege(rolname, '${auditTable}', 'INSERT')
       and not has_any_column_privilege(rolname, '${auditTable}', 'UPDATE')
       and not has_table_privilege(rolname, '${auditTable}', 'DELETE, TRUNCATE') as held
     from pg_roles, (select relowner from pg_class where oid = '${auditTable}'::regclass) as owned
     where rolname = $1`,
    [role],
  )
  return rows[0]?.held ?? false
}

/** The same address with one more setting for the server, such as `role=…`; those it has already stay. */
export function withServerOption(databaseUrl: string, setting: string): string {
  const url = new URL(databaseUrl)
  const before = url.searchParams.get('options')
  // The server splits at spaces: one inside a value has a backslash before it.
  const added = `-c ${setting.replace(/([\\ ])/g, '\\$1')}`
  url.searchParams.set('options', before ? `${before} ${added}` : added)
  return url.href
}
