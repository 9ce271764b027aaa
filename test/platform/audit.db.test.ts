import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AuditNote, recordAudit, sealAudit, verifyAudit } from '../../src/platform/audit.ts'
import { useDatabase } from '../support/database.ts'

const test = useDatabase()
beforeEach(() => test.reset())

const note = (n: number): AuditNote => ({
  at: new Date(Date.UTC(2026, 10, 22, 1, 0, n)),
  actor: { kind: 'officer', id: n },
  action: 'obligation.acknowledge',
  subject: { kind: 'obligation', id: n },
  unitId: n,
  detail: { late: n % 2 === 0 },
})

async function written(count: number): Promise<void> {
  await recordAudit(
    test.db,
    Array.from({ length: count }, (_, n) => note(n + 1)),
  )
}

/** Changes what the database itself refuses to change, as somebody with its superuser would. */
async function tamper(statement: string): Promise<void> {
  await sql.raw('alter table audit_entry disable trigger user').execute(test.db)
  await sql.raw(statement).execute(test.db)
  await sql.raw('alter table audit_entry enable trigger user').execute(test.db)
}

describe('the audit trail', () => {
  it('is sealed into one chain that verifies', async () => {
    await written(7)
    expect(await sealAudit(test.db)).toBe(7)
    await written(3)
    expect(await verifyAudit(test.db)).toEqual({ sealed: 7, unsealed: 3 })
    expect(await sealAudit(test.db)).toBe(3)
    expect(await sealAudit(test.db)).toBe(0)
    expect(await verifyAudit(test.db)).toEqual({ sealed: 10, unsealed: 0 })
  })

  it('is sealed once by many sealers at the same time', async () => {
    await written(200)
    const sealed = await Promise.all(Array.from({ length: 5 }, () => sealAudit(test.db, 50)))
    expect(sealed.reduce((sum, one) => sum + one, 0)).toBe(200)
    expect(await verifyAudit(test.db)).toEqual({ sealed: 200, unsealed: 0 })
  })

  it('refuses edits, removals and truncation', async () => {
    await written(2)
    await sealAudit(test.db)
    await expect(sql`update audit_entry set action = 'x' where id = 1`.execute(test.db)).rejects.toThrow(
      /append-only/,
    )
    await expect(sql`delete from audit_entry where id = 1`.execute(test.db)).rejects.toThrow(/append-only/)
    await expect(sql`truncate audit_entry`.execute(test.db)).rejects.toThrow(/append-only/)
  })

  it.each([
    [
      'an edit',
      `update audit_entry set detail = '{"late": true}' where seal_no = 3`,
      { sealNo: 3, what: 'edited' },
    ],
    [
      'another time',
      `update audit_entry set at = at + interval '1 ms' where seal_no = 1`,
      { sealNo: 1, what: 'edited' },
    ],
    ['a removal', 'delete from audit_entry where seal_no = 4', { sealNo: 4, what: 'removed' }],
    ['a cut-off end', 'delete from audit_entry where seal_no >= 5', { sealNo: 5, what: 'truncated' }],
    [
      'a swap',
      'update audit_entry set seal_no = -seal_no where seal_no in (2, 3); update audit_entry set seal_no = 5 + seal_no where seal_no < 0',
      { sealNo: 2, what: 'out of order' },
    ],
  ])('shows %s', async (_what, statement, fault) => {
    await written(6)
    await sealAudit(test.db)
    await tamper(statement)
    expect((await verifyAudit(test.db)).fault).toEqual(fault)
  })
})
