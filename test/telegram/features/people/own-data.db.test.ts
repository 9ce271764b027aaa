// The own data of a person whose duty has ended: seen, corrected, taken along and erased as by anybody else,
// and only the own.

import { expect } from 'vitest'
import { findActor } from '../../../../src/org/actor.ts'
import { personWithoutDuty } from '../../../../src/org/author.ts'
import { consentVersion } from '../../../../src/org/consent.ts'
import { handOver } from '../../../../src/org/hand-over.ts'
import { setLanguage } from '../../../../src/org/language.store.ts'
import { authorisePerson } from '../../../../src/privacy/handle-person.ts'
import { exportPerson } from '../../../../src/privacy/personal-data.ts'
import { consentButtons } from '../../../../src/telegram/features/people/buttons.ts'
import { test as base } from '../../../org/fixtures.ts'
import { addOfficer, now } from '../../../org/world.ts'
import { buttonData, createTestBot } from '../../bot-fixture.ts'

const erase = consentButtons.button.erase('').data
const agree = consentButtons.button.agree('', { version: consentVersion }).data
const ask = consentButtons.button.ask('').data
const keep = consentButtons.button.keep('').data
const texts = (said: { text: string }[]) => said.map((each) => each.text).join('\n')

const test = base
  .extend('bot', ({ db }) => createTestBot(db, now))
  .extend('hoa', async ({ db, ids }) => {
    const unitId = ids.A11 ?? 0
    return await addOfficer(db, { telegramUserId: 501, unitId, duty: 'secretary', name: 'Phạm Thị Hòa' })
  })
  .extend('successor', async ({ db, ids, hoa: _hoa }) => {
    return await addOfficer(db, { telegramUserId: 502, unitId: ids.A11 ?? 0, duty: 'deputy' })
  })
  // Shown to the secretary while the duty lasted; it has ended since, for every test.
  .extend('old', { auto: true }, async ({ db, bot, hoa, successor }) => {
    const [shown] = await bot.text(501, '/dulieu')
    const held = await db
      .selectFrom('duty_holding')
      .select('id')
      .where('officer_id', '=', hoa)
      .executeTakeFirstOrThrow()
    const outcome = await db
      .transaction()
      .execute((tx) => handOver(tx, 'operator', { heldId: held.id, successorId: successor }, { now }))
    expect(outcome).toMatchObject({ ok: true })
    expect(await findActor(db, 501, now)).toBeNull()
    return shown
  })
  .extend('kept', ({ db }) => (officerId: number) => {
    return exportPerson(db, officerId)
  })

test('/dulieu shows them, and says that no duty is held', async ({ bot, hoa, kept }) => {
  const [shown] = await bot.text(501, '/dulieu')
  expect(shown?.text).toContain('Phạm Thị Hòa')
  expect(shown?.text).toContain('không giữ nhiệm vụ nào')
  expect(shown?.text).not.toContain('Chi bộ khu phố 1')
  await bot.text(501, '/ten Phạm Thu Hòa')
  expect((await kept(hoa))?.fullName).toBe('Phạm Thu Hòa')
})

test('an old button still gives the file, to the own chat', async ({ bot, old }) => {
  await bot.tap(501, buttonData(old, 'toàn bộ dữ liệu'))
  expect(bot.tapAnswers).toEqual(['Đang gửi tệp…'])
  expect(bot.sentNow.map((each) => each.chatId)).toEqual([501])
  const file = bot.sentNow[0]?.file
  const text = file && 'bytes' in file ? Buffer.from(file.bytes).toString('utf8') : ''
  expect(text).toContain('Họ tên: Phạm Thị Hòa')
})

test('old buttons ask, keep and erase; erased is said when it is so', async ({
  db,
  bot,
  hoa,
  successor,
  old,
  kept,
}) => {
  const [asked] = await bot.tap(501, buttonData(old, 'Xóa dữ liệu của tôi'))
  expect(asked?.text).toContain('có chắc chắn muốn xóa')
  await bot.tap(501, buttonData(asked, 'Không xóa'))
  expect(bot.edits.at(-1)?.text).toContain('giữ nguyên')
  expect(bot.tapAnswers.join()).not.toContain('Đã xóa')
  expect(await kept(hoa)).not.toBeNull()
  await bot.tap(501, buttonData(asked, 'Xóa dữ liệu của tôi'))
  expect(bot.tapAnswers.at(-1)).toBe('Đã xóa.')
  expect(bot.edits.at(-1)?.text).toContain('Đã xóa dữ liệu cá nhân')
  expect(await kept(hoa)).toBeNull()
  expect(await kept(successor)).not.toBeNull()
  expect(await db.selectFrom('officer').select('full_name').where('id', '=', hoa).execute()).toEqual([
    { full_name: '—' },
  ])
  // From now on there is nobody to show anything of.
  for (const data of [erase, agree, ask, keep, buttonData(old, 'toàn bộ dữ liệu')]) {
    expect(await bot.tap(501, data)).toEqual([])
    expect(bot.tapAnswers.at(-1)).toBe('Đã xóa.')
  }
  expect(texts(await bot.text(501, '/dulieu'))).toContain('gửi mã đăng ký')
})

test('agreeing is noted, without a word about a duty that is not held', async ({ db, bot, hoa, kept }) => {
  await db.updateTable('officer').set({ consent_version: null }).where('id', '=', hoa).execute()
  const said = texts(await bot.tap(501, agree))
  expect(bot.tapAnswers.at(-1)).toContain('Đã ghi nhận')
  expect(said).toContain('không giữ nhiệm vụ nào')
  expect(said).not.toContain('Đăng ký xong')
  expect((await kept(hoa))?.consentVersion).toBe(consentVersion)
})

test('outside the own private chat nothing is shown, agreed to or erased', async ({
  db,
  bot,
  hoa,
  successor,
  old,
  kept,
}) => {
  await db.updateTable('officer').set({ consent_version: null }).where('id', '=', hoa).execute()
  const elsewhere = [
    { id: -900, type: 'group', title: 'Nhóm chi bộ' },
    { id: 502, type: 'private' },
  ]
  for (const chat of elsewhere)
    for (const data of [erase, agree, ask, keep, buttonData(old, 'toàn bộ dữ liệu')]) {
      expect(await bot.tap(501, data, chat)).toEqual([])
      expect(bot.tapAnswers.at(-1)).toContain('trò chuyện riêng')
    }
  expect(bot.sentNow).toEqual([])
  expect(await kept(hoa)).toMatchObject({ fullName: 'Phạm Thị Hòa', consentVersion: null })
  expect(await kept(successor)).not.toBeNull()
})

test('the right ends at the own person', async ({ db, hoa, successor }) => {
  const other = await addOfficer(db, { telegramUserId: 503, unitId: 1, duty: 'observer' })
  await db.updateTable('duty_holding').set({ until: now }).where('officer_id', '=', other).execute()
  const by = personWithoutDuty(hoa)
  await db.transaction().execute(async (tx) => {
    for (const action of ['person.export', 'person.erase'] as const) {
      expect(await authorisePerson(tx, by, action, hoa, now)).toMatchObject({ ok: true })
      for (const officerId of [successor, other])
        expect(await authorisePerson(tx, by, action, officerId, now)).toMatchObject({ reason: 'not_allowed' })
    }
  })
})

test('whatever else is written gets an answer for a known person, in the own language', async ({
  db,
  bot,
  hoa,
}) => {
  for (const text of ['/start', 'Tôi còn việc gì không?', '/khongco', '/huy']) {
    const said = texts(await bot.text(501, text))
    expect(said).toContain('không giữ nhiệm vụ nào')
    expect(said).toContain('/dulieu')
  }
  expect(texts(await bot.text(777, 'Xin chào'))).toContain('Đây là kênh chuyển văn bản')
  await setLanguage(db, hoa, 'en')
  expect(texts(await bot.text(501, '/dulieu'))).toContain('Your data in the system')
})
