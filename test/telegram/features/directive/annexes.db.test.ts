// "Phụ lục": the further files of a directive go to whoever asks and may, through the lane of answers,
// uploaded once.

import { expect } from 'vitest'
import { changeMessages } from '../../../../jobs/change-messages.ts'
import { recallDirective } from '../../../../src/circulation/change/change-directive.ts'
import type { OutgoingMessage } from '../../../../src/circulation/messenger.ts'
import { pauseEverything } from '../../../../src/circulation/pause-everything.ts'
import { attachFiles, putFile } from '../../../../src/directive/files.store.ts'
import { createTelegramMessenger } from '../../../../src/telegram/channel/telegram-messenger.ts'
import { createComposeMessage } from '../../../../src/telegram/compose/compose-message.ts'
import { annexButtons } from '../../../../src/telegram/features/directive/buttons.ts'
import { circulateDirective } from '../../../circulation/circulate.ts'
import {
  firstChat,
  issueTo,
  never,
  plantCells,
  startTelegram,
  statesOf,
  testSender,
  token,
} from '../../../circulation/world.ts'
import { monday } from '../../../directive/world.ts'
import { test as base } from '../../../support/database.ts'
import { createTestBot } from '../../bot-fixture.ts'

const cells = 4

const test = base
  .extend('poolSize', { scope: 'file' }, 20)
  .extend('telegram', async ({ db: _db }, { onCleanup }) => {
    const telegram = await startTelegram(cells)
    onCleanup(() => telegram.close())
    return telegram
  })
  .extend('directiveId', { auto: true }, async ({ db }) => {
    const { rootId } = await plantCells(db, cells)
    const main = { bytes: Buffer.from('%PDF-1.4 chính'), name: 'chi thi.pdf' }
    const directiveId = await issueTo(db, rootId, { file: main })
    const annexes = []
    for (const name of ['phu luc 1.pdf', 'phu luc 2.pdf'])
      annexes.push(
        await putFile(db, { bytes: Buffer.from(`%PDF-1.4 ${name}`), name, mime: 'application/pdf' }, monday),
      )
    await attachFiles(db, directiveId, annexes, 1)
    await circulateDirective(db, directiveId, monday)
    return directiveId
  })
  .extend('bot', ({ db }) => createTestBot(db, monday))
  // What left, oldest first.
  .extend('sent', (): { chat: number; message: OutgoingMessage }[] => [])
  // Sends with the texts of the product; what leaves is noted.
  .extend('send', ({ db, telegram, sent }) => async () => {
    const messenger = createTelegramMessenger({ token, apiRoot: telegram.url })
    const compose = createComposeMessage({ timeZone: 'Asia/Ho_Chi_Minh', botUsername: 'test_bot' })
    const noting = {
      ...messenger,
      send: (...[to, message]: Parameters<typeof messenger.send>) => {
        sent.push({ chat: to.telegramChatId, message })
        return messenger.send(to, message)
      },
    }
    const senders = ['a', 'b'].map((owner) => testSender(db, { messenger: noting, owner, compose }))
    await Promise.all(senders.map((sender) => sender.run(never)))
    return noting
  })
  .extend('obligationOf', ({ db }) => async (chat: number) => {
    return (
      await db
        .selectFrom('delivery')
        .select('obligation_id')
        .where('telegram_chat_id', '=', chat)
        .where('purpose', '=', 'directive')
        .executeTakeFirstOrThrow()
    ).obligation_id!
  })
  .extend('ask', ({ bot }) => async (userId: number, obligationId: number) => {
    return await bot.tap(userId, annexButtons.button.send('', { obligation: obligationId }).data)
  })

test('one message per unit with a button; who taps gets all annexes, each uploaded once, and twice asked is once sent', async ({
  db,
  bot,
  sent,
  send,
  obligationOf,
  ask,
}) => {
  await send()
  expect(await statesOf(db)).toEqual({ sent: cells })
  const [first] = sent
  expect(first!.message.text).toContain('2 phụ lục')
  const label = first!.message.buttons!.flat().map((button) => button.text)
  expect(label).toContain('📎 Phụ lục (2)')
  sent.length = 0
  for (let i = 0; i < cells; i++) await ask(firstChat + i, await obligationOf(firstChat + i))
  await ask(firstChat, await obligationOf(firstChat))
  expect(bot.tapAnswers.at(-1)).toContain('đang được gửi')
  await send()
  expect(await statesOf(db)).toEqual({ sent: 3 * cells })
  expect(sent).toHaveLength(2 * cells)
  expect(sent.filter(({ message }) => message.file && 'bytes' in message.file)).toHaveLength(2)
  const ofFirst = sent.filter(({ chat }) => chat === firstChat).map(({ message }) => message)
  expect(ofFirst.map((message) => message.text).sort()).toEqual([
    '📎 Phụ lục 1/2 · 1-CT/TU\nphu luc 1.pdf',
    '📎 Phụ lục 2/2 · 1-CT/TU\nphu luc 2.pdf',
  ])
  expect(ofFirst.every((message) => message.protect)).toBe(true)
  // Asked again later it is sent again, by its handle; that all bulk sending is stopped does not hold it.
  await db.transaction().execute((tx) => pauseEverything(tx, 'operator', { now: monday }))
  sent.length = 0
  await ask(firstChat, await obligationOf(firstChat))
  await send()
  expect(sent.every(({ message }) => message.file && 'fileId' in message.file)).toBe(true)
  expect(sent).toHaveLength(2)
})

test('nobody else gets them', async ({ db, bot, obligationOf, ask }) => {
  const obligationId = await obligationOf(firstChat)
  await ask(firstChat + 1, obligationId)
  expect(bot.tapAnswers.at(-1)).toContain('không dùng được')
  await ask(424_242, obligationId)
  expect(bot.tapAnswers.at(-1)).toContain('dành cho người được giao nhiệm vụ')
  expect(await statesOf(db)).toEqual({ pending: cells })
})

test('a recall takes annexes back, those not sent yet as well, and none goes out afterwards', async ({
  db,
  directiveId,
  bot,
  sent,
  send,
  obligationOf,
  ask,
}) => {
  await send()
  await ask(firstChat, await obligationOf(firstChat))
  const noting = await send()
  await ask(firstChat + 1, await obligationOf(firstChat + 1))
  await db.transaction().execute((tx) => recallDirective(tx, 'operator', { directiveId }, { now: monday }))
  const removed: number[] = []
  const messenger = {
    ...noting,
    remove: (...[to, messageId]: Parameters<typeof noting.remove>) => {
      removed.push(to.telegramChatId)
      return noting.remove(to, messageId)
    },
  }
  await changeMessages({ db, clock: { now: () => monday }, messenger }, never)
  expect(removed.filter((chat) => chat === firstChat)).toHaveLength(3)
  expect(removed).toHaveLength(cells + 2)
  sent.length = 0
  await ask(firstChat + 2, await obligationOf(firstChat + 2))
  expect(bot.tapAnswers.at(-1)).toContain('thu hồi')
  await send()
  expect(sent.filter(({ message }) => message.file)).toEqual([])
})
