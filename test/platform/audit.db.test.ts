import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import {
  type AuditNote,
  type AuditReceipt,
  auditReceipt,
  recordAudit,
  sealAudit,
  verifyAudit,
} from '../../src/platform/audit.ts'
import { test as base } from '../support/database.ts'

const note = (n: number): AuditNote => ({
  at: new Date(Date.UTC(2026, 10, 22, 1, 0, n)),
  actor: { kind: 'officer', id: n },
  action: 'obligation.acknowledge',
  subject: { kind: 'obligation', id: n },
  unitId: n,
  detail: { late: n % 2 === 0 },
})

const test = base
  .extend('written', ({ db }) => async (count: number) => {
    const notes = Array.from({ length: count }, (_, n) => note(n + 1))
    await recordAudit(db, notes)
  })
  // Changes what the database itself refuses to change, as somebody with its superuser would.
  .extend('tamper', ({ database }) => async (statement: string) => {
    const { owner } = database
    await sql.raw('alter table audit_entry disable trigger user').execute(owner)
    await sql.raw(statement).execute(owner)
    await sql.raw('alter table audit_entry enable trigger user').execute(owner)
  })
  .extend('verdict', ({ db }) => async (receipt?: AuditReceipt) => {
    const { head: _, ...rest } = await verifyAudit(db, receipt)
    return rest
  })

describe('the audit trail', () => {
  test('is sealed into one chain that verifies', async ({ db, written, verdict }) => {
    await written(7)
    expect(await sealAudit(db)).toBe(7)
    await written(3)
    expect(await verdict()).toEqual({ sealed: 7, unsealed: 3 })
    expect(await sealAudit(db)).toBe(3)
    expect(await sealAudit(db)).toBe(0)
    expect(await verdict()).toEqual({ sealed: 10, unsealed: 0 })
  })

  test('is sealed once by many sealers at the same time', async ({ db, written, verdict }) => {
    await written(200)
    const sealed = await Promise.all(Array.from({ length: 5 }, () => sealAudit(db, 50)))
    expect(sealed.reduce((sum, one) => sum + one, 0)).toBe(200)
    expect(await verdict()).toEqual({ sealed: 200, unsealed: 0 })
  })

  test('even as the owner is not changed in passing', async ({ db, database, written }) => {
    await written(2)
    await sealAudit(db)
    await expect(
      sql`update audit_entry set action = 'x' where id = 1`.execute(database.owner),
    ).rejects.toThrow(/append-only/)
    await expect(sql`delete from audit_entry where id = 1`.execute(database.owner)).rejects.toThrow(
      /append-only/,
    )
    await expect(sql`truncate audit_entry`.execute(database.owner)).rejects.toThrow(/append-only/)
  })

  test.for([
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
    ['a removed beginning', 'delete from audit_entry where seal_no = 1', { sealNo: 1, what: 'removed' }],
    ['a cut-off end', 'delete from audit_entry where seal_no >= 5', { sealNo: 5, what: 'truncated' }],
    ['the last one removed', 'delete from audit_entry where seal_no = 6', { sealNo: 6, what: 'truncated' }],
    ['an emptied table', 'truncate audit_entry', { sealNo: 1, what: 'truncated' }],
    [
      'a swap of places',
      'update audit_entry set seal_no = -seal_no where seal_no in (2, 3); update audit_entry set ' +
        'seal_no = 5 + seal_no where seal_no < 0',
      { sealNo: 2, what: 'out of order' },
    ],
    [
      'a swap of contents',
      `update audit_entry a set subject_id = b.subject_id, actor_id = b.actor_id from audit_entry b
         where (a.seal_no, b.seal_no) in ((2, 3), (3, 2))`,
      { sealNo: 2, what: 'edited' },
    ],
    [
      'an insertion',
      `update audit_entry set seal_no = seal_no + 100 where seal_no > 3;
       insert into audit_entry (at, actor_kind, action, subject_kind, seal_no, prev_hash, hash)
         select at, 'system', 'made.up', 'x', 4, hash, sha256(hash) from audit_entry where seal_no = 3;
       update audit_entry set seal_no = seal_no - 99 where seal_no > 100`,
      { sealNo: 4, what: 'edited' },
    ],
    [
      'an insertion at the end',
      `insert into audit_entry (at, actor_kind, action, subject_kind, seal_no, prev_hash, hash)
         select at, 'system', 'made.up', 'x', 7, hash, sha256(hash) from audit_entry where seal_no = 6`,
      { sealNo: 7, what: 'edited' },
    ],
    ['a head that is gone', 'delete from audit_head', { sealNo: 6, what: 'head' }],
    [
      'a head set back to hide a cut',
      `delete from audit_entry where seal_no = 6; update audit_head set seal_no = 5`,
      { sealNo: 5, what: 'head' },
    ],
  ] as const)('shows %s', async ([_what, statement, fault], { db, written, tamper, verdict }) => {
    await written(6)
    await sealAudit(db)
    await tamper(statement)
    expect((await verdict()).fault).toEqual(fault)
  })

  test('shows a cut-off end after more has been sealed as well', async ({ db, written, tamper, verdict }) => {
    await written(6)
    await sealAudit(db)
    await tamper('delete from audit_entry where seal_no >= 5')
    await written(4)
    await sealAudit(db)
    expect((await verdict()).fault).toEqual({ sealNo: 5, what: 'removed' })
  })

  test('written anew with all its hashes, it is shown by a receipt kept elsewhere', async ({
    db,
    written,
    tamper,
    verdict,
  }) => {
    await written(6)
    await sealAudit(db)
    const receipt = (await auditReceipt(db)) as AuditReceipt
    expect(await verdict(receipt)).toEqual({ sealed: 6, unsealed: 0 })
    await tamper(`delete from audit_head;
      update audit_entry set seal_no = null, prev_hash = null, hash = null;
      update audit_entry set action = 'x' where id = 4; select audit_seal(100)`)
    expect(await verdict()).toEqual({ sealed: 6, unsealed: 0 })
    expect((await verdict(receipt)).fault).toEqual({ sealNo: 6, what: 'receipt' })
    await tamper('truncate audit_entry; delete from audit_head')
    expect((await verdict()).fault).toBeUndefined()
    expect((await verdict(receipt)).fault).toEqual({ sealNo: 1, what: 'truncated' })
  })
})
