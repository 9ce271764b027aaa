// Walking through the organisation in chat.

import { sql } from 'kysely'
import { expect } from 'vitest'
import { findActor } from '../../../../src/org/actor.ts'
import { mergeUnits, renameUnit } from '../../../../src/org/change-tree.ts'
import { dutiesAt, handOverByCode, nameSubstitute } from '../../../../src/org/hand-over.ts'
import { recordAudit } from '../../../../src/platform/audit.ts'
import { handOverButtons, unitButtons } from '../../../../src/telegram/features/units/buttons.ts'
import { test as base } from '../../../org/fixtures.ts'
import { addOfficer, calendar, now } from '../../../org/world.ts'
import { inOrder } from '../../../support/in-order.ts'
import { wordedNotices } from '../../../support/notices.ts'
import { buttonData, createTestBot } from '../../bot-fixture.ts'

const test = base
  .extend('bot', async ({ db, ids }) => {
    await addOfficer(db, { telegramUserId: 601, unitId: ids.A ?? 0, duty: 'office' })
    await addOfficer(db, { telegramUserId: 602, unitId: ids.A11 ?? 0, duty: 'secretary' })
    await addOfficer(db, { telegramUserId: 603, unitId: ids.A12 ?? 0, duty: 'secretary', chat: 'blocked' })
    return createTestBot(db, now)
  })
  .extend('notices', ({ db }) => () => {
    return wordedNotices(db)
  })

test('the office walks down, sees who is missing, and gives a code that works', async ({ db, bot }) => {
  const top = await bot.text(601, '/donvi')
  expect(top[0]?.text).toContain('Đảng ủy phường An Bình')
  expect(top[0]?.text).toContain('Chi bộ: 2, chưa gửi được: 1')
  await bot.tap(601, buttonData(top[0], 'Đảng bộ cơ sở'))
  const below = bot.edits.at(-1)
  expect(below?.text).toContain('Đơn vị trực thuộc: 2')
  await bot.tap(601, buttonData(below, '⚠ Chi bộ khu phố 2'))
  expect(bot.edits.at(-1)?.text).toContain('không liên lạc được: đã chặn')
  const which = await bot.tap(601, buttonData(bot.edits.at(-1), 'Cấp mã'))
  const made = await bot.tap(601, buttonData(which[0], 'Phó bí thư'))
  const link = /\?start=([A-Z2-9-]+)/.exec(made[0]?.text ?? '')?.[1]
  await bot.text(700, `/start ${link}`)
  expect(await findActor(db, 700, now)).toMatchObject({
    duties: [{ duty: 'deputy', unitCode: 'A12' }],
  })
  expect(which[0]?.buttons?.flat().map((button) => button.text)).not.toContain('Quản trị viên')
})

test('a code may ask for a phone number, which is kept nowhere', async ({ db, ids, bot }) => {
  await bot.tap(601, unitButtons.button.show('', { unit: ids.A12 ?? 0, page: 0 }).data)
  const which = await bot.tap(601, buttonData(bot.edits.at(-1), 'Cấp mã'))
  const phone = await bot.tap(601, buttonData(which[0], 'số điện thoại'))
  expect(phone[0]?.buttons?.flat().map((button) => button.text)).not.toContain('Quản trị viên')
  const ask = await bot.tap(601, buttonData(phone[0], 'Phó bí thư'))
  expect(ask[0]?.text).toContain('gõ số điện thoại')
  expect((await bot.text(601, 'khu pho 2'))[0]?.text).toContain('chưa phải số điện thoại')
  const [made] = await bot.text(601, '0912 345 678')
  const link = /\?start=([A-Z2-9-]+)/.exec(made?.text ?? '')?.[1]
  expect((await bot.text(700, `/start ${link}`))[0]?.text).toContain('Gửi số điện thoại của tôi')
  expect(await findActor(db, 700, now)).toBeNull()
  const contact = { phone_number: '+84912345678', first_name: 'X', user_id: 700 }
  await bot.give({
    message: {
      message_id: 9,
      date: 0,
      from: {
        id: 700,
        is_bot: false,
        first_name: 'X',
      },
      chat: {
        id: 700,
        type: 'private',
        first_name: 'X',
      },
      contact,
    },
  })
  expect(await findActor(db, 700, now)).toMatchObject({ duties: [{ duty: 'deputy' }] })
  const dialogs = await db.selectFrom('dialog').selectAll().execute()
  expect(JSON.stringify(dialogs)).not.toContain('912345678')
  // Asked for before, but no longer allowed when the number comes.
  await bot.tap(601, buttonData(phone[0], 'Phó bí thư'))
  await db
    .updateTable('duty_holding')
    .set({ until: now })
    .where('unit_id', '=', ids.A ?? 0)
    .execute()
  await bot.text(601, '0912 345 678')
  expect(await db.selectFrom('enrolment_code').selectAll().execute()).toHaveLength(1)
})

test('the office hands a duty over by a code: the successor has it and the predecessor loses it at once', async ({
  db,
  ids,
  bot,
}) => {
  await bot.tap(601, unitButtons.button.show('', { unit: ids.A11 ?? 0, page: 0 }).data)
  const which = await bot.tap(601, buttonData(bot.edits.at(-1), 'Bàn giao'))
  const what = await bot.tap(601, buttonData(which[0], 'Bí thư'))
  const made = await bot.tap(601, buttonData(what[0], 'kế nhiệm'))
  const link = /\?start=([A-Z2-9-]+)/.exec(made[0]?.text ?? '')?.[1]
  expect(await findActor(db, 602, now)).not.toBeNull()
  await bot.text(701, `/start ${link}`)
  expect(await findActor(db, 602, now)).toBeNull()
  expect(await findActor(db, 701, now)).toMatchObject({
    duties: [{ duty: 'secretary', unitCode: 'A11' }],
  })
})

test('whoever had the duty is told once, privately, and only where messages may go', async ({
  db,
  ids,
  bot,
  notices,
}) => {
  const held = async (code: string) =>
    (await dutiesAt(db, ids[code] ?? 0)).find(({ duty }) => duty === 'secretary')?.id ?? 0
  const tomorrow = new Date(now.getTime() + 86_400_000)
  const codeFor = async (code: string) => {
    const made = await db
      .transaction()
      .execute(async (tx) => handOverByCode(tx, 'operator', { heldId: await held(code) }, { now }))
    return made.ok ? made.code : ''
  }
  const stands = await held('A11')
  await addOfficer(db, { telegramUserId: 610, unitId: ids.A12 ?? 0, duty: 'deputy' })
  const substitute = (await findActor(db, 610, now))?.officerId ?? 0
  await db
    .transaction()
    .execute((tx) =>
      nameSubstitute(tx, 'operator', { heldId: stands, substituteId: substitute, endsAt: tomorrow }, { now }),
    )
  const first = await codeFor('A11')
  expect(await notices()).toEqual([])
  await bot.text(701, `/start ${first}`)
  await bot.text(701, `/start ${first}`)
  const told = await notices()
  expect(inOrder(told.map((row) => row.telegram_chat_id))).toEqual([602, 610])
  const text = (account: number) => told.find((row) => row.telegram_chat_id === account)?.message.text
  expect(text(602)).toContain('đã được bàn giao cho đồng chí Họ 701')
  expect(text(602)).toContain('Chi bộ khu phố 1')
  expect(text(602)).toContain('09:00')
  expect(text(602)).toContain('liên hệ văn phòng Đảng bộ cơ sở An Bình')
  expect(text(610)).toContain('Việc thay tạm kết thúc')
  // Blocked; and the next one never agreed to the notice: nothing goes to either.
  await bot.text(702, `/start ${await codeFor('A12')}`)
  await bot.text(703, `/start ${await codeFor('A11')}`)
  expect(await notices()).toHaveLength(2)
})

test('the office names a substitute until a day, and may end that and the duty itself', async ({
  db,
  ids,
  bot,
  notices,
}) => {
  const link = (said: { text?: string } | undefined) => /\?start=([A-Z2-9-]+)/.exec(said?.text ?? '')?.[1]
  const open = async (holder: string) => {
    await bot.tap(601, unitButtons.button.show('', { unit: ids.A11 ?? 0, page: 0 }).data)
    const which = await bot.tap(601, buttonData(bot.edits.at(-1), 'Bàn giao'))
    return (await bot.tap(601, buttonData(which[0], holder)))[0]
  }
  const [ask] = await bot.tap(601, buttonData(await open('Bí thư'), 'thay tạm'))
  expect(ask?.text).toContain('vắng đến hết ngày nào')
  for (const typed of ['tuần sau', '31/02/2026', '01/03/2026', '01/01/2030'])
    expect((await bot.text(601, typed))[0]?.text).toContain('không quá một năm')
  const [made] = await bot.text(601, '15/3/2026')
  expect(made?.text).toContain('đến hết ngày 15/3/2026')
  await bot.text(702, `/start ${link(made)}`)
  expect(await findActor(db, 702, now)).toMatchObject({ duties: [{ duty: 'secretary' }] })
  const lastMoment = new Date('2026-03-15T16:59:59Z')
  expect(await findActor(db, 702, lastMoment)).not.toBeNull()
  expect(await findActor(db, 702, new Date('2026-03-15T17:00:00Z'))).toBeNull()
  expect(await findActor(db, 602, now)).not.toBeNull()
  await bot.tap(601, unitButtons.button.show('', { unit: ids.A11 ?? 0, page: 0 }).data)
  expect(bot.edits.at(-1)?.text).toContain('(thay tạm đến hết ngày 15/3/2026)')

  const chosen = await open('Bí thư (thay tạm)')
  expect(chosen?.buttons?.flat().map((button) => button.text)).toEqual(['⏹ Thôi nhiệm vụ', 'Để nguyên'])
  const [surely] = await bot.tap(601, buttonData(chosen, 'Thôi'))
  expect(surely?.text).toContain('thôi thay tạm')
  const [over] = await bot.tap(601, buttonData(surely, 'Xác nhận'))
  expect(await findActor(db, 702, now)).toBeNull()
  expect(over?.text).toContain('thôi thay tạm nhiệm vụ <b>Bí thư</b>')
  expect(over?.text).toContain('người giữ nhiệm vụ không thay đổi')
  expect(over?.text).not.toContain('/donvi')
  // The substitute never agreed to the notice, so nothing may be written there.
  expect(over?.text).toContain('Hệ thống chưa nhắn được cho đồng chí ấy, đề nghị báo trực tiếp.')
  expect(await notices()).toEqual([])
  const [sure] = await bot.tap(601, buttonData(await open('Bí thư'), 'Thôi'))
  await bot.tap(601, buttonData(sure, 'Để nguyên'))
  expect(await findActor(db, 602, now)).not.toBeNull()
  const [done] = await bot.tap(601, buttonData(sure, 'Xác nhận'))
  expect(await findActor(db, 602, now)).toBeNull()
  expect(done?.text).toContain('Hệ thống sẽ nhắn tin báo đồng chí ấy. Gõ /donvi')
  await bot.tap(601, buttonData(sure, 'Xác nhận'))
  expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  const told = await notices()
  expect(told.map((row) => row.telegram_chat_id)).toEqual([602])
  const text = told[0]?.message.text
  expect(text).toContain('đồng chí đã thôi nhiệm vụ <b>Bí thư</b>')
  expect(text).toContain('liên hệ văn phòng Đảng bộ cơ sở An Bình')
})

test('the end of a duty is told to its holder and to who stood in, not to who ends the own one', async ({
  db,
  ids,
  bot,
  notices,
}) => {
  const [held] = await dutiesAt(db, ids.A11 ?? 0)
  await addOfficer(db, { telegramUserId: 610, unitId: ids.A12 ?? 0, duty: 'deputy' })
  const substitute = (await findActor(db, 610, now))?.officerId ?? 0
  const tomorrow = new Date(now.getTime() + 86_400_000)
  await db
    .transaction()
    .execute((tx) =>
      nameSubstitute(
        tx,
        'operator',
        { heldId: held?.id ?? 0, substituteId: substitute, endsAt: tomorrow },
        { now },
      ),
    )
  const end = async (heldId: number, account: number) => {
    const tapped = handOverButtons.button.end('', { duty: heldId }).data
    const [sure] = await bot.tap(account, tapped)
    const [done] = await bot.tap(account, buttonData(sure, 'Xác nhận'))
    return { text: done?.text, told: await notices() }
  }
  const { told } = await end(held?.id ?? 0, 601)
  expect(inOrder(told.map((row) => row.telegram_chat_id))).toEqual([602, 610])
  expect(told.find((row) => row.telegram_chat_id === 610)?.message.text).toContain(
    'việc đồng chí thay tạm nhiệm vụ <b>Bí thư</b>',
  )
  const own = await db
    .selectFrom('duty_holding')
    .innerJoin('chat', 'chat.officer_id', 'duty_holding.officer_id')
    .select('duty_holding.id')
    .where('chat.telegram_chat_id', '=', 601)
    .executeTakeFirstOrThrow()
  const last = await end(own.id, 601)
  expect(last.text).toContain('không phải làm gì thêm trong nhiệm vụ này')
  expect(last.told).toHaveLength(2)
  expect(await findActor(db, 601, now)).toBeNull()
})

test('whoever ends a duty reads which of the two cannot be told: its holder, or who stood in', async ({
  db,
  ids,
  bot,
  notices,
}) => {
  const tomorrow = new Date(now.getTime() + 86_400_000)
  await addOfficer(db, { telegramUserId: 610, unitId: ids.A12 ?? 0, duty: 'deputy' })
  const substitute = (await findActor(db, 610, now))?.officerId ?? 0
  const endWith = async (blocked: number) => {
    const [held] = await dutiesAt(db, ids.A11 ?? 0)
    await db
      .transaction()
      .execute((tx) =>
        nameSubstitute(
          tx,
          'operator',
          { heldId: held?.id ?? 0, substituteId: substitute, endsAt: tomorrow },
          { now },
        ),
      )
    await sql`update chat set state = case when telegram_chat_id = ${blocked} then 'blocked'
      else 'reachable' end::chat_state
      where telegram_chat_id in (602, 610)`.execute(db)
    const [sure] = await bot.tap(601, handOverButtons.button.end('', { duty: held?.id ?? 0 }).data)
    const [done] = await bot.tap(601, buttonData(sure, 'Xác nhận'))
    const told = (await notices()).map((row) => row.telegram_chat_id)
    await db.deleteFrom('delivery').execute()
    await sql`update duty_holding set until = null where id = ${held?.id ?? 0}`.execute(db)
    return { text: done?.text ?? '', told }
  }
  const holder = await endWith(602)
  expect(holder.told).toEqual([610])
  expect(holder.text).toContain('chưa nhắn được cho đồng chí ấy')
  expect(holder.text).not.toContain('Người thay tạm')
  const other = await endWith(610)
  expect(other.told).toEqual([602])
  expect(other.text).toContain('sẽ nhắn tin báo đồng chí ấy. Người thay tạm thì hệ thống chưa nhắn được')
})

test('a duty taken away while the day is asked for leaves no code', async ({ db, ids, bot }) => {
  const held = await db
    .selectFrom('duty_holding')
    .select('id')
    .where('unit_id', '=', ids.A11 ?? 0)
    .executeTakeFirstOrThrow()
  await bot.tap(601, handOverButtons.button.substitute('', { duty: held.id }).data)
  await db.updateTable('duty_holding').set({ until: now }).where('id', '=', held.id).execute()
  expect((await bot.text(601, '15/3/2026'))[0]?.text).toContain('đã thay đổi')
  expect(await db.selectFrom('enrolment_code').selectAll().execute()).toEqual([])
})

test('the card tells what a unit was, what went into it, and until when its people are elected', async ({
  db,
  ids,
  bot,
}) => {
  const day = '2026-03-02'
  await db.updateTable('unit').set({ valid_from: '2026-01-01' }).execute()
  await db
    .updateTable('duty_holding')
    .set({ ends_at: new Date('2026-03-01T17:00:00Z') })
    .where('unit_id', '=', ids.A12 ?? 0)
    .execute()
  await db.transaction().execute(async (tx) => {
    await renameUnit(
      tx,
      'operator',
      { unitId: ids.A12 ?? 0, name: 'Chi bộ <Hai>', day, decision: '7-QĐ/ĐU' },
      { now, calendar },
    )
    await mergeUnits(
      tx,
      'operator',
      { unitIds: [ids.A11 ?? 0], intoId: ids.A12 ?? 0, day, decision: '8-QĐ/ĐU' },
      { now, calendar },
    )
  })
  await bot.tap(601, unitButtons.button.show('', { unit: ids.A12 ?? 0, page: 0 }).data)
  const card = bot.edits.at(-1)?.text
  expect(card).toContain('Chi bộ &lt;Hai&gt;')
  expect(card).toContain('Trước 2/3/2026 là: Chi bộ khu phố 2 (7-QĐ/ĐU).')
  expect(card).toContain('Tiếp nhận Chi bộ khu phố 1 từ 2/3/2026 (8-QĐ/ĐU).')
  expect(card).toContain('đã hết nhiệm kỳ ngày 1/3/2026')
})

test('nobody sees or gives out anything outside the own subtree, whatever is tapped', async ({
  db,
  ids,
  bot,
}) => {
  const refused = async (userId: number, data: string) => {
    const said = await bot.tap(userId, data)
    return said.length === 0 && bot.tapAnswers.at(-1)
  }
  for (const code of ['T', 'B', 'B11']) {
    const id = ids[code] ?? 0
    expect(await refused(601, unitButtons.button.show('', { unit: id, page: 0 }).data)).toContain(
      'không dùng được',
    )
    expect(
      await refused(601, unitButtons.button.code('', { unit: id, proof: 'code', duty: 'secretary' }).data),
    ).toContain('không dùng được')
  }
  const held = await db
    .insertInto('duty_holding')
    .values({ officer_id: 1, unit_id: ids.B11 ?? 0, duty: 'secretary', since: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  expect(await refused(601, handOverButtons.button.code('', { duty: held.id }).data)).toContain(
    'không dùng được',
  )
  // An administrator is not made by an office, not even in its own subtree.
  const admin = unitButtons.button.code('', { unit: ids.A11 ?? 0, proof: 'code', duty: 'administrator' }).data
  expect(await refused(601, admin)).toContain('không có quyền')
  expect(await refused(602, unitButtons.button.show('', { unit: ids.A12 ?? 0, page: 0 }).data)).toContain(
    'không dùng được',
  )
  expect(bot.edits).toEqual([])
  expect(await db.selectFrom('enrolment_code').selectAll().execute()).toEqual([])
})

test('an office finds a unit by typing its name, without diacritics, within the own subtree', async ({
  bot,
}) => {
  const found = await bot.text(601, 'khu pho 2')
  expect(found[0]?.buttons?.flat()[0]?.text).toBe('Chi bộ khu phố 2')
  expect((await bot.text(601, '/donvi thon doai'))[0]?.text).toContain('Không tìm thấy')
})

test('a secretary of a cell sees the own cell; strangers are asked for their code', async ({ bot }) => {
  expect((await bot.text(602, '/donvi'))[0]?.text).toContain('Chi bộ khu phố 1')
  expect((await bot.text(999, '/donvi'))[0]?.text).toContain('mã đăng ký')
})

test('a speaker sees the own unit and nothing of what is below it, by walking or by typing', async ({
  db,
  ids,
  bot,
}) => {
  await addOfficer(db, { telegramUserId: 605, unitId: ids.A ?? 0, duty: 'speaker' })
  const [card] = await bot.text(605, '/donvi')
  expect(card?.text).toContain('Đảng ủy phường An Bình')
  expect(card?.text).not.toContain('Chi bộ')
  expect(card?.text).not.toContain('trực thuộc')
  expect(card?.buttons ?? []).toEqual([])
  expect((await bot.text(605, '/donvi khu pho 2'))[0]?.text).toContain('Không tìm thấy')
})

test('a speaker of the province who runs the office of a commune finds that commune only', async ({
  db,
  ids,
  bot,
}) => {
  await addOfficer(db, { telegramUserId: 601, unitId: ids.T ?? 0, duty: 'speaker' })
  for (const typed of ['thon doai', '/donvi thon doai', 'bac son'])
    expect((await bot.text(601, typed))[0]?.buttons ?? []).toEqual([])
  expect((await bot.text(601, 'khu pho 2'))[0]?.buttons?.flat()[0]?.text).toBe('Chi bộ khu phố 2')
  const [roots] = await bot.text(601, '/donvi')
  expect(roots?.buttons?.flat().map((button) => button.text)).toEqual([
    'Tỉnh ủy Hòa Khê',
    'Đảng ủy phường An Bình',
  ])
})

test('observers read the trail of their subtree page by page; others do not', async ({ db, ids, bot }) => {
  await addOfficer(db, { telegramUserId: 604, unitId: ids.A ?? 0, duty: 'observer' })
  const note = { at: now, actor: { kind: 'system' } as const, subject: { kind: 'unit' } }
  for (let n = 0; n < 20; n++) await recordAudit(db, { ...note, action: 'group.bind', unitId: ids.A11 ?? 0 })
  await recordAudit(db, { ...note, action: 'something.new', unitId: ids.A ?? 0 })
  await recordAudit(db, { ...note, action: 'group.bind', unitId: ids.B11 ?? 0 })
  const [first] = await bot.text(604, '/nhatky')
  expect(first?.text).toContain('something-new')
  expect(first?.text.match(/gắn nhóm/g)).toHaveLength(14)
  expect(first?.text).not.toContain('B11')
  await bot.tap(604, buttonData(first, 'Cũ hơn'))
  expect(bot.edits.at(-1)?.text?.match(/gắn nhóm/g)).toHaveLength(6)
  expect(bot.edits.at(-1)?.buttons).toEqual([])
  expect((await bot.text(601, '/nhatky'))[0]?.text).toContain('giám sát')
  await bot.tap(601, buttonData(first, 'Cũ hơn'))
  expect(bot.tapAnswers.at(-1)).toContain('giám sát')
})
