// An invitation that expects a phone number: the button, the number, and numbers that are not the person's
// own.
import { expect } from 'vitest'
import { findActor } from '../../../../src/org/actor.ts'
import { createCode } from '../../../../src/org/invitations.ts'
import { normalisePhone } from '../../../../src/org/phone-number.ts'
import { createMovableClock } from '../../../../src/platform/clock.ts'
import { startSandbox } from '../../../../src/sandbox/index.ts'
import { test as base } from '../../../org/fixtures.ts'
import { now } from '../../../org/world.ts'
import { buttonData, createTestBot } from '../../bot-fixture.ts'

const number = '+84912345678'

const test = base
  .extend('bot', ({ db }) => createTestBot(db, now))
  // Of an invitation that expects that number.
  .extend('code', async ({ db, ids }) => {
    const wanted = { unitId: ids.A11 ?? 0, duty: 'secretary' } as const
    const phone = normalisePhone('0912.345.678')
    const made = await db
      .transaction()
      .execute((tx) => createCode(tx, 'operator', { ...wanted, phone }, { now }))
    return made.code
  })
  .extend('share', ({ bot }) => {
    let messageId = 5_000
    return (personId: number, contact: Record<string, unknown>, more = {}) => {
      return bot.give({
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
    }
  })
  .extend('isOpen', ({ db }) => async () => {
    return (
      (await db.selectFrom('enrolment_code').select('used_at').orderBy('id').executeTakeFirst())?.used_at ===
      null
    )
  })
  .extend('failures', ({ db }) => async () => {
    return (await db.selectFrom('enrolment_attempt').select('failures').executeTakeFirst())?.failures ?? 0
  })
  // Another code for a duty at the same unit, without a number.
  .extend('plainCode', ({ db, ids }) => async () => {
    const wanted = { unitId: ids.A11 ?? 0, duty: 'deputy' } as const
    return (await db.transaction().execute((tx) => createCode(tx, 'operator', wanted, { now }))).code
  })
  .extend('dialogs', ({ db }) => () => {
    return db.selectFrom('dialog').select('kind').execute()
  })

test('the code asks for the number by a button; the right one enrols, and nothing of it is kept', async ({
  db,
  bot,
  code,
  share,
  isOpen,
}) => {
  const [asked] = await bot.text(501, `/start ${code}`)
  expect(asked?.text).toContain('Gửi số điện thoại của tôi')
  expect(asked?.askContact?.text).toContain('Gửi số điện thoại')
  expect(await isOpen()).toBe(true)
  expect(await findActor(db, 501, now)).toBeNull()
  const dialog = JSON.stringify(await db.selectFrom('dialog').selectAll().execute())
  expect(dialog).not.toContain(code)
  expect(dialog).not.toContain(code.replaceAll('-', ''))
  const said = await share(501, { phone_number: '84912345678', user_id: 501 })
  expect(said[0]).toMatchObject({ removeKeyboard: true })
  expect(said.map((each) => each.text).join('\n')).toContain('Chi bộ khu phố 1')
  expect(await findActor(db, 501, now)).toMatchObject({ duties: [{ unitCode: 'A11' }] })
  const kept = JSON.stringify([
    await db.selectFrom('telegram_update').selectAll().execute(),
    await db.selectFrom('dialog').selectAll().execute(),
    await db.selectFrom('delivery').selectAll().execute(),
    await db.selectFrom('audit_entry').selectAll().execute(),
    await db.selectFrom('officer').selectAll().execute(),
    await db.selectFrom('enrolment_code').selectAll().execute(),
  ])
  expect(kept).not.toContain('912345678')
  expect(await db.selectFrom('enrolment_code').select('phone_tag').execute()).toEqual([{ phone_tag: null }])
  // Opening the link again is answered as before.
  expect((await bot.text(501, `/start ${code}`))[0]?.text).not.toContain('không dùng được')
})

test('another number is refused in plain words, leaves the code and counts as a wrong attempt', async ({
  bot,
  code,
  share,
  isOpen,
  failures,
}) => {
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

test("somebody else's card, a forwarded one and a typed number do not count", async ({
  db,
  bot,
  code,
  share,
  failures,
}) => {
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
  expect(await findActor(db, 501, now)).toBeNull()
  // The conversation still waits for the right one.
  await share(501, { phone_number: number, user_id: 501 })
  expect(await findActor(db, 501, now)).not.toBeNull()
})

test('a code that was used or ran out meanwhile is told like any other', async ({ bot, code, share }) => {
  await bot.text(501, `/start ${code}`)
  await bot.text(502, `/start ${code}`)
  await share(502, { phone_number: number, user_id: 502 })
  const [late] = await share(501, { phone_number: number, user_id: 501 })
  expect(late?.text).toContain('không dùng được')
  expect(late).toMatchObject({ removeKeyboard: true })
})

test('/huy ends the waiting, takes the keyboard away and leaves the code as it was', async ({
  db,
  bot,
  code,
  share,
  isOpen,
  failures,
  dialogs,
}) => {
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
  expect(await findActor(db, 501, now)).toMatchObject({ duties: [{ unitCode: 'A11' }] })
})

test('/huy does the same for a known person who has not agreed, and for one who has', async ({
  db,
  bot,
  code,
  plainCode,
  dialogs,
}) => {
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
  await db.updateTable('officer').set({ consent_version: null }).execute()
  await db.updateTable('chat').set({ state: 'no_consent' }).execute()
  await bot.text(501, code)
  expect((await bot.text(501, '/viec'))[0]?.text).toContain('Thông báo về dữ liệu cá nhân')
})

test('a code that needs no number enrols in the middle of the waiting, typed or opened', async ({
  db,
  bot,
  code,
  isOpen,
  plainCode,
  dialogs,
}) => {
  for (const [person, before] of [
    [501, ''],
    [502, '/start '],
  ] as const) {
    await bot.text(person, `/start ${code}`)
    const said = await bot.text(person, `${before}${await plainCode()}`)
    expect(said[0]).toMatchObject({ removeKeyboard: true })
    expect(said[1]?.text).toContain('Mã đăng ký đúng')
    expect(await findActor(db, person, now)).toMatchObject({ duties: [{ duty: 'deputy' }] })
  }
  expect(await dialogs()).toEqual([])
  expect(await isOpen()).toBe(true)
})

test('a wrong code in the middle of the waiting is told like any other; the right one asks again', async ({
  db,
  bot,
  code,
  share,
  failures,
  dialogs,
}) => {
  await bot.text(501, `/start ${code}`)
  const wrong = await bot.text(501, 'ABCD-2345-EFGH')
  expect(wrong).toMatchObject([{ removeKeyboard: true }])
  expect(wrong[0]?.text).toContain('không dùng được')
  expect(await failures()).toBe(1)
  expect(await dialogs()).toEqual([])
  expect((await bot.text(501, code))[0]?.askContact).toBeDefined()
  expect((await bot.text(501, code))[0]?.askContact).toBeDefined()
  await share(501, { phone_number: number, user_id: 501 })
  expect(await findActor(db, 501, now)).not.toBeNull()
})

test('a known person who has not agreed types another code in the middle of the waiting', async ({
  bot,
  code,
  plainCode,
}) => {
  await bot.text(501, `/start ${await plainCode()}`)
  await bot.text(501, code)
  const said = await bot.text(501, 'ABCD-2345-EFGH')
  expect(said[0]?.text).toContain('không dùng được')
})

test('people of the local Telegram share their own number and the card of another', async ({ bot, code }) => {
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
