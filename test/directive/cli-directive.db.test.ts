// The commands of the command line about directives: what they print, and one clear line for every fault.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { circulateDirective } from '../../src/circulation/circulate-directive.ts'
import { CliFault } from '../../src/main/cli-command.ts'
import { directiveCommands } from '../../src/main/cli-directive.ts'
import { createFrozenClock } from '../../src/platform/clock.ts'
import { useDatabase } from '../support/database.ts'
import { makePdf } from '../support/pdf.ts'
import { calendar, makeWorld, monday } from './world.ts'

const base = useDatabase()
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-cli-'))
  await writeFile(path.join(folder, 'good.pdf'), makePdf([['Số 05-CT/TU']]))
  await writeFile(path.join(folder, 'marked.pdf'), makePdf([['TUYỆT MẬT', 'Số 05-CT/TU']]))
  await writeFile(path.join(folder, 'empty.pdf'), '')
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  await base.reset()
  await makeWorld(base.db)
})

const woken: string[] = []
const run = async (command: string, args: string[]) => {
  const context = {
    db: base.db,
    clock: createFrozenClock(monday),
    calendar,
    wake: (job: string) => woken.push(job),
    out() {},
  }
  return await directiveCommands[command]!.run(args, context as never)
}
const given = {
  '--file': 'good.pdf',
  '--number': '05-CT/TU',
  '--issued-on': '2026-11-12',
  '--subject': 'Về học tập',
  '--from': 'T',
  '--ack-due': '+3d',
  '--report-due': '2026-12-04 16:00',
}
const issue = (changes: Record<string, string | undefined> = {}) => {
  const all = { ...given, ...changes }
  return run(
    'directive issue',
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [name, name === '--file' ? path.join(folder, value) : value],
    ),
  )
}

test('issues and tells how it stands', async () => {
  const issued = await issue()
  expect(issued.json).toMatchObject({ number: '05-CT/TU', state: 'issued', recipients: 6, unreachable: 2 })
  expect(woken).toContain('circulate-directive')
  const { id } = issued.json as { id: number }
  const row = await base.db.selectFrom('directive').selectAll().executeTakeFirstOrThrow()
  expect(row.ack_due_at).toEqual(new Date('2026-11-19T10:00:00Z'))
  expect(row.report_due_at).toEqual(new Date('2026-12-04T09:00:00Z'))
  await circulateDirective(base.db, id, monday)
  const status = await run('directive status', ['5 – ct/tu'])
  expect(status.json).toMatchObject({
    id,
    recipients: 6,
    sent: 0,
    pending: 4,
    unreachable: 2,
    acknowledged: 0,
    reported: 0,
    overdue: 0,
  })
  expect(status.text).toContain('Recipients 6')
})

test.each([
  [{ '--from': 'XX' }, /--from: .*"XX"/],
  [{ '--number': 'năm' }, /--number/],
  [{ '--issued-on': '31/2/2026' }, /--issued-on/],
  [{ '--ack-due': 'mai' }, /--ack-due/],
  [{ '--ack-due': '2026-11-01' }, /--ack-due: lies in the past/],
  [{ '--ack-due': '+20d' }, /--ack-due: lies after --report-due/],
  [{ '--subject': undefined }, /Missing: --subject/],
  [{ '--file': 'none.pdf' }, /--file: there is no file/],
  [{ '--file': 'empty.pdf' }, /--file: the file is empty/],
  [{ '--file': 'marked.pdf' }, /secrecy mark/],
  [{ '--kinds': 'village' }, /--kinds: "village"/],
  [{ '--bogus': 'x' }, /--bogus/],
])('%j is one line that says what is wrong', async (changes, sentence) => {
  const fault = await issue(changes).then(
    () => null,
    (error: unknown) => error,
  )
  expect(fault).toBeInstanceOf(CliFault)
  expect((fault as Error).message).toMatch(sentence)
  expect((fault as Error).message).not.toContain('\n')
  expect(await base.db.selectFrom('directive').select('id').execute()).toEqual([])
  expect(await base.db.selectFrom('file_content').select('sha256').execute()).toEqual([])
})

test('recipients by codes, by a list, by kinds; sent later; passed on', async () => {
  const saved = await run('audience save', [
    'Khối',
    'trường',
    '--from',
    'T',
    '--only',
    'A',
    '--leave-out',
    'A11',
    '--add',
    'B',
  ])
  expect(saved.json).toMatchObject({ recipients: 3 })
  expect((await run('audience list', ['--from', 'T'])).json).toEqual({
    lists: [{ name: 'Khối trường', recipients: 3 }],
  })
  expect((await issue({ '--list': 'khối trường' })).json).toMatchObject({ recipients: 3 })
  expect((await issue({ '--number': '06-CT/TU', '--only': 'B' })).json).toMatchObject({ recipients: 3 })
  const timed = (await issue({ '--number': '07-CT/TU', '--at': '2026-11-17 08:00', '--urgency': 'khan' }))
    .json as { id: number }
  expect(await circulateDirective(base.db, timed.id, monday)).toMatchObject({ ok: false })
  await expect(issue({ '--number': '08-CT/TU', '--at': '2026-11-10' })).rejects.toThrow(
    '--at: lies in the past',
  )
  await expect(issue({ '--number': '08-CT/TU', '--list': 'x' })).rejects.toThrow(/--list: T has no list/)
  await expect(issue({ '--number': '08-CT/TU', '--only': 'A,ZZ' })).rejects.toThrow(/--only: .*"ZZ"/)
  await expect(issue({ '--number': '08-CT/TU', '--urgency': 'x' })).rejects.toThrow(/--urgency/)
  await expect(run('audience save', ['x', '--from', 'A11', '--kinds', 'section'])).rejects.toThrow(/Nobody/)
})

test('a duplicate and an unknown number', async () => {
  await issue()
  await expect(issue({ '--number': '5-CT/TU' })).rejects.toThrow(/registered already/)
  await expect(run('directive status', ['99-CT/TU'])).rejects.toThrow(/No directive 99-CT\/TU/)
  await expect(run('directive status', [])).rejects.toThrow(/Missing/)
})

test('finds, extends, corrects, recalls and closes', async () => {
  const { id } = (await issue()).json as { id: number }
  await circulateDirective(base.db, id, monday)
  await base.db.updateTable('delivery').set({ state: 'sent' }).execute()
  const found = await run('directive search', [
    'hoc',
    'tap',
    '--kind',
    'CT',
    '--from',
    'T',
    '--since',
    '1/11/2026',
  ])
  expect(found.json).toMatchObject({
    more: false,
    directives: [{ id, number: '05-CT/TU', term: '2025-2030' }],
  })
  expect((await run('directive search', ['hoc tap', '--state', 'recalled'])).text).toBe('Nothing found.')
  await expect(run('directive extend', ['05-CT/TU', '--report-due', '2026-12-01'])).rejects.toThrow(
    '05-CT/TU: not later.',
  )
  expect((await run('directive extend', ['05-CT/TU', '--report-due', '2026-12-20'])).json).toMatchObject({
    told: 4,
  })
  expect((await run('directive correct', ['05-CT/TU', '--subject', 'Về mới'])).json).toMatchObject({
    told: 4,
  })
  expect((await run('directive close', ['05-CT/TU'])).json).toMatchObject({
    change: 'closed',
    already: false,
  })
  expect((await run('directive close', ['05-CT/TU'])).json).toMatchObject({ already: true, told: 0 })
  expect((await run('directive recall', ['05-CT/TU', '--reason', 'nhầm'])).json).toMatchObject({ told: 4 })
  await expect(run('directive supersede', ['05-CT/TU'])).rejects.toThrow('Missing: --by.')
  await expect(run('directive search', ['--state', 'lost'])).rejects.toThrow(/--state: "lost"/)
})

test('lists of recipients are renamed and deleted, with a line for every fault', async () => {
  await run('audience save', ['Phường Bình', '--from', 'T', '--leave-out', 'A'])
  await run('audience save', ['Xã An', '--from', 'T', '--leave-out', 'B'])
  const rename = (to: string) => run('audience rename', ['phường  bình', '--to', to, '--from', 'T'])
  await expect(rename('xã an')).rejects.toThrow('Another list has this name')
  await expect(rename('MẬT')).rejects.toThrow('secrecy mark')
  expect((await rename('Các chi bộ phường Bình')).text).toBe(
    '"Phường Bình" is now called "Các chi bộ phường Bình".',
  )
  await expect(run('audience delete', ['Phường Bình', '--from', 'T'])).rejects.toThrow('T has no list')
  await run('audience delete', ['Xã An', '--from', 'T'])
  expect((await run('audience list', ['--from', 'T'])).text).toBe('Các chi bộ phường Bình: 3 units')
})

test('reminders on days of one’s own, told as days; forwarding allowed when asked for', async () => {
  const usual = await issue()
  expect(usual.text).toContain('Reminders: acknowledge 2026-11-20, 2026-11-25; report 2026-11-27, 2026-12-02')
  const own = await run('directive issue', [
    ...['--file', path.join(folder, 'good.pdf'), '--number', '06-CT/TU', '--issued-on', '2026-11-12'],
    ...['--subject', 'Về học tập', '--from', 'T', '--ack-due', '+3d', '--report-due', '2026-12-04 16:00'],
    ...['--remind', 'sparse', '--remind-ack', '0,2', '--remind-report=-1,0', '--tell-superior', 'never'],
    '--allow-forwarding',
  ])
  expect(own.text).toContain(
    'Reminders: acknowledge 2026-11-19, 2026-11-23; report 2026-12-03, 2026-12-04; then weekly until 2026-12-18.',
  )
  const rows = await base.db.selectFrom('directive').select(['reminders', 'protect']).orderBy('id').execute()
  expect(rows).toEqual([
    { reminders: null, protect: true },
    {
      reminders: { ackDays: [0, 2], reportDays: [-1, 0], weeklyTimes: 2, superiorDay: null },
      protect: false,
    },
  ])
  const silent = await issue({ '--number': '07-CT/TU', '--remind': 'none' })
  expect(silent.text).toContain('Nobody is reminded.')
})

test.each([
  ['--remind', 'gap', '--remind: "gap" is none of usual, tight, sparse, none.'],
  ['--remind-ack', '1,x', '--remind-ack: "x" is not a whole number.'],
  ['--remind-ack', '3,1', 'each day once, in order'],
  ['--remind-weekly', '60', '--remind-weekly: a number from 0 to 52.'],
  ['--tell-superior', '99', '--tell-superior'],
])('%s %s is refused in one line', async (option, value, sentence) => {
  await expect(issue({ [option]: value })).rejects.toThrow(sentence)
})
