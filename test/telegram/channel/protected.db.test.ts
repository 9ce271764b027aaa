// Whether recipients may forward, as it arrives: with a file and without, as the directive says.
import { expect } from 'vitest'
import { createComposeMessage } from '../../../src/telegram/compose/compose-message.ts'
import { circulateDirective } from '../../circulation/circulate.ts'
import {
  firstChat,
  issueTo,
  monday,
  never,
  plantCells,
  startTelegram,
  testSender,
} from '../../circulation/world.ts'
import { test as base } from '../../support/database.ts'

const test = base.extend('telegram', async ({ onTestFinished }) => {
  const telegram = await startTelegram(0)
  onTestFinished(() => telegram.close())
  return telegram
})

const compose = createComposeMessage({ timeZone: 'Asia/Ho_Chi_Minh', botUsername: 'test_bot' })
const file = { bytes: Buffer.from('%PDF-1.4'), name: 'chi thi.pdf' }

test.for<[what: string, protect: boolean, given?: typeof file]>([
  ['protected', true],
  ['protected, with a file', true, file],
  ['free to forward', false],
  ['free to forward, with a file', false, file],
])('%s', async ([_what, protect, given], { db, telegram }) => {
  const { rootId } = await plantCells(db, 1)
  telegram.world.addUser({ id: firstChat, firstName: 'Người 0' })
  telegram.world.startPrivateChat(firstChat, { silently: true })
  const id = await issueTo(db, rootId, given ? { file: given } : {})
  await db.updateTable('directive').set({ protect }).execute()
  await circulateDirective(db, id, monday)
  await testSender(db, { url: telegram.url, compose }).run(never)
  const [message] = telegram.world.messages(firstChat).filter((each) => each.api.from?.is_bot)
  expect(message?.api.document !== undefined).toBe(given !== undefined)
  expect(message?.api.has_protected_content ?? false).toBe(protect)
})
