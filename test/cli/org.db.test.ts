// The commands about the organisation: what they print and write, and one clear line for every fault.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { CliFault } from '../../src/cli/command.ts'
import { findActor } from '../../src/org/actor.ts'
import { redeemCode } from '../../src/org/enrolment.ts'
import { forgetOldInvitations } from '../../src/org/invitations.ts'
import { createFrozenClock } from '../../src/platform/clock.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { addOfficer, now, smallTree } from '../org/world.ts'
import { readCards } from '../support/read-cards.ts'
import { test as base } from './fixtures.ts'

const files = {
  'tree.csv': smallTree,
  'bad.csv': 'code,parent_code,kind,name\nT,,province,T\nA,X,committee,\nB,T,village,B\n',
  'empty.csv': '',
}

const test = base
  .extend('context', () => ({
    clock: createFrozenClock(now),
    calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
    botUsername: async () => 'thongsuot_bot',
  }))
  .extend('folder', async ({ folder }) => {
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content)
    return folder
  })
  .extend('fault', ({ run }) => async (command: string, ...args: string[]) => {
    const error = await run(command, ...args).then(
      () => new Error('It went through.'),
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof CliFault)) throw error
    expect(error.message).not.toContain('\n')
    return error.message
  })
  .extend('redeem', ({ db }) => async (code: string, telegramUserId: number) => {
    const input = {
      code,
      telegramUserId,
      telegramChatId: telegramUserId,
      profileName: 'Lê An',
      language: 'vi' as const,
      now,
    }
    return await db.transaction().execute((tx) => redeemCode(tx, input))
  })

test('imports, previews, exports to both kinds of file and imports those again', async ({
  run,
  at,
  fault,
}) => {
  expect((await run('org import', at('tree.csv'), '--dry-run')).json).toMatchObject({
    dryRun: true,
    created: 8,
  })
  expect((await run('org import', at('tree.csv'))).json).toMatchObject({ dryRun: false, created: 8 })
  for (const file of ['out.csv', 'out.xlsx']) {
    await run('org export', at(file), '--vietnamese')
    expect((await run('org import', at(file))).json).toMatchObject({ created: 0, changed: 0, unchanged: 8 })
  }
  expect((await run('org export')).text.split('\n')).toHaveLength(9)
  await run('org template', at('template.xlsx'))
  expect(await fault('org import', at('template.xlsx'))).toContain('no line')
})

test('closing what a list lacks takes a decision, and a second word when it is much', async ({
  run,
  at,
  fault,
}) => {
  await run('org import', at('tree.csv'))
  const kept = smallTree.split('\n').filter((line) => !/^A1[12],/.test(line))
  await writeFile(at('less.csv'), kept.join('\n'))
  const preview = await run('org import', at('less.csv'), '--close-missing', '--dry-run')
  expect(preview.text).toContain('would close 2')
  expect(preview.text).toContain(
    'not in the file, A12 "Chi bộ khu phố 2": closes on 2026-03-02, goes into A1',
  )
  expect(preview.text).toContain('2 of 8 units (25 %): add --close-many')
  const close = ['org import', at('less.csv'), '--close-missing'] as const
  expect(await fault(...close)).toMatch(/Missing: --decision/)
  expect(await fault(...close, '--decision', '1-QĐ/TU')).toMatch(
    /2 of 8 units \(25 %\) \(A11, A12\).*--close-many/,
  )
  expect((await run(...close, '--decision', '1-QĐ/TU', '--close-many')).json).toMatchObject({
    closed: [{ code: 'A11', successor: 'A1' }, { code: 'A12' }],
  })
})

test('renames and moves of a list take a decision or are a correction; the preview says so, row by row', async ({
  db,
  run,
  at,
  fault,
}) => {
  await run('org import', at('tree.csv'))
  await db.updateTable('unit').set({ valid_from: '2026-01-01' }).execute()
  await writeFile(
    at('changed.csv'),
    `${smallTree.replace('Chi bộ thôn Đoài', 'Chi bộ thôn Đông')}B12,B1,cell,Chi bộ <Mới> & vui\nX,,committee,Đảng ủy X\n`,
  )
  const preview = (await run('org import', at('changed.csv'), '--dry-run')).text
  expect(preview).toContain('row 10, B12 "Chi bộ <Mới> & vui": new cell, below B1')
  expect(preview).toContain('row 9, B11: name "Chi bộ thôn Đoài" → "Chi bộ thôn Đông"')
  expect(preview).toContain('1 of the changes take a decision')
  expect(preview).toContain('2 units stand at the top, without a superior (T, X)')
  expect(await fault('org import', at('changed.csv'))).toMatch(/\(B11\): name the decision with --decision/)
  const both = ['--decision', '1-QĐ/TU', '--correction']
  expect(await fault('org import', at('changed.csv'), ...both)).toMatch(/not both/)
  await run('org import', at('changed.csv'), '--decision', '1-QĐ/TU', '--on', '2026-02-01')
  const history = await db.selectFrom('unit_history').select(['name', 'decision', 'until_day']).execute()
  expect(history).toEqual([{ name: 'Chi bộ thôn Đoài', decision: '1-QĐ/TU', until_day: '2026-02-01' }])
})

test('the past of a unit is told with its days and decisions, of an ended one too', async ({
  db,
  run,
  at,
  fault,
}) => {
  await run('org import', at('tree.csv'))
  await db.updateTable('unit').set({ valid_from: '2026-01-01' }).execute()
  const by = (number: string, day: string) => ['--decision', number, '--on', day]
  await run('unit rename', 'A12', '--name', 'Chi bộ Hai', ...by('1-QĐ/ĐU', '2026-01-10'))
  await run('unit rename', 'A12', '--name', 'Chi bộ Ba', ...by('2-QĐ/ĐU', '2026-01-20'))
  await run('unit move', 'A12', '--to', 'B1', ...by('3-QĐ/TU', '2026-02-01'))
  await run('unit merge', 'A11', '--into', 'A12', ...by('4-QĐ/TU', '2026-02-10'))
  expect((await run('unit history', 'A12')).text.split('\n')).toEqual([
    'A12 "Chi bộ Ba": since 2026-01-01',
    '  on 2026-02-10 took over A11 "Chi bộ khu phố 1", by 4-QĐ/TU',
    '  until 2026-02-01 below A1 "Đảng bộ cơ sở An Bình", by 3-QĐ/TU',
    '  until 2026-01-20 called "Chi bộ Hai", by 2-QĐ/ĐU',
    '  until 2026-01-10 called "Chi bộ khu phố 2", by 1-QĐ/ĐU',
  ])
  expect((await run('unit history', 'A11')).text).toContain(
    'ended on 2026-02-10\n  on 2026-02-10 went into A12 "Chi bộ Ba", by 4-QĐ/TU',
  )
  expect(await fault('unit history', 'NONE')).toContain('never was')
})

test('of many faulty rows some are told and all are written down', async ({ at, fault }) => {
  const rows = Array.from({ length: 25 }, (_, n) => `C${n},T,=village,Tên ${n}`)
  await writeFile(at('faulty.csv'), ['code,parent_code,kind,name', 'T,,province,T', ...rows].join('\n'))
  expect(await fault('org import', at('faulty.csv'))).toContain(
    'and 15 more (--errors FILE.csv writes them all)',
  )
  expect(await fault('org import', at('faulty.csv'), '--errors', at('errors.csv'))).toContain('All of them:')
  const written = (await readFile(at('errors.csv'), 'utf8')).trim().split(/\r?\n/)
  expect(written).toHaveLength(26)
  expect(written[1]).toContain(`3,kind,'=village,`)
})

test('role-holders are exported as they are imported', async ({ db, run, at, fault }) => {
  await run('org import', at('tree.csv'))
  const unit = await db.selectFrom('unit').select('id').where('code', '=', 'A11').executeTakeFirst()
  await addOfficer(db, {
    telegramUserId: 501,
    unitId: unit?.id ?? 0,
    duty: 'secretary',
    name: 'Vũ Bé',
  })
  for (const file of ['holders.csv', 'holders.xlsx']) {
    await run('officer export', at(file))
    expect((await run('officer import', at(file), '--dry-run')).json).toMatchObject({
      invited: 0,
      enrolled: 1,
    })
  }
  await run('officer template', at('people.xlsx'))
  expect(await fault('officer import', at('people.xlsx'), '--dry-run')).toContain('no line')
  await writeFile(at('new.csv'), 'Mã đơn vị,Chức vụ,Họ tên\nA12,Bí thư,Lê Thị Tám\n')
  expect((await run('officer import', at('new.csv'), '--dry-run')).text).toContain(
    'row 2, A12: secretary Lê Thị Tám',
  )
})

test('a code from the command line enrols', async ({ run, at, redeem }) => {
  await run('org import', at('tree.csv'))
  const made = await run('code create', '--unit', 'A11', '--duty', 'secretary')
  const { code, link } = made.json as { code: string; link: string }
  expect(link).toBe(`https://t.me/thongsuot_bot?start=${code}`)
  expect(made.text).toContain(code)
  expect(await redeem(code, 501)).toMatchObject({ ok: true, unit: { code: 'A11' }, duty: 'secretary' })
})

test('cards are printed for those who are missing, and their codes work', async ({ run, at, redeem }) => {
  await run('org import', at('tree.csv'))
  const sheet = await run('code sheet', '--unit', 'A', '--duty', 'secretary', '--file', at('cards.pdf'))
  expect(sheet.json).toMatchObject({ cards: 2 })
  const [page] = await readCards(await readFile(at('cards.pdf')))
  expect(page?.text).toContain('Đảng ủy phường An Bình › Đảng bộ cơ sở An Bình')
  const codes = page?.links.map((link) => link.split('=')[1]) ?? []
  expect(await redeem(codes[0] ?? '', 501)).toMatchObject({ ok: true, unit: { code: 'A11' } })
  expect(await redeem(codes[1] ?? '', 502)).toMatchObject({ ok: true, unit: { code: 'A12' } })
  expect(
    (await run('code sheet', '--unit', 'A', '--duty', 'secretary', '--file', at('none.pdf'))).json,
  ).toMatchObject({ cards: 0 })
})

test('a sheet that cannot be written leaves no code that works', async ({ db, run, at, fault }) => {
  await run('org import', at('tree.csv'))
  const args = ['--unit', 'A', '--duty', 'secretary', '--file']
  expect(await fault('code sheet', ...args, at('nowhere/cards.pdf'))).toMatch(/ENOENT.*nobody was invited/)
  expect(await fault('code sheet', ...args, at('cards.html'))).toMatch(/\.pdf/)
  const open = await db.selectFrom('enrolment_code').select('id').where('revoked_at', 'is', null).execute()
  expect(open).toEqual([])
})

test('a list of people becomes invitations under their names; the same list again changes nothing', async ({
  db,
  run,
  at,
  redeem,
}) => {
  await run('org import', at('tree.csv'))
  await writeFile(
    at('people.csv'),
    'DANH SÁCH CÁN BỘ\nTT;Mã đơn vị;Họ và tên;Chức vụ;Ghi chú\n1;A11;Phạm Thị  Hoa;Bí thư;x\n2;A11;Vũ Văn Bé;Phó bí thư;\n3;A;Đỗ Thị Tư;Văn phòng;\n',
  )
  expect((await run('officer import', at('people.csv'), '--dry-run')).json).toMatchObject({ invited: 3 })
  const cards = ['--cards', at('invited.pdf'), '--help-line', 'Văn phòng, 0912 345 678']
  expect((await run('officer import', at('people.csv'), ...cards)).json).toMatchObject({ invited: 3 })
  const [page] = await readCards(await readFile(at('invited.pdf')))
  expect(page?.text).toContain('xin liên hệ: Văn phòng, 0912 345 678')
  const code = /Bí thư: Phạm Thị Hoa.*?([A-Z2-9]{4}(-[A-Z2-9]{4}){2})/s.exec(page?.text ?? '')?.[1] ?? ''
  expect(await redeem(code, 501)).toMatchObject({ ok: true, unit: { code: 'A11' }, duty: 'secretary' })
  expect((await findActor(db, 501, now))?.fullName).toBe('Phạm Thị Hoa')
  expect((await run('officer import', at('people.csv'), ...cards)).json).toMatchObject({
    invited: 0,
    enrolled: 1,
    invitedBefore: 2,
  })
  // The names of invitations that are over are forgotten.
  await forgetOldInvitations(db, new Date(now.getTime() + 15 * 86_400_000))
  const kept = await db.selectFrom('enrolment_code').select('id').where('full_name', 'is not', null).execute()
  expect(kept).toEqual([])
})

test('numbers of a list are read only when they are to be checked, and kept as something nobody can read', async ({
  db,
  run,
  at,
  fault,
}) => {
  await run('org import', at('tree.csv'))
  const list = 'Mã đơn vị,Chức vụ,Họ tên,Số điện thoại\nA11,Bí thư,Lê Thị Tám,0912 345 678\nA12,Bí thư,Vũ Bé,'
  await writeFile(at('phones.csv'), `${list}12345\n`)
  expect((await run('officer import', at('phones.csv'), '--dry-run')).json).toMatchObject({ invited: 2 })
  expect(await fault('officer import', at('phones.csv'), '--check-phone', '--dry-run')).toContain(
    'row 3: "12345" is no phone number',
  )
  await writeFile(at('phones.csv'), `${list}\n`)
  await run('officer import', at('phones.csv'), '--check-phone', '--cards', at('phones.pdf'))
  const kept = await db.selectFrom('enrolment_code').select('phone_tag').orderBy('id').execute()
  expect(kept.map((row) => row.phone_tag?.length ?? null)).toEqual([32, null])
  await forgetOldInvitations(db, new Date(now.getTime() + 15 * 86_400_000))
  const left = await db.selectFrom('enrolment_code').select('phone_tag').execute()
  expect(left.map((row) => row.phone_tag)).toEqual([null, null])
  expect(await fault('code create', '--unit', 'A11', '--duty', 'office', '--phone', 'x')).toContain(
    'no phone number',
  )
})

test('a list of people finds units whatever the capitals and spaces of their codes', async ({
  run,
  at,
  fault,
}) => {
  await run('org import', at('tree.csv'))
  await writeFile(at('caps.csv'), 'code,duty,name\na11,secretary,Lê Thị Tám\n"a12 ",deputy,Vũ Bé\n')
  const { text } = await run('officer import', at('caps.csv'), '--dry-run')
  expect(text).toContain('row 2, A11: secretary Lê Thị Tám')
  expect(text).toContain('row 3, A12: deputy Vũ Bé')
  await writeFile(at('caps.csv'), 'code,duty,name\na11,secretary,Lê Thị Tám\nA11,secretary,lê thị tám\n')
  expect(await fault('officer import', at('caps.csv'), '--dry-run')).toContain('stands there twice')
  expect((await run('unit history', 'a11')).text).toContain('Chi bộ khu phố 1')
})

test('a faulty list of people invites nobody', async ({ db, run, at, fault }) => {
  await run('org import', at('tree.csv'))
  await writeFile(
    at('people-bad.csv'),
    'code,duty,name\nNONE,secretary,A\nA11,king,B\nA11,secretary,\nA12,deputy,C\nA12,deputy,c\n',
  )
  expect(await fault('officer import', at('people-bad.csv'), '--cards', at('x.pdf'))).toMatch(
    /row 2: there is no unit "NONE"; row 3: unknown duty "king"; row 4: the name is empty; row 6: "c" stands there twice/,
  )
  expect(await db.selectFrom('enrolment_code').selectAll().execute()).toEqual([])
})

test('duties change hands, people are found, exported and erased, the trail is sound', async ({
  db,
  run,
  at,
  fault,
  redeem,
}) => {
  await run('org import', at('tree.csv'))
  const unit = await db.selectFrom('unit').select('id').where('code', '=', 'A11').executeTakeFirst()
  const unitId = unit?.id ?? 0
  await addOfficer(db, { telegramUserId: 501, unitId, duty: 'secretary', name: 'Trần Văn Cũ' })
  const found = (await run('person find', 'tran', 'van')).json as { id: number }[]
  expect(found).toMatchObject([{ fullName: 'Trần Văn Cũ', duties: ['secretary A11'] }])
  const [held] = (await run('duty list', '--unit', 'A11')).json as { id: number }[]
  const { code } = (await run('duty hand-over', String(held?.id), '--by-code')).json as { code: string }
  await redeem(code, 502)
  expect(await findActor(db, 501, now)).toBeNull()
  const person = String(found[0]?.id)
  await run('person export', person, '--file', at('person.json'))
  expect(await readFile(at('person.json'), 'utf8')).toContain('Trần Văn Cũ')
  expect(await fault('person erase', person)).toContain('--yes')
  await run('person erase', person, '--yes')
  expect(await fault('person export', person)).toContain('no person')
  expect((await run('audit read', '--unit', 'A11')).text).toContain('duty.hand_over')
  expect((await run('audit verify')).json).toMatchObject({ ok: true, unsealed: 0 })
})

test('a duty handed over or ended on the command line is told to whoever had it', async ({ db, run, at }) => {
  await run('org import', at('tree.csv'))
  const unit = await db.selectFrom('unit').select('id').where('code', '=', 'A11').executeTakeFirst()
  const unitId = unit?.id ?? 0
  await addOfficer(db, { telegramUserId: 501, unitId, duty: 'secretary', name: 'Trần Văn Cũ' })
  const to = await addOfficer(db, { telegramUserId: 502, unitId, duty: 'deputy', chat: 'blocked' })
  const duty = async () =>
    ((await run('duty list', '--unit', 'a11')).json as { id: number; duty: string }[]).find(
      (one) => one.duty === 'secretary',
    )?.id
  const done = await run('duty hand-over', String(await duty()), '--to', String(to))
  expect(done.json).toMatchObject({ told: 1 })
  const sent = await db.selectFrom('delivery').select(['telegram_chat_id', 'purpose']).execute()
  expect(sent).toEqual([{ telegram_chat_id: 501, purpose: 'notice' }])
  const third = await addOfficer(db, { telegramUserId: 503, unitId, duty: 'office' })
  const next = await run('duty hand-over', String(await duty()), '--to', String(third))
  expect(next.text).toContain(`Cannot be reached in chat and is to be told otherwise: person ${to}.`)
  const last = await run('duty end', String(await duty()))
  expect(last).toMatchObject({ text: expect.stringContaining('is told in chat'), json: { told: 1 } })
  const others = await db.selectFrom('delivery').select('telegram_chat_id').execute()
  expect(others.map((row) => row.telegram_chat_id)).toEqual([501, 503])
})

test('terms are given with codes, lists and hand-overs, noted later, exported, and taken again as they are', async ({
  db,
  run,
  at,
  fault,
  redeem,
}) => {
  await run('org import', at('tree.csv'))
  const made = await run('code create', '--unit', 'A11', '--duty', 'secretary', '--until', '2030-06-30')
  await redeem((made.json as { code: string }).code, 501)
  const list = (term: string) =>
    writeFile(at('terms.csv'), `Mã đơn vị;Chức vụ;Họ tên;Nhiệm kỳ\nA12;Phó bí thư;Lê Thị Tám;${term}\n`)
  for (const wrong of ['2030', '31/02/2030', '2030-2025', '2015-2020']) {
    await list(wrong)
    expect(await fault('officer import', at('terms.csv'), '--dry-run')).toContain('is no end of a term')
  }
  await list('2025 – 2030')
  await run('officer import', at('terms.csv'), '--cards', at('terms.pdf'))
  const open = await db
    .selectFrom('enrolment_code')
    .select('duty_ends_at')
    .where('used_at', 'is', null)
    .executeTakeFirst()
  expect(open?.duty_ends_at).toEqual(new Date('2030-12-31T17:00:00Z'))

  const duties = (await run('duty list', '--unit', 'A11')).text
  expect(duties).toMatch(/since 2026-03-02, until 2030-06-30$/)
  const [, id = ''] = /duty (\d+):/.exec(duties) ?? []
  for (const file of ['terms-out.csv', 'terms-out.xlsx']) {
    await run('officer export', at(file))
    expect((await run('officer import', at(file), '--dry-run')).json).toMatchObject({
      invited: 0,
      terms: 0,
      enrolled: 1,
    })
  }
  const exported = await readFile(at('terms-out.csv'), 'utf8')
  expect(exported).toContain('2030-06-30')
  await writeFile(at('longer.csv'), exported.replace('2030-06-30', '31/7/2030'))
  const preview = await run('officer import', at('longer.csv'), '--dry-run')
  expect(preview.text).toMatch(/Would note the term of 1.*\n {2}row 2, A11: secretary .* until 2030-07-31/)
  await run('officer import', at('longer.csv'), '--cards', at('none.pdf'))
  expect((await run('duty list', '--unit', 'A11')).text).toContain('until 2030-07-31')
  await run('duty term', id, '--open')
  expect((await run('duty list', '--unit', 'A11')).text).not.toContain('until')
  // A term that is over is no fault in the list of those who hold the duty still.
  await run('duty term', id, '--until', '2025-06-30')
  await run('officer export', at('over.csv'))
  expect((await run('officer import', at('over.csv'), '--dry-run')).json).toMatchObject({
    terms: 0,
    enrolled: 1,
  })
  const handed = (await run('duty hand-over', id, '--by-code', '--until', '2031-06-30')).json as {
    code: string
  }
  await redeem(handed.code, 502)
  expect((await run('duty list', '--unit', 'A11')).text).toContain('until 2031-06-30')
  expect(await fault('code create', '--unit', 'A12', '--duty', 'office', '--until', '2026-03-01')).toContain(
    'in the past',
  )
})

test('a list after elections: who is new takes over by the card from who has left the list, one for one', async ({
  db,
  run,
  at,
  redeem,
}) => {
  await run('org import', at('tree.csv'))
  const unit = async (code: string) =>
    (await db.selectFrom('unit').select('id').where('code', '=', code).executeTakeFirstOrThrow()).id
  const add = async (telegramUserId: number, code: string, duty: 'secretary' | 'deputy', name: string) =>
    addOfficer(db, { telegramUserId, unitId: await unit(code), duty, name })
  await add(501, 'A11', 'secretary', 'Trần Văn Cũ')
  await add(502, 'A12', 'secretary', 'Lê Thị Ở Lại')
  await add(503, 'B11', 'deputy', 'Phó Một')
  await add(504, 'B11', 'deputy', 'Phó Hai')
  await writeFile(
    at('elected.csv'),
    'Mã đơn vị,Chức vụ,Họ tên\nA11,Bí thư,Vũ Thị Mới\nA12,Bí thư,Lê Thị Ở Lại\nB11,Phó bí thư,Phó Ba\n',
  )
  const preview = (await run('officer import', at('elected.csv'), '--dry-run')).text
  expect(preview).toContain('row 2, A11: secretary Vũ Thị Mới, after Trần Văn Cũ')
  expect(preview).toContain('row 4, B11: deputy Phó Ba\n')
  expect(preview).toContain('In 1 places somebody else holds the duty today and keeps it')
  expect(
    await db.selectFrom('audit_entry').select('subject_id').where('action', '=', 'person.view').execute(),
  ).toHaveLength(1)
  const done = await run('officer import', at('elected.csv'), '--cards', at('elected.pdf'), '--hand-over')
  expect(done.text).toContain('1 take the duty over')
  expect(await findActor(db, 501, now)).not.toBeNull()
  const cards = (await readCards(await readFile(at('elected.pdf')))).flatMap((page) => page.links)
  for (const [n, link] of cards.entries()) await redeem(link.split('start=')[1] ?? '', 520 + n)
  expect(await findActor(db, 501, now)).toBeNull()
  const names = async (code: string) =>
    ((await run('duty list', '--unit', code)).json as { officerName: string }[]).map((one) => one.officerName)
  expect(await names('A11')).toEqual(['Vũ Thị Mới'])
  expect(await names('A12')).toEqual(['Lê Thị Ở Lại'])
  expect((await names('B11')).sort()).toEqual(['Phó Ba', 'Phó Hai', 'Phó Một'])
})

test('a substitute by code, and codes withdrawn because their cards were lost', async ({
  run,
  at,
  fault,
  redeem,
}) => {
  await run('org import', at('tree.csv'))
  const made = (await run('code create', '--unit', 'A11', '--duty', 'secretary')).json as { code: string }
  await redeem(made.code, 501)
  const [, id = ''] = /duty (\d+):/.exec((await run('duty list', '--unit', 'A11')).text) ?? []
  expect(await fault('duty substitute', id, '--by-code')).toContain('Missing: --until')
  const stands = (await run('duty substitute', id, '--by-code', '--until', '2026-03-09')).json as {
    code: string
  }
  expect(await redeem(stands.code, 502)).toMatchObject({ ok: true })
  expect((await run('duty list', '--unit', 'A11')).text).toContain(`(substitute for duty ${id}), `)
  expect((await run('duty list', '--unit', 'A11')).text).toContain('until 2026-03-09')

  const lost = []
  for (const unit of ['A11', 'A12', 'B11'])
    lost.push(((await run('code create', '--unit', unit, '--duty', 'deputy')).json as { code: string }).code)
  expect(await fault('code withdraw', '--unit', 'A', '--below')).toContain(
    '2 codes at A and below would be of no use',
  )
  expect((await run('code withdraw', '--unit', 'A', '--yes')).json).toMatchObject({ codes: 0 })
  expect((await run('code withdraw', '--unit', 'A', '--below', '--yes')).json).toMatchObject({ codes: 2 })
  expect(await Promise.all(lost.map(async (code, n) => (await redeem(code, 510 + n)).ok))).toEqual([
    false,
    false,
    true,
  ])
})

test('the rule of two persons is told, set and noted', async ({ db, run, fault }) => {
  expect(await run('rule two-persons')).toEqual({
    text: 'The rule of two persons is on, as it is unless set off.',
    json: { on: true },
  })
  expect((await run('rule two-persons', 'on')).json).toEqual({ on: true })
  await run('rule two-persons', 'on')
  expect((await run('rule two-persons')).text).toBe('The rule of two persons is on.')
  expect((await run('rule two-persons', 'off')).json).toEqual({ on: false })
  expect((await run('rule two-persons')).json).toEqual({ on: false })
  expect(await fault('rule two-persons', 'perhaps')).toContain('"perhaps" is none of on, off')
  const entries = await db
    .selectFrom('audit_entry')
    .select('detail')
    .where('action', '=', 'rule.two_persons')
    .execute()
  expect(entries.map((entry) => entry.detail)).toEqual([{ on: true }, { on: false }])
})

test('an edited audit trail is told', async ({ database, run, at, fault }) => {
  await run('org import', at('tree.csv'))
  await run('audit verify')
  await sql`alter table audit_entry disable trigger user`.execute(database.owner)
  await sql`update audit_entry set detail = '{"created": 1}'`.execute(database.owner)
  await sql`alter table audit_entry enable trigger user`.execute(database.owner)
  expect(await fault('audit verify')).toContain('edited')
})

describe('faults are one line that says what is wrong and where', () => {
  test.for<[words: string[], pattern: RegExp]>([
    [
      ['org import', 'bad.csv'],
      /row 3: the name is empty; row 3: unknown parent "X"; row 4: unknown kind "village"/,
    ],
    [['org import', 'empty.csv'], /no line/],
    [['org import', 'missing.csv'], /no such file/],
    [['org import', '.'], /folder/],
  ])('%j', async ([[command, file], pattern], { at, fault }) => {
    expect(await fault(command ?? '', at(file ?? ''))).toMatch(pattern)
  })

  test.for<[words: string[], pattern: RegExp]>([
    [['org import'], /Missing: the file/],
    [['org import', 'a', 'b'], /Surplus: "b"/],
    [['org import', 'a', '--dry'], /--dry/],
    [['code create', '--unit', 'NONE', '--duty', 'office'], /no unit with the code "NONE"/],
    [['code create', '--unit', 'T', '--duty', 'boss'], /"boss" is none of secretary/],
    [['code create', '--duty', 'office'], /Missing: --unit/],
    [['unit rename', 'T', '--name', 'X'], /Missing: --decision/],
    [['unit rename', 'T', '--name', 'X', '--decision', '1', '--on', 'morgen'], /"morgen" is not a day/],
    [['unit merge', 'A', '--into', 'A1', '--decision', '1'], /below itself/],
    [['unit split', 'A11', '--into', 'X=Một', '--decision', '1'], /at least two/],
    [['unit move', 'A', '--to', 'A11', '--decision', '1'], /below a cell/],
    [['unit dissolve', 'A11', '--successor', 'A11', '--decision', '1'], /own successor/],
    [['duty end', 'x'], /not a number/],
    [['duty end', '77'], /Nobody holds/],
    [['audit read', '--unit', 'T', '--limit', '-1'], /limit/],
  ])('%j', async ([[command = '', ...args], pattern], { run, at, fault }) => {
    await run('org import', at('tree.csv'))
    expect(await fault(command, ...args)).toMatch(pattern)
  })
})
