// An invitation that expects a phone number: the button, the number, and numbers that are not the person's
// own.
import { beforeEach, expect, test } from 'vitest'
import { findActor } from '../../../../src/org/actor.ts'
import { createCode } from '../../../../src/org/invitations.ts'
import { normalisePhone } from '../../../../src/org/phone-number.ts'
import { createMovableClock } from '../../../../src/platform/clock.ts'
import { startSandbox } from '../../../../src/sandbox/index.ts'
import { now, plantTree } from '../../../org/fixtures.ts'
import { useDatabase } from '../../../support/database.ts'
import { buttonData, createTestBot, type Said, type TestBot } from '../../bot-fixture.ts'

const database = useDatabase()
const number = '+84912345678'
let bot: TestBot
let code: string

beforeEach(async () => {
  await database.reset()
  const ids = await plantTree(database.db)
  bot = createTestBot(database.db, now)
  const wanted = { unitId: ids.A11 ?? 0, duty: 'secretary' } as const
  const phone = normalisePhone('0912.345.678')
  code = (
    await database.db.transaction().execute((tx) => createCode(tx, 'operator', { ...wanted, phone }, { now }))
  ).code
})

let messageId = 5_000
const share = (personId: number, contact: Record<string, unknown>, more = {}): Promise<Said[]> =>
  bot.give({
    message: {
      message_id: messageId++,
      date: 0,
      chat: {
        id: personId,
        type: 'private',
      },
      from: {
        id: personId,
        is_bot: false,
        first_name: 'Họ',
        last_name: String(personId),
      },
      contact: {
        first_name: 'Họ',
        ...contact,
      },
      ...more,
    },
  })
const isOpen = async () =>
  (await database.db.selectFrom('enrolment_code').select('used_at').orderBy('id').executeTakeFirst())
    ?.used_at === null
const failures = async () =>
  (await database.db.selectFrom('enrolment_attempt').select('failures').executeTakeFirst())?.failures ?? 0

test('the code asks for the number by a button; the right one enrols, and nothing of it is kept', async () => {
  const [asked] = await bot.text(501, `/start ${code}`)
  expect(asked?.text).toContain('Gửi số điện thoại của tôi')
  expect(asked?.askContact?.text).toContain('Gửi số điện thoại')
  expect(await isOpen()).toBe(true)
  expect(await findActor(database.db, 501, now)).toBeNull()
  const dialog = JSON.stringify(await database.db.selectFrom('dialog').selectAll().execute())
  expect(dialog).not.toContain(code)
  expect(dialog).not.toContain(code.replaceAll('-', ''))
  const said = await share(501, { phone_number: '84912345678', user_id: 501 })
  expect(said[0]).toMatchObject({ removeKeyboard: true })
  expect(said.map((each) => each.text).join('\n')).toContain('Chi bộ khu phố 1')
  expect(await findActor(database.db, 501, now)).toMatchObject({ duties: [{ unitCode: 'A11' }] })
  const kept = JSON.stringify([
    await database.db.selectFrom('telegram_update').selectAll().execute(),
    await database.db.selectFrom('dialog').selectAll().execute(),
    await database.db.selectFrom('delivery').selectAll().execute(),
    await database.db.selectFrom('audit_entry').selectAll().execute(),
    await database.db.selectFrom('officer').selectAll().execute(),
    await database.db.selectFrom('enrolment_code').selectAll().execute(),
  ])
  expect(kept).not.toContain('912345678')
  expect(await database.db.selectFrom('enrolment_code').select('phone_tag').execute()).toEqual([
    { phone_tag: null },
  ])
  // Opening the link again is answered as before.
  expect((await bot.text(501, `/start ${code}`))[0]?.text).not.toContain('không dùng được')
})

test('another number is refused in plain words, leaves the code and counts as a wrong attempt', async () => {
  for (let tries = 1; tries <= 5; tries++) {
    await bot.text(501, `/start ${code}`)
    const [said] = await share(501, { phone_number: '+84987654321', user_id: 501 })
    expect(said?.text).toContain(tries < 5 ? 'không khớp' : 'thử lại sau 60 phút')
    expect(await failures()).toBe(tries)
    expect(await isOpen()).toBe(true)
  }
  expect((await bot.text(501, `/start ${code}`))[0]?.text).toContain('phút')
  expect((await bot.text(502, `/start ${code}`))[0]?.askContact).toBeDefined()
})

test("somebody else's card, a forwarded one and a typed number do not count", async () => {
  await bot.text(501, `/start ${code}`)
  const others: [Record<string, unknown>, object?][] = [
    [{ phone_number: number, user_id: 502 }],
    [{ phone_number: number }],
    [{ phone_number: number, user_id: 501 }, { forward_origin: { type: 'user' } }],
  ]
  for (const [contact, more] of others) {
    const [said] = await share(501, contact, more)
    expect(said?.text).toContain('số của người khác')
    expect(said?.askContact).toBeDefined()
  }
  expect((await bot.text(501, '0912345678'))[0]?.text).toContain('bấm nút')
  expect(await failures()).toBe(0)
  expect(await findActor(database.db, 501, now)).toBeNull()
  // The conversation still waits for the right one.
  await share(501, { phone_number: number, user_id: 501 })
  expect(await findActor(database.db, 501, now)).not.toBeNull()
})

test('a code that was used or ran out meanwhile is told like any other', async () => {
  await bot.text(501, `/start ${code}`)
  await bot.text(502, `/start ${code}`)
  await share(502, { phone_number: number, user_id: 502 })
  const [late] = await share(501, { phone_number: number, user_id: 501 })
  expect(late?.text).toContain('không dùng được')
  expect(late).toMatchObject({ removeKeyboard: true })
})

/** Another code for a duty at the same unit, without a number. */
const plainCode = async () => {
  const unit = await database.db
    .selectFrom('unit')
    .select('id')
    .where('code', '=', 'A11')
    .executeTakeFirstOrThrow()
  const wanted = { unitId: unit.id, duty: 'deputy' } as const
  return (await database.db.transaction().execute((tx) => createCode(tx, 'operator', wanted, { now }))).code
}
const dialogs = () => database.db.selectFrom('dialog').select('kind').execute()

test('/huy ends the waiting, takes the keyboard away and leaves the code as it was', async () => {
  await bot.text(501, `/start ${code}`)
  const said = await bot.text(501, '/huy')
  expect(said).toMatchObject([{ removeKeyboard: true }])
  expect(said[0]?.text).toContain('Đã dừng')
  expect(await dialogs()).toEqual([])
  expect(await isOpen()).toBe(true)
  expect(await failures()).toBe(0)
  // Once is enough: afterwards there is nothing to stop, and the same code begins anew.
  expect((await bot.text(501, '/huy'))[0]?.text).toContain('gửi mã đăng ký')
  expect((await bot.text(501, code))[0]?.askContact).toBeDefined()
  await share(501, { phone_number: number, user_id: 501 })
  expect(await findActor(database.db, 501, now)).toMatchObject({ duties: [{ unitCode: 'A11' }] })
})

test('/huy does the same for a known person who has not agreed, and for one who has', async () => {
  const [notice] = await bot.text(501, `/start ${await plainCode()}`)
  for (const agrees of [false, true]) {
    if (agrees) await bot.tap(501, buttonData(notice, 'Đồng ý'))
    expect((await bot.text(501, `/start ${code}`))[0]?.askContact).toBeDefined()
    const said = await bot.text(501, '/huy')
    expect(said).toMatchObject([{ removeKeyboard: true }])
    expect(said[0]?.text).toContain('Đã dừng')
    expect(await dialogs()).toEqual([])
  }
  // Nothing else gets past the notice meanwhile.
  await database.db.updateTable('officer').set({ consent_version: null }).execute()
  await database.db.updateTable('chat').set({ state: 'no_consent' }).execute()
  await bot.text(501, code)
  expect((await bot.text(501, '/viec'))[0]?.text).toContain('Thông báo về dữ liệu cá nhân')
})

test('a code that needs no number enrols in the middle of the waiting, typed or opened', async () => {
  for (const [person, before] of [
    [501, ''],
    [502, '/start '],
  ] as const) {
    await bot.text(person, `/start ${code}`)
    const said = await bot.text(person, `${before}${await plainCode()}`)
    expect(said[0]).toMatchObject({ removeKeyboard: true })
    expect(said[1]?.text).toContain('Mã đăng ký đúng')
    expect(await findActor(database.db, person, now)).toMatchObject({ duties: [{ duty: 'deputy' }] })
  }
  expect(await dialogs()).toEqual([])
  expect(await isOpen()).toBe(true)
})

test('a wrong code in the middle of the waiting is told like any other; the right one asks again', async () => {
  await bot.text(501, `/start ${code}`)
  const wrong = await bot.text(501, 'ABCD-2345-EFGH')
  expect(wrong).toMatchObject([{ removeKeyboard: true }])
  expect(wrong[0]?.text).toContain('không dùng được')
  expect(await failures()).toBe(1)
  expect(await dialogs()).toEqual([])
  expect((await bot.text(501, code))[0]?.askContact).toBeDefined()
  expect((await bot.text(501, code))[0]?.askContact).toBeDefined()
  await share(501, { phone_number: number, user_id: 501 })
  expect(await findActor(database.db, 501, now)).not.toBeNull()
})

test('a known person who has not agreed types another code in the middle of the waiting', async () => {
  await bot.text(501, `/start ${await plainCode()}`)
  await bot.text(501, code)
  const said = await bot.text(501, 'ABCD-2345-EFGH')
  expect(said[0]?.text).toContain('không dùng được')
})

test('people of the local Telegram share their own number and the card of another', async () => {
  const sandbox = await startSandbox({
    port: 0,
    token: '700:test',
    botUsername: 'thongsuot_bot',
    clock: createMovableClock(),
  })
  try {
    sandbox.world.addUsers([
      { id: 501, firstName: 'An' },
      { id: 502, firstName: 'Bình' },
    ])
    const own = sandbox.world.sendContact(501, 501)
    const others = sandbox.world.sendContact(501, 501, 502)
    expect(own).toMatchObject({ from: { id: 501 }, contact: { user_id: 501 } })
    expect(others).toMatchObject({ from: { id: 501 }, contact: { user_id: 502, first_name: 'Bình' } })
    await bot.text(501, `/start ${code}`)
    expect((await bot.give({ message: others }))[0]?.text).toContain('số của người khác')
    expect((await bot.give({ message: own }))[0]?.text).toContain('không khớp')
  } finally {
    await sandbox.close()
  }
})
