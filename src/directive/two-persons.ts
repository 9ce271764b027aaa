// The rule of two persons: what one person has drafted for more than one recipient, another one issues.
import { sql } from 'kysely'
import { type Author, auditActor } from '../org/author.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { readSetting, writeSetting } from '../platform/setting.store.ts'
import { type Audience, audienceSql } from './audience.ts'

export const twoPersonsSetting = 'directive.two_persons'

/**
 * What was set about the rule; null when nothing was. Then it holds, and it does where a slip in the table
 * says neither yes nor no: it is never lost by accident.
 */
export async function twoPersonsSet(db: Db): Promise<boolean | null> {
  const set = await readSetting(db, twoPersonsSetting)
  return typeof set === 'boolean' ? set : null
}

/**
 * Must a second person issue what the first has drafted for these? Only for more than one recipient on `day`
 * ('YYYY-MM-DD', of the organisation); yes unless set off.
 */
export async function twoPersonRule(db: Db, audience: Audience, day: string): Promise<boolean> {
  if ((await twoPersonsSet(db)) === false) return false
  if (audience.speakers) return true
  const found = await sql`select from (${audienceSql(audience, day)}) as a limit 2`.execute(db)
  return found.rows.length > 1
}

/** Sets the rule on or off for everybody. Only the operator and the set-up of the sample may. */
export async function setTwoPersonRule(
  tx: Tx,
  author: Extract<Author, string>,
  { isOn }: { isOn: boolean },
  { now }: { now: Date },
): Promise<{ ok: true; already: boolean }> {
  if ((await twoPersonsSet(tx)) === isOn) return { ok: true, already: true }
  await writeSetting(tx, twoPersonsSetting, isOn, now)
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'rule.two_persons',
    detail: { on: isOn },
    subject: { kind: 'organisation' },
  })
  return { ok: true, already: false }
}
