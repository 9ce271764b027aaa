// Everything that nobody planned for: other content, unknown commands, old buttons, edits, groups, anonymous
// administrators, secret marks, failing features, fuzzed updates. It gets a helpful answer or none, and
// changes nothing.

import fc from 'fast-check'
import { Composer } from 'grammy'
import { describe, expect } from 'vitest'
import { createLog } from '../../../src/platform/log.ts'
import { createCalendar } from '../../../src/platform/working-calendar.ts'
import { declaredActions } from '../../../src/telegram/buttons.ts'
import { encodeTap } from '../../../src/telegram/callback-codec.ts'
import type { BotContext } from '../../../src/telegram/context.ts'
import { reportButtons } from '../../../src/telegram/features/report/buttons.ts'
import { createUpdateHandler } from '../../../src/telegram/updates/handle-updates.ts'
import { storeUpdates } from '../../../src/telegram/updates/intake.ts'
import { runs, seed } from '../../support/property.ts'
import { me, nextUpdateId, saidTo, textUpdate } from '../bot-fixture.ts'
import { groupId, person } from '../chat-world.ts'
import { test as base } from '../fixtures.ts'
import { fuzzedUpdate } from './fuzzed-update.ts'

const test = base
  .extend('secretary', ({ world }) => person(world, world.user.secretary!))
  .extend('send', ({ world }) => async (update: object) => {
    await world.bot.receive([update])
    await world.bot.handleOpenUpdates()
  })
test.override('poolSize', 20)

const message = (userId: number, content: object, chat: object = { id: userId, type: 'private' }) => ({
  update_id: nextUpdateId(),
  message: { message_id: 1, date: 1, chat, from: { id: userId, is_bot: false, first_name: 'A' }, ...content },
})

describe('in the private chat', () => {
  test.for<[what: string, content: object, answer: string]>([
    ['a sticker', { sticker: { file_id: 'x' } }, 'không dùng được'],
    ['a photo', { photo: [{ file_id: 'x' }], caption: 'Ảnh' }, 'không dùng được'],
    ['a voice message', { voice: { file_id: 'x' } }, 'không dùng được'],
    ['a location', { location: { latitude: 1, longitude: 2 } }, 'không dùng được'],
    ['small talk', { text: 'chào bot' }, 'chưa hiểu'],
  ])('%s gets a helpful answer', async ([_what, content, answer], { world, secretary, send }) => {
    await send(message(world.user.secretary!, content))
    expect((await secretary.last()).text).toContain(answer)
  })

  test('an unknown command, and one of another language', async ({ secretary }) => {
    expect(await secretary.say('/khongco')).toContain('/trogiup')
    expect(await secretary.say('/help')).toContain('Nguyễn Văn An')
  })

  test('a picture in the middle of a report leaves the report where it is', async ({
    world,
    secretary,
    send,
  }) => {
    await secretary.say('/baocao')
    await send(message(world.user.secretary!, { photo: [{}] }))
    expect((await secretary.last()).text).toContain('trả lời bằng chữ hoặc số')
    await secretary.tap('Làm tiếp')
    expect((await secretary.last()).text).toContain('Câu 1/')
  })

  test('an edit is said to change nothing', async ({ world, secretary, send }) => {
    await secretary.say('/baocao')
    const { message: edited } = textUpdate(world.user.secretary!, '29') as { message: object }
    await send({ update_id: nextUpdateId(), edited_message: edited })
    expect((await secretary.last()).text).toContain('Sửa tin nhắn cũ')
  })

  test('somebody unknown is told how to enrol, and nothing else', async ({ world }) => {
    for (const text of ['/start', 'xin chào', '/viec', '/baocao', '/trogiup', '/ngonngu']) {
      const said = await person(world, world.user.stranger!).say(text)
      expect(said).toContain('mã đăng ký')
      expect(said).not.toContain('05-CT')
    }
  })

  test('what bears a mark of secrecy is refused, and no word of it is stored', async ({ world }) => {
    await storeUpdates(
      world.db,
      me.id,
      [textUpdate(world.user.office!, 'TỐI MẬT\nKế hoạch tuyệt đối riêng')],
      world.clock.now(),
    )
    const stored = await world.db.selectFrom('telegram_update').select('payload').execute()
    expect(JSON.stringify(stored)).not.toMatch(/riêng|MẬT/)
    await world.bot.handleOpenUpdates()
    expect((await person(world, world.user.office!).last()).text).toContain('không tiếp nhận tài liệu mật')
    expect(await world.db.selectFrom('secrecy_refusal').selectAll().execute()).toHaveLength(1)
  })
})

describe('buttons', () => {
  test.for<[what: string, data: string]>([
    ['of an earlier version', encodeTap({ group: 'acknowledge', action: 'directive', values: ['1'] }, 0)],
    ['of somebody else', 'vote:17'],
    [
      'with ids out of this world',
      reportButtons.button.summary('', { obligation: Number.MAX_SAFE_INTEGER }).data,
    ],
    ['with nothing in them', ''],
  ])('%s change nothing and say so', async ([_what, data], { world, secretary }) => {
    const tap = await secretary.tapData(data)
    expect(tap?.text).not.toBe('')
    const changes = await world.db
      .selectFrom('audit_entry')
      .select('action')
      .where('actor_kind', '=', 'officer')
      .execute()
    expect(changes).toEqual([])
  })

  test('every action with a wrong id is survived by everybody', async ({ world }) => {
    for (const who of ['secretary', 'office', 'stranger']) {
      for (const { group, action, values } of declaredActions())
        await person(world, world.user[who]!).tapData(
          encodeTap({ group, action, values: Object.values(values).map(() => '93ci') }),
        )
    }
    const failed = await world.db
      .selectFrom('telegram_update')
      .select('error')
      .where('error', 'is not', null)
      .execute()
    expect(failed).toEqual([])
  })
})

describe('in a group', () => {
  const group = { id: groupId, type: 'supergroup', title: 'Nhóm chi bộ' }

  test('talk is left in peace; a command leads into the private chat', async ({ world, send }) => {
    await send(message(world.user.secretary!, { text: 'Mai họp nhé' }, group))
    await send(textUpdate(world.user.secretary!, '/viec@another_bot', groupId))
    await send(message(world.user.secretary!, { sticker: {} }, group))
    expect(await saidTo(world.db, groupId)).toEqual([])
    await send(textUpdate(world.user.secretary!, '/baocao@thongsuot_bot', groupId))
    const [said] = await saidTo(world.db, groupId)
    expect(said?.buttons?.[0]?.[0]).toMatchObject({ url: 'https://t.me/thongsuot_bot?start=viec' })
  })

  test('an answer to a question of the private chat is not taken from the group', async ({
    world,
    secretary,
    send,
  }) => {
    await secretary.say('/baocao')
    await send(message(world.user.secretary!, { text: '28' }, group))
    expect(await world.db.selectFrom('report_draft').select('answers').execute()).toEqual([{ answers: {} }])
  })

  test('an anonymous administrator is nobody', async ({ world, send }) => {
    const from = { id: world.user.secretary!, is_bot: true, first_name: 'Group' }
    const text = '/viec'
    await send({
      update_id: nextUpdateId(),
      message: {
        message_id: 1,
        date: 1,
        chat: group,
        from,
        sender_chat: {
          id: groupId,
          type: 'supergroup',
        },
        text,
        entities: [
          {
            type: 'bot_command',
            offset: 0,
            length: 5,
          },
        ],
      },
    })
    expect(await saidTo(world.db, groupId)).toEqual([])
  })
})

describe('a failing feature', () => {
  test('is tried three times, then given up with a line to the person; others go on', async ({ world }) => {
    const lines: string[] = []
    const log = createLog({ level: 'silent', role: 'test' })
    log.error = ((fields: object) => lines.push(JSON.stringify(fields))) as typeof log.error
    const features = new Composer<BotContext>()
    let tries = 0
    features.on('message:text', async (ctx) => {
      if (ctx.message.text !== 'bom') return await ctx.say('chat-not-understood')
      tries++
      await ctx.say('chat-old-link')
      throw new TypeError(`cannot read ${ctx.message.text}`)
    })
    const handler = createUpdateHandler(
      {
        db: world.db,
        clock: world.clock,
        messenger: world.messenger,
        me,
        log,
        calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
        fetchFile: async () => null,
      },
      features,
    )
    const userId = world.user.secretary!
    const updates = [
      textUpdate(userId, 'bom'),
      textUpdate(userId, 'sau'),
      textUpdate(world.user.deputy!, 'khác'),
    ]
    await storeUpdates(world.db, me.id, updates, world.clock.now())
    for (let i = 0; i < 3; i++) {
      await handler.handleOpenUpdates()
      world.clock.moveTo(new Date(world.clock.now().getTime() + 10_000))
    }
    await handler.handleOpenUpdates()
    expect(tries).toBe(3)
    // In order: the failure first, then what was said after it; what the failing handler said is gone with
    // it.
    expect((await saidTo(world.db, userId)).map((said) => said.text.slice(0, 9))).toEqual([
      'Rất tiếc,',
      'Tôi chưa ',
    ])
    expect(await saidTo(world.db, world.user.deputy!)).toHaveLength(1)
    const parked = await world.db
      .selectFrom('telegram_update')
      .selectAll()
      .where('error', 'is not', null)
      .execute()
    expect(parked).toMatchObject([{ attempts: 3, payload: null, error: expect.stringMatching(/^TypeError/) }])
    expect(lines.join()).not.toContain('bom')
  })
})

test('fuzzed updates are survived: nothing thrown, everything handled', async ({ world }) => {
  const sent = runs(2_000)
  const updates = fc.sample(fuzzedUpdate(), { seed, numRuns: sent })
  for (let i = 0; i < updates.length; i += 100) await world.bot.receive(updates.slice(i, i + 100))
  await world.bot.handleOpenUpdates()
  const rows = await world.db
    .selectFrom('telegram_update')
    .select(['handled_at', 'error', 'attempts'])
    .execute()
  expect(rows.length, `seed ${seed}`).toBeGreaterThan(sent / 3)
  expect([...new Set(rows.map((row) => row.error))], `seed ${seed}`).toEqual([null])
  expect(rows.every((row) => row.handled_at !== null)).toBe(true)
})
