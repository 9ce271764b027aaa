// The commands that list what needs a person, send it again, and stop sending.
import { expect } from 'vitest'
import { CliFault } from '../../src/cli/command.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { firstChat, issueTo, monday, plantCells, statesOf } from '../circulation/world.ts'
import { test as base } from './fixtures.ts'

/** A directive is sent to four cells: two have blocked the bot, of one it is not known, one has no chat. */
const test = base.extend('directiveId', { auto: true }, async ({ db }) => {
  const { rootId } = await plantCells(db, 4)
  const id = await issueTo(db, rootId)
  await db.updateTable('directive').set({ number_key: '01-ct/tu' }).execute()
  await circulateDirective(db, id, monday)
  const settle = (chat: number, state: 'failed' | 'parked', error_text: string) =>
    db
      .updateTable('delivery')
      .set({ state, error_text })
      .where('telegram_chat_id', '=', firstChat + chat)
      .execute()
  await settle(0, 'failed', 'blocked: x')
  await settle(1, 'failed', 'blocked: x')
  await settle(2, 'parked', 'lease expired')
  await db
    .deleteFrom('delivery')
    .where('telegram_chat_id', '=', firstChat + 3)
    .execute()
  return id
})

test('lists by reason and sends again what was named', async ({ db, run }) => {
  const listed = await run('delivery list', '1-CT/TU')
  expect(listed.text).toContain('2 failed: blocked')
  expect(listed.text).toContain('1 parked: unknown')
  expect(listed.text).toMatch(/id \d+ {2}unknown {2}directive 1-CT\/TU {2}Chi bộ số 2, Đảng ủy số 0/)
  expect(listed.text).toContain('Units without a chat: 1')
  expect((await run('delivery list', '--under', 'C0')).json).toMatchObject({
    counts: [{ reason: 'blocked', count: 1 }],
  })
  expect((await run('delivery again', '--reason', 'blocked')).json).toEqual({ count: 2, stillUnreachable: 0 })
  expect(await statesOf(db)).toEqual({ pending: 2, parked: 1 })
  const { messages } = (await run('delivery list')).json as { messages: { deliveryId: number }[] }
  const again = await run('delivery again', '1-CT/TU', '--id', String(messages[0]!.deliveryId))
  expect(again.text).toBe('Messages being sent again: 1.')
  expect((await run('delivery again', '--all')).text).toBe('Nothing is left to send again.')
})

test('stops one directive or everything, and says so to whoever looks', async ({ run }) => {
  await run('sending pause', '1-CT/TU')
  expect((await run('directive status', '1-CT/TU')).text).toContain(`Paused since ${monday.toISOString()}`)
  await run('sending resume', '1-CT/TU')
  expect((await run('sending pause', '--everything')).json).toEqual({ directive: null, already: false })
  expect((await run('sending pause', '--everything')).json).toEqual({ directive: null, already: true })
  expect((await run('directive status', '1-CT/TU')).text).toContain('All sending is stopped since')
  expect((await run('sending status')).text).toContain('by the operator')
  await run('sending resume', '--everything')
  expect((await run('sending status')).text.split('\n')).toEqual([
    'Sending goes on.',
    'Answers due: 0',
    'Other messages due: 0',
    'Updates not handled: 0',
  ])
})

test.for<[command: string, args: string[], line: string]>([
  ['delivery again', [], 'Give exactly one of'],
  ['delivery again', ['--all', '--reason', 'blocked'], 'Give exactly one of'],
  ['delivery list', ['--reason', 'tired'], 'is none of'],
  ['delivery list', ['9-CT/TU'], 'No directive 9-CT/TU'],
  ['sending pause', [], 'Name the number'],
  ['sending pause', ['1-CT/TU', '--everything'], 'not both'],
  ['sending cancel', ['--everything'], 'Unknown option'],
])('%s %j is refused with one line', async ([command, args, line], { run }) => {
  const refused = run(command, ...args)
  await expect(refused).rejects.toThrow(CliFault)
  await expect(refused).rejects.toThrow(line)
})
