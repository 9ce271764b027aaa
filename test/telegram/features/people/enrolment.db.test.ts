// Enrolling in chat: codes, consent, names, data, blocked chats, group chats.
import { describe, expect } from 'vitest'
import { findActor } from '../../../../src/org/actor.ts'
import { createCode } from '../../../../src/org/invitations.ts'
import type { Db } from '../../../../src/platform/database.ts'
import { test as base } from '../../../org/fixtures.ts'
import { addOfficer, now } from '../../../org/world.ts'
import { wordedNotices } from '../../../support/notices.ts'
import { buttonData, createTestBot } from '../../bot-fixture.ts'

const test = base
  .extend('bot', ({ db, ids: _ids }) => createTestBot(db, now))
  .extend('unit', ({ ids }) => (code: string) => {
    return ids[code] ?? 0
  })
  .extend('code', ({ db, unit }) => async (unitCode: string, duty: 'secretary' | 'deputy' = 'secretary') => {
    return (
      await db
        .transaction()
        .execute((tx) => createCode(tx, 'operator', { unitId: unit(unitCode), duty }, { now }))
    ).code
  })
  .extend('chatState', ({ db }) => async (id: number) => {
    return (
      (await db
        .selectFrom('chat')
        .select(['state', 'unit_id'])
        .where('telegram_chat_id', '=', id)
        .executeTakeFirst()) ?? null
    )
  })

const texts = (said: { text: string }[]) => said.map((each) => each.text).join('\n')
const group = { id: -900, type: 'group', title: 'Nhóm chi bộ' }

test('/start with a code shows the notice before anything else, and consent is one tap', async ({
  db,
  bot,
  code,
}) => {
  const said = await bot.text(501, `/start ${await code('A11')}`)
  expect(said[0]?.text).toContain('Họ 501')
  expect(said[0]?.text).toContain('Chi bộ khu phố 1')
  expect(said[0]?.text).toContain('dữ liệu cá nhân')
  expect(said).toHaveLength(1)
  expect(await findActor(db, 501, now)).toMatchObject({ duties: [{ unitCode: 'A11' }] })
  const agreed = await bot.tap(501, buttonData(said[0], 'Đồng ý'))
  expect(bot.edits.at(-1)?.text).toContain('Đã ghi nhận')
  expect(texts(agreed)).toContain('Đăng ký xong')
  const officer = await db.selectFrom('officer').selectAll().executeTakeFirstOrThrow()
  expect(officer).toMatchObject({ consent_version: 1, consented_at: now })
  // The next start greets and does not ask again.
  const again = await bot.text(501, '/start')
  expect(again).toHaveLength(1)
  expect(again[0]?.text).toContain('Bí thư')
})

test('a code typed as a message, in small letters, enrols too', async ({ bot, code }) => {
  const typed = (await code('A11')).toLowerCase().replaceAll('-', ' ')
  expect(texts(await bot.text(501, /\d/.test(typed) ? typed : typed.toUpperCase()))).toContain(
    'Mã đăng ký đúng',
  )
})

test('strangers are told how to get a code, whatever they send', async ({ db, bot }) => {
  expect(texts(await bot.text(502, '/start'))).toContain('mã đăng ký')
  expect(texts(await bot.text(502, '/start ABCD-EFGH-JKLM'))).toContain('không dùng được')
  expect(await db.selectFrom('officer').selectAll().execute()).toEqual([])
})

test('a name full of markup is shown as it is', async ({ db, bot, code }) => {
  const made = await code('A11')
  await bot.text(501, `/start ${made}`)
  const said = await bot.text(501, '/ten Nguyễn <b>An</b> & Co')
  expect(said[0]?.text).toContain('Nguyễn &lt;b&gt;An&lt;/b&gt; &amp; Co')
  expect((await findActor(db, 501, now))?.fullName).toBe('Nguyễn <b>An</b> & Co')
  expect(texts(await bot.text(501, '/ten'))).toContain('/ten Nguyễn Văn An')
})

test('refusing consent asks once more, then erases the person and ends the duty', async ({
  db,
  bot,
  code,
  chatState,
}) => {
  const said = await bot.text(501, `/start ${await code('A11')}`)
  const asked = await bot.tap(501, buttonData(said[0], 'Không đồng ý'))
  expect(await findActor(db, 501, now)).not.toBeNull()
  await bot.tap(501, buttonData(asked[0], 'Xóa dữ liệu'))
  expect(await findActor(db, 501, now)).toBeNull()
  const officer = await db.selectFrom('officer').selectAll().executeTakeFirstOrThrow()
  expect(officer).toMatchObject({ telegram_user_id: null, full_name: '—', search_key: '' })
  expect(await chatState(501)).toBeNull()
  // A new code makes a new beginning.
  await bot.text(501, `/start ${await code('A11')}`)
  expect(await findActor(db, 501, now)).not.toBeNull()
})

test('/dulieu shows what is kept', async ({ bot, code }) => {
  await bot.text(501, `/start ${await code('A11')}`)
  const said = texts(await bot.text(501, '/dulieu'))
  for (const part of ['Họ 501', '501', 'Chi bộ khu phố 1', 'chưa']) expect(said).toContain(part)
})

test('all of it comes as a file, and that is in the log', async ({ db, bot, code }) => {
  const [notice] = await bot.text(501, `/start ${await code('A11')}`)
  await bot.tap(501, buttonData(notice, 'Đồng ý'))
  await db
    .updateTable('duty_holding')
    .set({ ends_at: new Date('2030-06-30T17:00:00Z') })
    .execute()
  const [shown] = await bot.text(501, '/dulieu')
  await bot.tap(501, buttonData(shown, 'toàn bộ dữ liệu'))
  const sent = bot.sentNow.at(-1)
  expect(sent?.chatId).toBe(501)
  const file = sent?.file
  const text = file && 'bytes' in file ? Buffer.from(file.bytes).toString('utf8') : ''
  for (const part of [
    'Họ 501',
    '501',
    'Chi bộ khu phố 1',
    'đồng ý',
    'kết xuất dữ liệu',
    'chính đồng chí',
    'đến 30/6/2030',
  ])
    expect(text).toContain(part)
  expect(text).not.toMatch(/own-|audit-|undefined|NaN/)
  const kept = await db.selectFrom('delivery').select('payload').execute()
  expect(JSON.stringify(kept)).not.toContain('DỮ LIỆU CỦA')
})

describe('a code for a duty that somebody holds', () => {
  const holders = async (db: Db) => {
    const held = db.selectFrom('duty_holding as h').innerJoin('officer as o', 'o.id', 'h.officer_id')
    const rows = await held
      .select('o.telegram_user_id')
      .where('h.until', 'is', null)
      .orderBy('h.id')
      .execute()
    return rows.map((row) => row.telegram_user_id)
  }

  test('asks first; the answer replaces the former holder, who is told', async ({ db, bot, code, unit }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty: 'secretary' })
    const made = await code('A11')
    const [question] = await bot.text(502, `/start ${made}`)
    expect(question?.text).toContain('thay người cũ?')
    expect(question?.text).toContain('Người 501')
    expect(await holders(db)).toEqual([501])
    expect(await wordedNotices(db)).toEqual([])
    // Whatever else is typed changes nothing, and /huy leaves the code as it was.
    expect(texts(await bot.text(502, 'vâng'))).toContain('một trong hai nút')
    expect(texts(await bot.text(502, '/huy'))).toContain('chưa có gì thay đổi')
    await bot.tap(502, buttonData(question, 'tôi thay'))
    expect(await holders(db)).toEqual([501])

    const [again] = await bot.text(502, `/start ${made}`)
    const said = await bot.tap(502, buttonData(again, 'tôi thay'))
    expect(texts(said)).toContain('Chi bộ khu phố 1')
    expect(await holders(db)).toEqual([502])
    const told = await wordedNotices(db)
    expect(told.map((each) => each.telegram_chat_id)).toEqual([501])
    expect(told[0]?.message.text).toContain('bàn giao')
    // Once, however often the button is tapped.
    await bot.tap(502, buttonData(again, 'tôi thay'))
    expect(await wordedNotices(db)).toHaveLength(1)
  })

  test('or both hold it; an answer about a holder who has changed meanwhile asks anew', async ({
    db,
    bot,
    code,
    unit,
  }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty: 'secretary' })
    const [first, second] = [await code('A11'), await code('A11')]
    const [asked] = await bot.text(502, `/start ${first}`)
    const [other] = await bot.text(503, `/start ${second}`)
    await bot.tap(503, buttonData(other, 'cùng giữ'))
    expect(await holders(db)).toEqual([501, 503])
    const [anew] = await bot.tap(502, buttonData(asked, 'tôi thay'))
    expect(anew?.text).toContain('Họ 503')
    expect(await holders(db)).toEqual([501, 503])
    await bot.tap(502, buttonData(anew, 'tôi thay'))
    expect(await holders(db)).toEqual([502])
  })

  test('is not asked for duties that several people hold, nor with a code of somebody who may not replace', async ({
    db,
    bot,
    code,
    unit,
  }) => {
    for (const duty of ['secretary', 'deputy'] as const)
      await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty })
    await bot.text(502, `/start ${await code('A11', 'deputy')}`)
    expect(await holders(db)).toEqual([501, 501, 502])
    const made = await code('A11')
    const maker = await addOfficer(db, { telegramUserId: 504, unitId: unit('B11'), duty: 'secretary' })
    await db.updateTable('enrolment_code').set({ created_by: maker }).where('used_at', 'is', null).execute()
    await bot.text(503, `/start ${made}`)
    expect((await holders(db)).filter((id) => id === 501 || id === 503)).toEqual([501, 501, 503])
  })
})

describe('reaching a person', () => {
  const standing = (status: string) => ({
    my_chat_member: {
      chat: { id: 501, type: 'private' },
      from: { id: 501, is_bot: false, first_name: 'Họ' },
      date: 0,
      old_chat_member: { status: 'member', user: { id: 7_000_000_001, is_bot: true, first_name: 'x' } },
      new_chat_member: { status, user: { id: 7_000_000_001, is_bot: true, first_name: 'x' } },
    },
  })

  test('blocking is noticed, and unblocking or /start makes the chat reachable again', async ({
    db,
    bot,
    unit,
    chatState,
  }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty: 'secretary' })
    await bot.give(standing('kicked'))
    expect(await chatState(501)).toMatchObject({ state: 'blocked' })
    await bot.give(standing('member'))
    expect(await chatState(501)).toMatchObject({ state: 'reachable' })
    await bot.give(standing('kicked'))
    await bot.text(501, '/start')
    expect(await chatState(501)).toMatchObject({ state: 'reachable' })
  })
})

describe('groups', () => {
  test('the secretary binds the group of the unit, and may let it go', async ({
    db,
    bot,
    unit,
    chatState,
  }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty: 'secretary' })
    expect(texts(await bot.text(501, '/nhom', group))).toContain('Chi bộ khu phố 1')
    expect(await chatState(-900)).toEqual({ state: 'reachable', unit_id: unit('A11') })
    const recipient = await db
      .selectFrom('unit_recipient')
      .select('telegram_chat_id')
      .where('unit_id', '=', unit('A11'))
      .executeTakeFirst()
    expect(recipient?.telegram_chat_id).toBe(-900)
    expect(texts(await bot.text(501, '/bonhom', group))).toContain('thôi gắn')
    expect(await chatState(-900)).toMatchObject({ unit_id: null })
  })

  test('restricted, the bot counts on the group only when it may send text and documents', async ({
    db,
    bot,
    unit,
    chatState,
  }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty: 'secretary' })
    await bot.text(501, '/nhom', group)
    const restricted = (rights: object) => ({
      my_chat_member: {
        chat: { id: -900, type: 'group', title: 'x' },
        from: { id: 501, is_bot: false, first_name: 'Họ' },
        date: 0,
        old_chat_member: { status: 'member' },
        new_chat_member: { status: 'restricted', ...rights },
      },
    })
    for (let i = 0; i < 2; i++)
      await bot.give(restricted({ can_send_messages: false, can_send_documents: true }))
    expect(await chatState(-900)).toMatchObject({ state: 'no_rights' })
    // The secretary hears of it at once, and once.
    const told = await wordedNotices(db)
    expect(told).toMatchObject([{ telegram_chat_id: 501 }])
    expect(told[0]?.message.text).toContain('không còn được phép gửi')
    await bot.give(restricted({ can_send_messages: true, can_send_documents: true }))
    expect(await chatState(-900)).toMatchObject({ state: 'reachable' })
    await bot.give(restricted({ can_send_messages: true, can_send_documents: false }))
    expect(await chatState(-900)).toMatchObject({ state: 'no_rights' })
  })

  test('members without a duty, anonymous administrators and secretaries of other units change nothing', async ({
    db,
    bot,
    unit,
    chatState,
  }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty: 'secretary' })
    await addOfficer(db, { telegramUserId: 502, unitId: unit('B11'), duty: 'secretary' })
    const refusal = texts(await bot.text(999, '/nhom', group))
    expect(refusal).toContain('Chỉ bí thư')
    expect(refusal).not.toContain('khu phố')
    await bot.text(501, '/nhom', group, { sender_chat: { id: -900, type: 'group', title: 'x' } })
    expect(await chatState(-900)).toBeNull()
    await bot.text(501, '/nhom', group)
    for (const attempt of ['/nhom', '/nhom A11', '/bonhom', '/nhom B11']) await bot.text(502, attempt, group)
    expect(await chatState(-900)).toMatchObject({ unit_id: unit('A11') })
  })

  test('whoever has several units chooses; another cannot choose instead', async ({
    db,
    bot,
    unit,
    chatState,
  }) => {
    for (const place of ['A11', 'B11'])
      await addOfficer(db, { telegramUserId: 501, unitId: unit(place), duty: 'secretary' })
    await addOfficer(db, { telegramUserId: 502, unitId: unit('A12'), duty: 'secretary' })
    const said = await bot.text(501, '/nhom', group)
    const data = buttonData(said[0], 'thôn Đoài')
    await bot.tap(502, data, group)
    expect(await chatState(-900)).toBeNull()
    await bot.tap(501, data, group)
    expect(await chatState(-900)).toMatchObject({ unit_id: unit('B11') })
  })

  test('a code is not redeemed in a group', async ({ db, bot, code }) => {
    const made = await code('A11')
    expect(texts(await bot.text(501, `/start ${made}`, group))).toContain('trò chuyện riêng')
    expect(texts(await bot.text(501, made, group))).toContain('trò chuyện riêng')
    expect(await findActor(db, 501, now)).toBeNull()
    await bot.text(501, `/start ${made}`)
    expect(await findActor(db, 501, now)).not.toBeNull()
  })

  test('a group that becomes a supergroup stays the chat of its unit, told once or twice in any order', async ({
    db,
    bot,
    unit,
    chatState,
  }) => {
    await addOfficer(db, { telegramUserId: 501, unitId: unit('A11'), duty: 'secretary' })
    await bot.text(501, '/nhom', group)
    const service = (chat: number, type: string, more: Record<string, unknown>) => ({
      message: {
        message_id: 77,
        date: 0,
        from: { id: 501, is_bot: false, first_name: 'x' },
        chat: { id: chat, type, title: 'x' },
        ...more,
      },
    })
    await bot.give(service(-1_000_000_900, 'supergroup', { migrate_from_chat_id: -900 }))
    await bot.give(service(-900, 'group', { migrate_to_chat_id: -1_000_000_900 }))
    expect(await chatState(-1_000_000_900)).toEqual({ state: 'reachable', unit_id: unit('A11') })
    expect(await chatState(-900)).toBeNull()
  })
})
