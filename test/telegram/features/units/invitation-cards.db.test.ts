// Enrolment cards from the chat: for whom, to whom, and that no code is left behind when they do not arrive.

import { describe, expect } from 'vitest'
import { findActor } from '../../../../src/org/actor.ts'
import { cardsButtons } from '../../../../src/telegram/features/units/buttons.ts'
import { test as base } from '../../../org/fixtures.ts'
import { addOfficer, now } from '../../../org/world.ts'
import { readCards } from '../../../support/read-cards.ts'
import { buttonData, createTestBot } from '../../bot-fixture.ts'

const test = base
  .extend('bot', async ({ db, ids }) => {
    await addOfficer(db, { telegramUserId: 601, unitId: ids.A ?? 0, duty: 'office', name: 'Đỗ Thị Tư' })
    await addOfficer(db, { telegramUserId: 602, unitId: ids.A1 ?? 0, duty: 'secretary' })
    return createTestBot(db, now)
  })
  .extend('openCodes', ({ db }) => () => {
    return db
      .selectFrom('enrolment_code')
      .innerJoin('unit', 'unit.id', 'unit_id')
      .select(['unit.code', 'duty'])
      .where('revoked_at', 'is', null)
      .where('used_at', 'is', null)
      .orderBy('unit.code')
      .execute()
  })
  // Up to the question for the line of help.
  .extend('choose', ({ bot }) => async (label: string) => {
    const [card] = await bot.text(601, '/donvi')
    const [which] = await bot.tap(601, buttonData(card, 'Phiếu mời'))
    return await bot.tap(601, buttonData(which, label))
  })
  .extend('shown', ({ bot }) => () => {
    return bot.edits.at(-1)?.text
  })

test('the office gets cards for its whole subtree, with its number on them, and each of them enrols', async ({
  db,
  bot,
}) => {
  const [card] = await bot.text(601, '/donvi')
  const [which] = await bot.tap(601, buttonData(card, 'Phiếu mời'))
  expect(which?.buttons?.flat().map((button) => button.text)).toEqual([
    'Bí thư chi bộ (2)',
    'Phó bí thư chi bộ (2)',
    'Văn phòng cấp ủy (1)',
    'Bí thư cấp ủy (1)',
    'Thôi, không làm',
  ])
  await bot.tap(601, buttonData(which, 'Bí thư chi bộ'))
  const said = await bot.text(601, 'Văn phòng, 0912 345 678')
  expect(said.map((each) => each.text)).toEqual([expect.stringContaining('Đang làm phiếu cho 2 nơi')])
  const [sent, ...others] = bot.sentNow
  expect(others).toEqual([])
  expect(sent).toMatchObject({ chatId: 601, file: { name: 'phieu-moi-A.pdf', mime: 'application/pdf' } })
  expect(sent?.text).toContain('2 phiếu')
  const file = sent?.file
  const [page] = await readCards(file && 'bytes' in file ? file.bytes : new Uint8Array())
  expect(page?.text).toContain('Cần giúp đỡ, xin liên hệ: Văn phòng, 0912 345 678')
  for (const [index, link] of (page?.links ?? []).entries())
    await bot.text(700 + index, `/start ${link.split('=')[1]}`)
  expect((await findActor(db, 700, now))?.duties).toMatchObject([{ unitCode: 'A11' }])
  expect((await findActor(db, 701, now))?.duties).toMatchObject([{ unitCode: 'A12' }])
  const audit = await db
    .selectFrom('audit_entry')
    .select(['actor_kind', 'unit_id'])
    .where('action', '=', 'code.create')
    .execute()
  expect(audit).toHaveLength(2)
  expect(new Set(audit.map((entry) => entry.actor_kind))).toEqual(new Set(['officer']))
  // Nothing that the bot keeps holds a code: neither the outbox nor a conversation.
  const kept = JSON.stringify([
    await db.selectFrom('delivery').select('payload').execute(),
    await db.selectFrom('dialog').selectAll().execute(),
  ])
  for (const link of page?.links ?? []) expect(kept).not.toContain(link.split('=')[1])
})

test('a second tap makes no second set, and leaving makes none', async ({ bot, openCodes, choose }) => {
  const [help] = await choose('Phó bí thư')
  await bot.tap(601, buttonData(help, 'Thôi'))
  expect(await openCodes()).toEqual([])
  const [again] = await choose('Phó bí thư')
  await bot.tap(601, buttonData(again, 'Bỏ qua'))
  await bot.tap(601, buttonData(again, 'Bỏ qua'))
  expect(bot.sentNow).toHaveLength(1)
  expect(await openCodes()).toMatchObject([{ code: 'A11' }, { code: 'A12' }])
})

describe('that no code was given out is said only of the question that is open', () => {
  test('not once the line of help was typed and the codes are made', async ({
    bot,
    openCodes,
    choose,
    shown,
  }) => {
    const [help] = await choose('Bí thư chi bộ')
    await bot.text(601, 'Văn phòng, 0912 345 678')
    await bot.tap(601, buttonData(help, 'Thôi'))
    expect(shown()).toContain('Bước này đã xong')
    expect(await openCodes()).toHaveLength(2)
  })

  test('nor of an earlier question; the later one stays open, and neither button of the earlier one answers it', async ({
    bot,
    openCodes,
    choose,
    shown,
  }) => {
    const [earlier] = await choose('Bí thư chi bộ')
    await bot.text(601, 'Văn phòng')
    const [later] = await choose('Phó bí thư')
    await bot.tap(601, buttonData(earlier, 'Thôi'))
    expect(shown()).toContain('Bước này đã xong')
    expect((await bot.tap(601, buttonData(earlier, 'Bỏ qua'))).at(-1)?.text).toContain('Bước này đã xong')
    expect(await openCodes()).toHaveLength(2)
    await bot.tap(601, buttonData(later, 'Thôi'))
    expect(shown()).toContain('Chưa có mã nào được cấp')
    expect(await openCodes()).toHaveLength(2)
  })

  test('nor of the list of whom they are for, which closes no other question', async ({
    bot,
    openCodes,
    choose,
    shown,
  }) => {
    const [card] = await bot.text(601, '/donvi')
    const [which] = await bot.tap(601, buttonData(card, 'Phiếu mời'))
    const [help] = await choose('Phó bí thư')
    await bot.tap(601, buttonData(which, 'Thôi'))
    expect(shown()).toContain('không làm thêm phiếu nào')
    await bot.tap(601, buttonData(help, 'Bỏ qua'))
    expect(await openCodes()).toHaveLength(2)
  })
})

test('codes of a file that did not arrive are withdrawn; those of one that may have arrived stay', async ({
  bot,
  openCodes,
  choose,
}) => {
  const [help] = await choose('Bí thư chi bộ')
  bot.sendOutcome = { kind: 'final', reason: 'too_large', code: 413, detail: '' }
  const failed = await bot.tap(601, buttonData(help, 'Bỏ qua'))
  expect(failed.at(-1)?.text).toContain('đã được hủy')
  expect(await openCodes()).toEqual([])
  const [once] = await choose('Bí thư chi bộ')
  bot.sendOutcome = { kind: 'unknown', detail: '' }
  const unsure = await bot.tap(601, buttonData(once, 'Bỏ qua'))
  expect(unsure.at(-1)?.text).toContain('Không rõ')
  expect(await openCodes()).toHaveLength(2)
})

test('who may not give out codes below gets none, whatever is tapped', async ({
  db,
  ids,
  bot,
  openCodes,
  choose,
}) => {
  expect(JSON.stringify((await bot.text(602, '/donvi'))[0]?.buttons)).not.toContain('Phiếu mời')
  const buttonsOf = (code: string) => [
    cardsButtons.button.which('', { unit: ids[code] ?? 0 }),
    cardsButtons.button.chosen('', { unit: ids[code] ?? 0, choice: 'cell_secretary' }),
  ]
  // A secretary gives out codes for the own unit only; an office not beyond its subtree.
  for (const [userId, code] of [
    [602, 'A1'],
    [601, 'T'],
    [601, 'B'],
    [999, 'A'],
  ] as const)
    for (const { data } of buttonsOf(code)) {
      expect(await bot.tap(userId, data)).toEqual([])
      expect(bot.tapAnswers.at(-1)).toMatch(/không dùng được|không có quyền|người được giao/)
    }
  // The duty ended between the question and the answer.
  const [help] = await choose('Bí thư chi bộ')
  await db
    .updateTable('duty_holding')
    .set({ until: now })
    .where('unit_id', '=', ids.A ?? 0)
    .execute()
  await bot.tap(601, buttonData(help, 'Bỏ qua'))
  expect(bot.sentNow).toEqual([])
  expect(await openCodes()).toEqual([])
})
