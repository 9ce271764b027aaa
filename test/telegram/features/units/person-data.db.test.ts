// People found by name in chat; their data given out and erased by administrators, within their part only.

import { expect } from 'vitest'
import { findActor } from '../../../../src/org/actor.ts'
import { readAudit } from '../../../../src/org/audit-trail.ts'
import { personWithoutDuty } from '../../../../src/org/author.ts'
import { processingLog } from '../../../../src/org/processing-log.ts'
import { searchPeople } from '../../../../src/org/search-people.ts'
import { erasePersonEverywhere } from '../../../../src/privacy/erase-person.ts'
import { exportPersonEverywhere } from '../../../../src/privacy/export-person.ts'
import { exportPerson } from '../../../../src/privacy/personal-data.ts'
import { personButtons, unitButtons } from '../../../../src/telegram/features/units/buttons.ts'
import { test as base } from '../../../org/fixtures.ts'
import { addOfficer, now } from '../../../org/world.ts'
import { buttonData, createTestBot, type Said } from '../../bot-fixture.ts'

const labels = (said: { buttons?: Said['buttons'] } | undefined) =>
  said?.buttons?.flat().map((button) => button.text) ?? []

const test = base
  .extend('officer', async ({ db, ids }) => {
    const add = (
      telegramUserId: number,
      code: string,
      duty: 'office' | 'secretary' | 'administrator',
      name: string,
    ) => addOfficer(db, { telegramUserId, unitId: ids[code] ?? 0, duty, name })
    return {
      office: await add(601, 'A', 'office', 'Đỗ Văn Phòng'),
      admin: await add(602, 'A', 'administrator', 'Lê Quản Trị'),
      hoa: await add(603, 'A11', 'secretary', 'Phạm Thị Hòa'),
      binh: await add(604, 'B11', 'secretary', 'Phạm Thị Bình'),
    }
  })
  .extend('bot', ({ db, officer: _officer }) => createTestBot(db, now))
  .extend('open', ({ bot }) => async (account: number, label = 'Phạm Thị Hòa') => {
    return (await bot.tap(account, buttonData((await bot.text(account, '/donvi pham thi'))[0], label)))[0]
  })

test('a name typed finds people with duty and unit, without diacritics, in the own subtree only', async ({
  db,
  officer,
  bot,
}) => {
  const [found] = await bot.text(601, 'hoa pham')
  expect(found?.text).toContain('Phạm Thị Hòa (Bí thư, Chi bộ khu phố 1)')
  expect(found?.text).not.toContain('Bình')
  expect(labels(found)).toEqual(['👤 Phạm Thị Hòa'])
  expect((await bot.text(601, '/donvi Thị  hò'))[0]?.text).toContain('Phạm Thị Hòa')
  expect((await bot.text(601, '/donvi pham thi binh'))[0]?.text).toContain('Không tìm thấy')
  // The beginnings of words, not what stands somewhere in them; whoever looked is noted.
  expect((await bot.text(601, '/donvi ham'))[0]?.text).toContain('Không tìm thấy')
  const acts = await processingLog(db, officer.hoa)
  expect(acts?.map((act) => [act.action, act.actorId])).toEqual([['person.view', officer.office]])
  // A secretary of a cell finds nobody by typing: there is nobody to look after.
  expect((await bot.text(603, 'pham thi'))[0]?.text).not.toContain('Hòa')
})

test('whoever sees the one tree finds all of it; beside a second tree the own one only', async ({
  db,
  ids,
  officer: _officer,
}) => {
  const found = async (code: string) =>
    (await searchPeople(db, [ids[code] ?? 0], 'pham', { limit: 9, now })).map((person) => person.name)
  expect(await found('T')).toEqual(['Phạm Thị Bình', 'Phạm Thị Hòa'])
  expect(await found('A')).toEqual(['Phạm Thị Hòa'])
  const { id: unitId } = await db
    .insertInto('unit')
    .values({
      kind: 'province',
      code: 'K',
      name: 'Tỉnh ủy Khác',
      search_key: 'tinh uy khac k',
      valid_from: '2026-01-01',
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addOfficer(db, { telegramUserId: 605, unitId, duty: 'office', name: 'Phạm Ở Xa' })
  expect(await found('T')).toEqual(['Phạm Thị Bình', 'Phạm Thị Hòa'])
})

test('many of one name are cut, with a word on how to go on', async ({ db, ids, bot }) => {
  for (let n = 0; n < 12; n++)
    await addOfficer(db, {
      telegramUserId: 800 + n,
      unitId: ids.A12 ?? 0,
      duty: 'deputy',
      name: `Nguyễn Văn ${n}`,
    })
  const [found] = await bot.text(601, 'nguyen van')
  expect(labels(found)).toHaveLength(8)
  expect(found?.text).toContain('gõ đầy đủ họ tên hơn')
  expect(await searchPeople(db, [ids.A ?? 0], '%_', { limit: 9, now })).toEqual([])
})

test('an administrator gets the data as a file in the private chat; the trail and the log tell of it', async ({
  db,
  ids,
  officer,
  bot,
  open,
}) => {
  const card = await open(602)
  expect(card?.text).toContain('Bí thư, Chi bộ khu phố 1')
  await bot.tap(602, buttonData(card, 'Xuất dữ liệu cá nhân'))
  const [sent] = bot.sentNow
  expect(sent?.chatId).toBe(602)
  expect(sent?.text).toContain('Phạm Thị Hòa')
  const file = sent?.file
  const text = file && 'bytes' in file ? Buffer.from(file.bytes).toString('utf8') : ''
  expect(text).toContain('Họ tên: Phạm Thị Hòa')
  expect(text).not.toMatch(/person-|own-|đồng chí/i)
  const acts = await processingLog(db, officer.hoa)
  expect(acts?.at(-1)).toMatchObject({ action: 'person.export', actorId: officer.admin, unitCode: 'A11' })
  const trail = await readAudit(db, [ids.A ?? 0], { limit: 9 })
  expect(trail[0]).toMatchObject({ action: 'person.export', subjectId: officer.hoa })
  bot.sendOutcome = { kind: 'network', reason: 'x' } as never
  const [sorry] = await bot.tap(602, buttonData(card, 'Xuất dữ liệu cá nhân'))
  expect(sorry?.text).toContain('Chưa gửi được')
})

test('an administrator erases a person from the card of the unit, asked twice', async ({
  db,
  ids,
  officer,
  bot,
}) => {
  await bot.tap(602, unitButtons.button.show('', { unit: ids.A11 ?? 0, page: 0 }).data)
  const [which] = await bot.tap(602, buttonData(bot.edits.at(-1), 'Dữ liệu cá nhân'))
  const [card] = await bot.tap(602, buttonData(which, 'Phạm Thị Hòa'))
  const [ask] = await bot.tap(602, buttonData(card, 'Xóa dữ liệu cá nhân'))
  expect(ask?.text).toContain('Còn lại: những việc đã xác nhận')
  await bot.tap(602, buttonData(ask, 'Để nguyên'))
  expect(await exportPerson(db, officer.hoa)).not.toBeNull()
  await bot.tap(602, buttonData(ask, 'Xác nhận'))
  expect(await exportPerson(db, officer.hoa)).toBeNull()
  expect(await findActor(db, 603, now)).toBeNull()
  expect(bot.edits.at(-1)?.text).toContain('Chi bộ khu phố 1')
  expect((await readAudit(db, [ids.A11 ?? 0], { limit: 1 }))[0]).toMatchObject({
    action: 'person.erase',
    subjectId: officer.hoa,
  })
  await bot.tap(602, buttonData(ask, 'Xác nhận'))
  expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
})

test('an office sees the card without the buttons, and old or foreign buttons do nothing', async ({
  db,
  ids,
  officer,
  bot,
  open,
}) => {
  expect(labels(await open(601))).toEqual(['🏛 Chi bộ khu phố 1'])
  await bot.tap(601, unitButtons.button.show('', { unit: ids.A11 ?? 0, page: 0 }).data)
  expect(labels(bot.edits.at(-1)).join()).not.toContain('Dữ liệu cá nhân')
  for (const action of ['export', 'erase', 'erase_surely'] as const) {
    await bot.tap(601, personButtons.button[action]('', { person: officer.hoa }).data)
    expect(bot.tapAnswers.at(-1)).toContain('không có quyền')
    await bot.tap(602, personButtons.button[action]('', { person: officer.binh }).data)
    expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  }
  expect(bot.sentNow).toEqual([])
  expect(await exportPerson(db, officer.hoa)).not.toBeNull()
  expect(await exportPerson(db, officer.binh)).not.toBeNull()
})

test('whoever also holds a duty elsewhere is left to those further up', async ({
  db,
  ids,
  officer,
  bot,
  open,
}) => {
  await addOfficer(db, { telegramUserId: 603, unitId: ids.B11 ?? 0, duty: 'deputy' })
  const card = await open(602)
  expect(card?.text).toContain('ngoài phạm vi')
  expect(card?.text).not.toContain('thôn Đoài')
  expect(labels(card)).toEqual(['🏛 Chi bộ khu phố 1'])
  for (const action of ['export', 'erase', 'erase_surely'] as const) {
    await bot.tap(602, personButtons.button[action]('', { person: officer.hoa }).data)
    expect(bot.tapAnswers.at(-1)).toContain('quản trị cấp trên')
  }
  // The rule holds below the face too.
  const by = personWithoutDuty(officer.admin)
  const person = { officerId: officer.hoa }
  await db.transaction().execute(async (tx) => {
    expect(await erasePersonEverywhere(tx, by, person, { now })).toMatchObject({ ok: false })
    expect(await exportPersonEverywhere(tx, by, person, { now })).toMatchObject({ ok: false })
  })
  expect(await exportPerson(db, officer.hoa)).not.toBeNull()
  await addOfficer(db, { telegramUserId: 605, unitId: ids.T ?? 0, duty: 'administrator' })
  expect(labels(await open(605)).join()).toContain('Xóa dữ liệu cá nhân')
})

test('the own data are for /dulieu', async ({ db, officer, bot }) => {
  const [found] = await bot.text(602, '/donvi quan tri')
  const [card] = await bot.tap(602, buttonData(found, 'Lê Quản Trị'))
  expect(card?.text).toContain('/dulieu')
  await bot.tap(602, personButtons.button.erase_surely('', { person: officer.admin }).data)
  expect(await findActor(db, 602, now)).not.toBeNull()
})
