// The commands of the command line about directives: what they print, and one clear line for every fault.

import { truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { CliFault } from '../../src/cli/command.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { makeWorld, monday } from '../directive/world.ts'
import { addOfficer } from '../org/world.ts'
import { wordedNotices } from '../support/notices.ts'
import { makePdf } from '../support/pdf.ts'
import { markReceived } from '../support/received.ts'
import { askForTwoPersons } from '../support/two-persons.ts'
import { buttonData, createTestBot } from '../telegram/bot-fixture.ts'
import { test as base } from './fixtures.ts'

const given = {
  '--file': 'good.pdf',
  '--number': '05-CT/TU',
  '--issued-on': '2026-11-12',
  '--subject': 'Về học tập',
  '--from': 'T',
  '--ack-due': '+3d',
  '--report-due': '2026-12-04 16:00',
}
const files = {
  'good.pdf': makePdf([['Số 05-CT/TU']]),
  'marked.pdf': makePdf([['TUYỆT MẬT', 'Số 05-CT/TU']]),
  'other.pdf': makePdf([['Số 05-CT/TU', 'Bản khác']]),
  'empty.pdf': '',
  'picture.pdf': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]),
  'broken.pdf': '%PDF-1.7\nnothing more',
  'huge.pdf': '%PDF-1.7',
}

const test = base
  .extend('world', { auto: true }, ({ db }) => makeWorld(db))
  .extend('folder', async ({ folder }) => {
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content)
    await truncate(path.join(folder, 'huge.pdf'), 60 * 1024 * 1024)
    return folder
  })
  .extend(
    'fixedArgs',
    ({ at }) =>
      (changes: Record<string, string | undefined> = {}) =>
        Object.entries({ ...given, ...changes }).flatMap(([name, value]) =>
          value === undefined ? [] : [name, name === '--file' ? at(value) : value],
        ),
  )
  .extend(
    'issue',
    ({ run, fixedArgs }) =>
      (changes?: Record<string, string | undefined>) =>
        run('directive issue', ...fixedArgs(changes)),
  )

test('annexes come after the document and are scanned like it', async ({ db, run, at, fixedArgs }) => {
  await writeFile(at('annex.pdf'), makePdf([['Phụ lục I']]))
  const withAnnex = (name: string) =>
    run('directive issue', ...fixedArgs(), '--annex', at('annex.pdf'), '--annex', at(name))
  await expect(withAnnex('marked.pdf')).rejects.toThrow('secrecy mark')
  await expect(withAnnex('none.pdf')).rejects.toThrow('--annex: there is no file')
  await withAnnex('good.pdf')
  const files = await db
    .selectFrom('directive_file')
    .select(['position', 'name'])
    .orderBy('position')
    .execute()
  expect(files).toEqual([
    { position: 0, name: 'good.pdf' },
    { position: 1, name: 'annex.pdf' },
    { position: 2, name: 'good.pdf' },
  ])
})

test('issues and tells how it stands', async ({ database, db, run, issue }) => {
  const issued = await issue()
  expect(issued.json).toMatchObject({ number: '05-CT/TU', state: 'issued', recipients: 6, unreachable: 2 })
  expect(database.woken).toContain('circulate-directive')
  const { id } = issued.json as { id: number }
  const row = await db.selectFrom('directive').selectAll().executeTakeFirstOrThrow()
  expect(row.ack_due_at).toEqual(new Date('2026-11-19T10:00:00Z'))
  expect(row.report_due_at).toEqual(new Date('2026-12-04T09:00:00Z'))
  await circulateDirective(db, id, monday)
  const status = await run('directive status', '5 – ct/tu')
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

test.for<[changes: Record<string, string | undefined>, sentence: RegExp]>([
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
  [{ '--file': 'huge.pdf' }, /--file: the file is larger than 50 MB/],
  [{ '--file': 'picture.pdf' }, /--file: the content is not what the ending of the name says/],
  [{ '--file': 'broken.pdf' }, /--file: the file is damaged/],
  [{ '--number': '05/TU' }, /--number: the kind of document is missing/],
  [{ '--kinds': 'section' }, /there is no unit of the wanted kinds/],
  [{ '--kinds': 'village' }, /--kinds: "village"/],
  [{ '--bogus': 'x' }, /--bogus/],
])('%j is one line that says what is wrong', async ([changes, sentence], { db, issue }) => {
  const fault = await issue(changes).then(
    () => null,
    (error: unknown) => error,
  )
  expect(fault).toBeInstanceOf(CliFault)
  expect((fault as Error).message).toMatch(sentence)
  expect((fault as Error).message).not.toContain('\n')
  expect(await db.selectFrom('directive').select('id').execute()).toEqual([])
  expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
})

test('recipients by codes, by a list, by kinds; sent later; passed on', async ({ db, run, issue }) => {
  const saved = await run(
    'audience save',
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
  )
  expect(saved.json).toMatchObject({ recipients: 3 })
  expect((await run('audience list', '--from', 'T')).json).toEqual({
    lists: [{ name: 'Khối trường', speakers: false, recipients: 3 }],
  })
  expect((await issue({ '--list': 'khối trường' })).json).toMatchObject({ recipients: 3 })
  expect((await issue({ '--number': '06-CT/TU', '--only': 'B' })).json).toMatchObject({ recipients: 3 })
  const timed = (await issue({ '--number': '07-CT/TU', '--at': '2026-11-17 08:00', '--urgency': 'khan' }))
    .json as { id: number }
  expect(await circulateDirective(db, timed.id, monday)).toMatchObject({ ok: false })
  await expect(issue({ '--number': '08-CT/TU', '--at': '2026-11-10' })).rejects.toThrow(
    '--at: lies in the past',
  )
  await expect(issue({ '--number': '08-CT/TU', '--list': 'x' })).rejects.toThrow(/--list: T has no list/)
  await expect(issue({ '--number': '08-CT/TU', '--only': 'A,ZZ' })).rejects.toThrow(/--only: .*"ZZ"/)
  await expect(issue({ '--number': '08-CT/TU', '--urgency': 'x' })).rejects.toThrow(/--urgency/)
  await expect(run('audience save', 'x', '--from', 'A11', '--kinds', 'section')).rejects.toThrow(/Nobody/)
})

test('a duplicate and an unknown number', async ({ run, issue }) => {
  await issue()
  await expect(issue({ '--number': '5-CT/TU' })).rejects.toThrow(/registered already/)
  await expect(run('directive status', '99-CT/TU')).rejects.toThrow(/No directive 99-CT\/TU/)
  await expect(run('directive status')).rejects.toThrow(/Missing/)
})

test('finds, extends, corrects, recalls and closes', async ({ db, run, at, issue }) => {
  const { id } = (await issue()).json as { id: number }
  await circulateDirective(db, id, monday)
  await db.updateTable('delivery').set({ state: 'sent' }).execute()
  const found = await run(
    'directive search',
    'hoc',
    'tap',
    '--kind',
    'CT',
    '--from',
    'T',
    '--since',
    '1/11/2026',
  )
  expect(found.json).toMatchObject({
    more: false,
    directives: [{ id, number: '05-CT/TU', term: '2025-2030' }],
  })
  expect((await run('directive search', 'hoc tap', '--state', 'recalled')).text).toBe('Nothing found.')
  await expect(run('directive extend', '05-CT/TU', '--report-due', '2026-12-01')).rejects.toThrow(
    '05-CT/TU: The new deadline is not later than the present one.',
  )
  expect((await run('directive extend', '05-CT/TU', '--report-due', '2026-12-20')).json).toMatchObject({
    told: 4,
  })
  expect(
    (await run('directive correct', '05-CT/TU', '--not-secret', '--subject', 'Về mới')).json,
  ).toMatchObject({
    told: 4,
  })
  await expect(run('directive correct', '05-CT/TU', '--subject', 'Về mới')).rejects.toThrow(
    /Missing: --not-secret/,
  )
  await expect(run('directive correct', '05-CT/TU', '--not-secret')).rejects.toThrow(/Missing: --subject/)
  const marked = ['05-CT/TU', '--file', at('marked.pdf')]
  await expect(run('directive correct', '--not-secret', ...marked)).rejects.toThrow(/secrecy mark/)
  const better = ['05-CT/TU', '--file', at('other.pdf'), '--reason', 'Nhầm tệp']
  await expect(run('directive correct', '--not-secret', ...better, '--version', '1')).rejects.toThrow(
    /has changed since/,
  )
  expect((await run('directive correct', '--not-secret', ...better)).json).toMatchObject({
    already: false,
    told: 4,
  })
  expect((await run('directive correct', '--not-secret', ...better)).json).toMatchObject({
    already: true,
    told: 0,
  })
  const { json } = await run('directive show', '05-CT/TU')
  expect(json).toMatchObject({
    files: [{ name: 'other.pdf' }],
    versions: [
      { version: 1, endedBy: 'extended', files: ['good.pdf'] },
      { version: 2, endedBy: 'corrected', subject: 'Về học tập' },
      { version: 3, endedBy: 'corrected', reason: 'Nhầm tệp', files: ['good.pdf'] },
      { version: 4, endedAt: null, files: ['other.pdf'] },
    ],
  })
  expect((await run('directive close', '05-CT/TU')).json).toMatchObject({
    change: 'closed',
    already: false,
  })
  expect((await run('directive close', '05-CT/TU')).json).toMatchObject({ already: true, told: 0 })
  expect((await run('directive recall', '05-CT/TU', '--reason', 'nhầm')).json).toMatchObject({ told: 4 })
  await expect(run('directive supersede', '05-CT/TU')).rejects.toThrow('Missing: --by.')
  await expect(run('directive search', '--state', 'lost')).rejects.toThrow(/--state: "lost"/)
})

test('lists of recipients are renamed and deleted, with a line for every fault', async ({ run }) => {
  await run('audience save', 'Phường Bình', '--from', 'T', '--leave-out', 'A')
  await run('audience save', 'Xã An', '--from', 'T', '--leave-out', 'B')
  const rename = (to: string) => run('audience rename', 'phường  bình', '--to', to, '--from', 'T')
  await expect(rename('xã an')).rejects.toThrow('Another list has this name')
  await expect(rename('MẬT')).rejects.toThrow('secrecy mark')
  expect((await rename('Các chi bộ phường Bình')).text).toBe(
    '"Phường Bình" is now called "Các chi bộ phường Bình".',
  )
  await expect(run('audience delete', 'Phường Bình', '--from', 'T')).rejects.toThrow('T has no list')
  await run('audience delete', 'Xã An', '--from', 'T')
  expect((await run('audience list', '--from', 'T')).text).toBe('Các chi bộ phường Bình: 3 units')
})

test('reminders on days of one’s own, told as days; forwarding allowed when asked for', async ({
  db,
  run,
  at,
  issue,
}) => {
  const usual = await issue()
  expect(usual.text).toContain('Reminders: acknowledge 2026-11-20, 2026-11-25; report 2026-11-27, 2026-12-02')
  const own = await run(
    'directive issue',
    '--file',
    at('good.pdf'),
    '--number',
    '06-CT/TU',
    '--issued-on',
    '2026-11-12',
    '--subject',
    'Về học tập',
    '--from',
    'T',
    '--ack-due',
    '+3d',
    '--report-due',
    '2026-12-04 16:00',
    '--remind',
    'sparse',
    '--remind-ack',
    '0,2',
    '--remind-report=-1,0',
    '--tell-superior',
    'never',
    '--allow-forwarding',
  )
  expect(own.text).toContain(
    'Reminders: acknowledge 2026-11-19, 2026-11-23; report 2026-12-03, 2026-12-04; then weekly until 2026-12-18.',
  )
  const rows = await db.selectFrom('directive').select(['reminders', 'protect']).orderBy('id').execute()
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

test.for<[option: string, value: string, sentence: string]>([
  ['--remind', 'gap', '--remind: "gap" is none of usual, tight, sparse, none.'],
  ['--remind-ack', '1,x', '--remind-ack: "x" is not a whole number.'],
  ['--remind-ack', '3,1', 'each day once, in order'],
  ['--remind-weekly', '60', '--remind-weekly: a number from 0 to 52.'],
  ['--tell-superior', '99', '--tell-superior'],
])('%s %s is refused in one line', async ([option, value, sentence], { issue }) => {
  await expect(issue({ [option]: value })).rejects.toThrow(sentence)
})

test('a second person sees what the scan could not see and why a doubt is no mark, in chat and here', async ({
  db,
  world,
  run,
  at,
  issue,
}) => {
  await askForTwoPersons(db)
  await writeFile(at('scan.pdf'), makePdf([['Số 05-CT/TU'], ['Phụ lục']], { pictures: [{ page: 2 }] }))
  const doubtful = {
    '--file': 'scan.pdf',
    '--body': 'CHI BỘ THÔN TÂN MẬT',
    '--not-a-mark': 'Tân Mật là tên thôn',
  }
  await issue({ ...doubtful, '--as': String(world.officer.office) })
  const { text } = await run('directive show', '05-CT/TU')
  expect(text).toContain('pictures or pages without text (page 2)')
  expect(text).toContain('no mark of secrecy: Tân Mật là tên thôn')
  const bot = createTestBot(db, monday)
  const second = world.telegramUserId.office2!
  const card = await bot.tap(second, buttonData((await bot.text(second, '/duyet')).at(-1), '05-CT/TU'))
  expect(card.at(-1)!.text).toContain('Tân Mật là tên thôn')
  expect(card.at(-1)!.text).toMatch(/⚠️.*trang 2/i)
})

test('a second person approves or sends back; the draft is changed and sent in again; every refusal is one line', async ({
  db,
  world,
  run,
  at,
  issue,
}) => {
  await askForTwoPersons(db)
  const { office, office2, one } = world.officer
  const submitted = await issue({ '--as': String(office) })
  expect(submitted.json).toMatchObject({ state: 'awaiting_approval', approvers: 1 })
  expect((await run('directive waiting')).text).toContain('05-CT/TU  2026-11-12  version 1  waits')
  const as = (who: number | undefined) => ['--as', String(who)]
  const approve = (version: string, who: number | undefined) =>
    run('directive approve', '05-CT/TU', '--version', version, ...as(who))
  await expect(approve('1', office)).rejects.toThrow(/rule of two persons/)
  await expect(approve('1', one)).rejects.toThrow(/may not do that/)
  await expect(approve('1', 99_999)).rejects.toThrow(/person 99999 holds no duty/)
  await expect(run('directive approve', '05-CT/TU')).rejects.toThrow('Missing: --version.')
  const back = ['05-CT/TU', '--version', '1', ...as(office2)]
  await expect(run('directive return', ...back)).rejects.toThrow('Missing: --reason.')
  await expect(run('directive return', ...back, '--reason', 'MẬT')).rejects.toThrow(/secrecy mark/)
  expect((await run('directive return', ...back, '--reason', 'Sai hạn')).json).toMatchObject({
    state: 'draft',
    version: 2,
    told: 1,
  })
  expect((await run('directive show', '05-CT/TU')).json).toMatchObject({
    state: 'draft',
    returned: { reason: 'Sai hạn', byName: 'office2' },
  })
  await expect(approve('2', office2)).rejects.toThrow(/was sent back/)
  const revised = await run(
    'directive revise',
    '--not-secret',
    '05-CT/TU',
    '--report-due',
    '2026-12-11',
    '--file',
    at('other.pdf'),
    ...as(office),
  )
  expect(revised.json).toMatchObject({ state: 'awaiting_approval', approvers: 1 })
  const shown = await run('directive show', '05-CT/TU')
  expect(shown.json).toMatchObject({ version: 3, changed: ['reportDueAt', 'files'] })
  expect(shown.text).toContain('Changed since it was submitted before: reportDueAt, files')
  await expect(approve('1', office2)).rejects.toThrow(/has changed since that version/)
  expect((await approve('3', office2)).json).toMatchObject({ state: 'issued' })
  expect((await run('directive waiting')).text).toBe('Nothing waits.')
  const told = await db
    .selectFrom('delivery')
    .select(['telegram_chat_id'])
    .where('purpose', '=', 'notice')
    .orderBy('id')
    .execute()
  const [first, second] = [world.telegramUserId.office, world.telegramUserId.office2]
  expect(told.map((row) => row.telegram_chat_id)).toEqual([second, first, second, first])
})

test('as a person with nobody to approve: kept, with the ways out; the operator is asked for nobody', async ({
  db,
  world,
  run,
  issue,
}) => {
  await askForTwoPersons(db)
  const { office, office2 } = world.officer
  const named = await issue({ '--as': String(office) })
  expect(named.text).toContain(`Who may approve it: office2 (person ${office2}, office, Tỉnh ủy Mẫu).`)
  await db.updateTable('duty_holding').set({ until: monday }).where('officer_id', '=', office2!).execute()
  const kept = await issue({ '--as': String(office), '--number': '06-CT/TU', '--at': '2026-11-17 08:00' })
  expect(kept.json).toMatchObject({ state: 'awaiting_approval', approvers: 0 })
  expect(kept.text).toContain('code create --unit T --duty office')
  expect(kept.text).toContain('rule two-persons off')
  expect(kept.text).toContain('--at is not kept')
  const approved = await run('directive approve', '06-CT/TU', '--version', '1')
  expect(approved.json).toMatchObject({ state: 'issued' })
  expect((await issue({ '--number': '07-CT/TU' })).json).toMatchObject({ state: 'issued' })
})

test('links of every kind and the circulation mark: given, shown, and changed in a draft', async ({
  db,
  world,
  run,
  fixedArgs,
}) => {
  await askForTwoPersons(db)
  const as = ['--as', String(world.officer.office)]
  const links = [
    '--implements',
    '01-KL/TW',
    '--implements',
    '02-KL/TW',
    '--amends',
    '22-QĐ/TW',
    '--replaces',
    '03 – CT/TU',
    '--continues',
    '05-CT/TW',
    '--refers',
    '15/QĐ-UBND',
  ]
  await run('directive issue', ...fixedArgs(), ...links, '--mark', 'internal', ...as)
  const shown = (await run('directive show', '05-CT/TU')) as { text: string; json: { links: unknown } }
  for (const line of [
    'It replaces 03-CT/TU',
    'It continues 05-CT/TW',
    'It amends 22-QĐ/TW',
    'For whom: LƯU HÀNH NỘI BỘ',
  ])
    expect(shown.text).toContain(line)
  expect(shown.json.links).toHaveLength(6)
  await run(
    'directive revise',
    '--not-secret',
    '05-CT/TU',
    '--implements',
    '04-KL/TW',
    '--mark',
    'none',
    '--kinds',
    'committee',
    '--pass-on',
    '--plan-first',
    '--remind',
    'none',
    '--allow-forwarding',
    '--no-report',
    ...as,
  )
  const now = (await run('directive show', '05-CT/TU')).json as Record<string, unknown>
  expect(now).toMatchObject({
    circulationMark: null,
    reportDueAt: null,
    version: 2,
    links: [
      {
        direction: 'out',
        relation: 'implements',
        number: '04-KL/TW',
      },
    ],
  })
  expect(now.changed).toEqual([
    'circulationMark',
    'audience',
    'reportDueAt',
    'passing',
    'protect',
    'reminders',
    'links',
  ])
})

test('directive read: what a file says, with places, as suggestions; nothing is kept', async ({
  db,
  run,
  at,
}) => {
  const lines = [
    'TỈNH ỦY MẪU',
    'Số 08-CT/TU',
    'Mẫu, ngày 12 tháng 11 năm 2026',
    'LƯU HÀNH NỘI BỘ',
    'CHỈ THỊ',
    'Về kiểm tra',
    'Thực hiện 01-KL/TW',
  ]
  await writeFile(at('read.pdf'), makePdf([lines]))
  const { text, json } = await run('directive read', '--file', at('read.pdf'))
  for (const line of [
    'number: 08-CT/TU (page 1, line 2: “Số [08-CT/TU]”)',
    'issued-on: 2026-11-12 (page 1, line 3',
    'subject: Về kiểm tra',
    'mark: LƯU HÀNH NỘI BỘ (page 1, line 4',
    '--implements 01-KL/TW (page 1, line 7',
  ])
    expect(text).toContain(line)
  expect(json).toMatchObject({ links: [{ relation: 'implements', numberText: '01-KL/TW' }], unseen: [] })
  await expect(run('directive read', '--file', at('marked.pdf'))).rejects.toThrow(/secrecy mark/)
  await writeFile(at('named.pdf'), makePdf([[...lines, 'CHI BỘ THÔN TÂN MẬT']]))
  const named = ['directive read', '--file', at('named.pdf')] as const
  await expect(run(...named)).rejects.toThrow(/--not-a-mark/)
  await expect(run(...named, '--not-a-mark', 'MẬT')).rejects.toThrow(/secrecy mark/)
  const vouched = await run(...named, '--not-a-mark', 'Tân Mật là tên thôn')
  expect(vouched.text).toContain('number: 08-CT/TU')
  const marked = ['directive read', '--file', at('marked.pdf'), '--not-a-mark', 'Tên thôn'] as const
  await expect(run(...marked)).rejects.toThrow(/secrecy mark/)
  expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
})

test('a neutral notice says nothing of the document, and only an office sends it', async ({
  db,
  world,
  run,
}) => {
  const notice = (...args: string[]) => run('notice neutral', ...args)
  await expect(notice('--from', 'T', '--as', String(world.officer.one))).rejects.toThrow(/may not do that/)
  await expect(notice('--from', 'T', '--speakers')).rejects.toThrow(/goes to units/)
  await expect(notice()).rejects.toThrow('Missing: --from.')
  const sent = await notice('--from', 'T', '--only', 'A', '--as', String(world.officer.office))
  expect(sent.json).toEqual({ unit: 'T', told: 2 })
  const rows = await wordedNotices(db)
  expect(rows).toHaveLength(2)
  for (const { message, directive_id } of rows) {
    expect(directive_id).toBeNull()
    expect(message.text).toContain('đến Văn phòng (Tỉnh ủy Mẫu) nhận tài liệu')
  }
})

test('a mark in what is said about a directive is refused as well', async ({ db, run, issue }) => {
  await issue()
  await expect(run('directive recall', '05-CT/TU', '--reason', 'TỐI MẬT')).rejects.toThrow(/secrecy mark/)
  await expect(run('campaign create', 'MẬT', '--from', 'T')).rejects.toThrow(/secrecy mark/)
  await expect(issue({ '--number': '06-CT/TU', '--body': 'Độ mật: Mật' })).rejects.toThrow(/secrecy mark/)
  expect(await db.selectFrom('secrecy_refusal').select('reason').execute()).toHaveLength(3)
  expect((await run('directive show', '05-CT/TU')).json).toMatchObject({ state: 'issued' })
})

test('the same number on another day may be a slip: it is said, and not in the way', async ({ issue }) => {
  await issue({ '--number': '5 – ct/tu' })
  const again = await issue({ '--issued-on': '2026-11-13', '--subject': 'Về việc khác' })
  expect(again.text).toContain('Issued 05-CT/TU to')
  expect(again.text).toContain('Note: the register has 05-CT/TU of 2026-11-12 already: Về học tập')
  expect(again.json).toMatchObject({ sameNumber: [{ issuedOn: '2026-11-12' }] })
})

test('changes as a person: only what the duties allow', async ({ db, world, run, issue }) => {
  const { id } = (await issue()).json as { id: number }
  await circulateDirective(db, id, monday)
  const asOfficeA = ['--as', String(world.officer.officeA)]
  for (const [command, ...args] of [
    ['extend', '--report-due', '2026-12-20'],
    ['add', '--units', 'A1'],
    ['correct', '--not-secret', '--subject', 'Về mới'],
    ['recall'],
    ['close'],
  ])
    await expect(run(`directive ${command}`, '05-CT/TU', ...args, ...asOfficeA)).rejects.toThrow(
      /may not do that/,
    )
  await expect(run('directive recall', '05-CT/TU', '--as', 'x')).rejects.toThrow(/--as: "x"/)
  const asOffice = ['--as', String(world.officer.office)]
  expect((await run('directive add', '05-CT/TU', '--units', 'A1', ...asOffice)).json).toMatchObject({
    told: 1,
  })
  await run('directive recall', '05-CT/TU', ...asOffice)
  const audit = await db
    .selectFrom('audit_entry')
    .select(['actor_id', 'action'])
    .where('action', '=', 'directive.recalled')
    .execute()
  expect(audit).toEqual([{ actor_id: world.officer.office, action: 'directive.recalled' }])
})

test('passed on from the command line: the offices of the committees are told, one passes it on', async ({
  db,
  world,
  run,
  fixedArgs,
}) => {
  const issued = await run('directive issue', ...fixedArgs(), '--pass-on', '--plan-first')
  expect(issued.json).toMatchObject({ recipients: 2, offices: 1 })
  expect(issued.text).toContain('Offices of committees asked to pass it on: 1.')
  const notices = await db
    .selectFrom('delivery')
    .select(['telegram_chat_id'])
    .where('purpose', '=', 'notice')
    .execute()
  expect(notices).toEqual([{ telegram_chat_id: world.telegramUserId.officeA }])
  const { id } = issued.json as { id: number }
  await circulateDirective(db, id, monday)
  const held = async () => (await run('directive cascade', '05-CT/TU')).text
  expect(await held()).toContain('Passed on by 0 of 2 committees.')
  expect(await held()).toContain('Đảng ủy xã An: has not received it')
  await markReceived(db, new Date('2026-11-12T02:00:00Z'))
  expect(await held()).toContain('Đảng ủy phường Bình: holds it for 2 working days')
  const passOn = (...more: string[]) => run('directive pass-on', '05-CT/TU', '--unit', 'A', ...more)
  await expect(passOn()).rejects.toThrow(/must issue a plan of its own first/)
  await db.updateTable('directive').set({ asks_plan: false }).execute()
  await expect(passOn('--as', String(world.officer.one))).rejects.toThrow(/may not do that/)
  const passed = await passOn('--as', String(world.officer.officeA))
  expect(passed.json).toMatchObject({ already: false, recipients: 3 })
  expect(await held()).toContain('Đảng ủy xã An: passed it on after 2 working days')
  expect((await passOn()).json).toMatchObject({ already: true })
  await expect(run('directive pass-on', '05-CT/TU', '--unit', 'A1')).rejects.toThrow(/did not receive/)
  await expect(run('directive pass-on', '05-CT/TU')).rejects.toThrow('Missing: --unit.')
})

test('campaigns: create, add, show with who is missing which, remove, close', async ({
  db,
  world,
  run,
  issue,
}) => {
  const { id } = (await issue()).json as { id: number }
  const second = (await issue({ '--number': '06-KH/TU' })).json as { id: number }
  for (const each of [id, second.id]) await circulateDirective(db, each, monday)
  const from = ['--from', 'T']
  await run('campaign create', 'Đại hội', 'các cấp', ...from)
  expect((await run('campaign create', 'đại hội các cấp', ...from)).text).toContain('is there already')
  await run('campaign add', 'Đại hội các cấp', '--number', '05-CT/TU', ...from)
  await run('campaign add', 'Đại hội các cấp', '--number', '06-KH/TU', ...from)
  await db
    .updateTable('obligation')
    .set({ acknowledged_at: monday })
    .where('unit_id', '=', world.unit.A11!)
    .where('directive_id', '=', id)
    .execute()
  const shown = await run('campaign show', 'Đại hội các cấp', ...from)
  expect(shown.json).toMatchObject({
    directives: [{ number: '05-CT/TU' }, { number: '06-KH/TU' }],
    total: { recipients: 12, acknowledged: 1 },
    missing: { total: 6 },
  })
  expect(shown.text).toContain('Chi bộ Một: acknowledgement of 06-KH/TU; report on 05-CT/TU, 06-KH/TU')
  expect((await run('campaign show', 'Đại hội các cấp', ...from, '--unit', 'B')).json).toMatchObject({
    total: { recipients: 6 },
  })
  await run('campaign remove', 'Đại hội các cấp', '--number', '06-KH/TU', ...from)
  expect((await run('campaign list', ...from)).text).toBe('Đại hội các cấp: 1 directives')
  const asOfficeA = ['--as', String(world.officer.officeA)]
  await expect(run('campaign close', 'Đại hội các cấp', ...from, ...asOfficeA)).rejects.toThrow(
    /may not do that/,
  )
  await run('campaign close', 'Đại hội các cấp', ...from)
  await expect(run('campaign add', 'Đại hội các cấp', '--number', '06-KH/TU', ...from)).rejects.toThrow(
    'The campaign is closed.',
  )
  await expect(run('campaign show', 'Khác', ...from)).rejects.toThrow(/has no campaign "Khác"/)
  await expect(run('campaign show', 'x')).rejects.toThrow('Missing: --from.')
})

test('speakers: found, kept as a list of names, issued to, told by name', async ({ db, world, run, at }) => {
  const { unit } = world
  const hoa = await addOfficer(db, {
    telegramUserId: 901,
    name: 'Lê Thị Hoa',
    unitId: unit.A!,
    duty: 'speaker',
  })
  await addOfficer(db, {
    telegramUserId: 902,
    name: 'Đỗ Sơn',
    unitId: unit.B!,
    duty: 'speaker',
    chat: 'blocked',
  })
  expect((await run('speaker find', 'do son', '--from', 'A')).text).toBe('Nobody found.')
  const found = (await run('speaker find', 'hoa', '--from', 'T')).json as {
    speakers: { dutyId: number; officerId: number }[]
  }
  expect(found.speakers).toMatchObject([
    { officerId: hoa, fullName: 'Lê Thị Hoa', unitName: 'Đảng ủy xã An' },
  ])
  const member = String(found.speakers[0]!.dutyId)
  const keep = (...more: string[]) => run('audience save', 'Báo cáo viên', '--from', 'T', ...more)
  await expect(keep('--members', member)).rejects.toThrow('--members: needs --speakers')
  await expect(keep('--speakers', '--members', '999999')).rejects.toThrow(
    '999999 is no speaker at or below T',
  )
  expect((await keep('--speakers', '--members', member)).text).toBe('Kept "Báo cáo viên": 1 speakers today.')
  expect((await run('audience list', '--from', 'T')).text).toBe('Báo cáo viên: 1 speakers')
  const args = (number: string) => [
    '--file',
    at('good.pdf'),
    '--number',
    number,
    '--issued-on',
    '2026-11-12',
    '--subject',
    'Tài liệu tháng 11',
    '--from',
    'T',
    '--ack-due',
    '+3d',
  ]
  await expect(
    run('directive issue', ...args('05-TB/TU'), '--report-due', '+10d', '--speakers'),
  ).rejects.toThrow('add --no-report')
  const all = await run('directive issue', ...args('05-TB/TU'), '--no-report', '--speakers')
  expect(all.text).toContain('Issued 05-TB/TU to 2 speakers (1 cannot be reached).')
  const named = await run('directive issue', ...args('06-TB/TU'), '--no-report', '--list', 'báo cáo viên')
  expect(named.text).toContain('Issued 06-TB/TU to 1 speakers (0 cannot be reached).')
  const { id } = all.json as { id: number }
  await circulateDirective(db, id, monday)
  expect((await run('directive status', '05-TB/TU')).text).toContain('Acknowledged 0')
})

test('--dry-run tells what it would come to, committee by committee, and keeps nothing', async ({
  database,
  db,
  run,
  at,
  issue,
}) => {
  const args = [
    '--file',
    at('good.pdf'),
    '--number',
    '05-CT/TU',
    '--issued-on',
    '2026-11-12',
    '--subject',
    'Về học tập',
    '--from',
    'T',
    '--ack-due',
    '+3d',
    '--report-due',
    '+20d',
    '--dry-run',
  ]
  database.woken.length = 0
  const told = await run('directive issue', ...args)
  expect(told.text.split('\n').slice(0, 7)).toEqual([
    'Would issue 05-CT/TU to 6 units (2 cannot be reached).',
    '  Đảng ủy xã An: 3 (1 cannot be reached)',
    '  Đảng ủy phường Bình: 3 (1 cannot be reached)',
    'Not reached, blocked: 1',
    'Not reached, nobody enrolled: 1',
    '  Chi bộ Ba: blocked',
    '  Chi bộ Sáu: nobody enrolled',
  ])
  expect(told.text).toContain('Nothing was kept.')
  expect(told.json).toMatchObject({ id: null, dryRun: true, recipients: 6, byChild: [{ recipients: 3 }, {}] })
  expect(database.woken).toEqual([])
  expect(await db.selectFrom('directive').select('id').execute()).toEqual([])
  expect(await db.selectFrom('file_content').select('sha256').execute()).toEqual([])
  const refused = args.map((arg) => (arg.endsWith('good.pdf') ? at('marked.pdf') : arg))
  await expect(run('directive issue', ...refused)).rejects.toThrow('secrecy mark')
  expect(await db.selectFrom('secrecy_refusal').select('reason').execute()).toHaveLength(1)
  expect((await issue()).text).toContain('Issued 05-CT/TU')
})
