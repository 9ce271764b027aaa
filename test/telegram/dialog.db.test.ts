// What somebody is writing is never replaced without being asked about it, whatever is begun next.
import { describe, expect, test as plainTest } from 'vitest'
import { draftDirective } from '../../src/directive/draft-directive.ts'
import { issueDirective } from '../../src/directive/issue-directive.ts'
import { createCode } from '../../src/org/invitations.ts'
import { dialogKinds } from '../../src/telegram/dialog.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { test as base } from '../directive/fixtures.ts'
import { actorOf, calendar, monday } from '../directive/world.ts'
import { makePdf } from '../support/pdf.ts'
import { buttonData, createTestBot, type Said } from './bot-fixture.ts'

const letter = makePdf([['Số 07-CT/TU', 'Hà Khê, ngày 12 tháng 11 năm 2026', 'CHỈ THỊ', 'Về một việc']])
const last = (said: Said[]) => said.at(-1)!

const test = base
  .extend('office', ({ world }) => world.telegramUserId.office!)
  .extend('bot', ({ db }) => createTestBot(db, monday, new Map([['letter', letter]])))
  .extend(
    'say',
    ({ bot, office }) =>
      (text: string) =>
        bot.text(office, text),
  )
  .extend(
    'tap',
    ({ bot, office }) =>
      (said: Said[], label: string) =>
        bot.tap(office, buttonData(last(said), label)),
  )
  .extend('document', ({ bot, office }) => () => {
    const message = {
      message_id: 700,
      date: 0,
      from: { id: office, is_bot: false, first_name: 'x' },
      chat: { id: office, type: 'private' },
      document: { file_id: 'letter', file_unique_id: 'letter', file_name: 'chi thi.pdf', file_size: 9 },
    }
    return bot.give({ message })
  })
  .extend('openDialog', ({ db }) => async () => {
    const dialog = await db.selectFrom('dialog').select('kind').executeTakeFirst()
    return dialog?.kind ?? null
  })
  .extend('storedFiles', ({ db }) => async () => {
    const files = await db.selectFrom('file_content').select('sha256').execute()
    return files.length
  })
  .extend('drafts', ({ db }) => async () => {
    const drafts = await db.selectFrom('directive_draft').select('id').execute()
    return drafts.length
  })
  /** Issues directive 05-CT/TU of the province, for the cells; it asks the office itself for nothing. */
  .extend('issue', ({ db, world }) => async () => {
    const actor = await actorOf(db, world, 'office')
    const due = new Date('2026-11-20T10:00:00Z')
    const content = {
      issuerUnitId: world.unit.T!,
      numberText: '05-CT/TU',
      issuedOn: '2026-11-12',
      subject: 'Về học tập',
      asksReport: true,
      ackDueAt: due,
      reportDueAt: due,
      declaredNotSecret: true,
    }
    const id = await db.transaction().execute(async (tx) => {
      const drafted = await draftDirective(tx, actor, { content }, { now: monday, calendar })
      if (!drafted.ok) throw new Error(drafted.reason)
      await issueDirective(tx, actor, { directiveId: drafted.directiveId }, { now: monday, calendar })
      return drafted.directiveId
    })
    await circulateDirective(db, id, monday)
  })
  /** A draft with its document; the last message shows what was read. */
  .extend('openDraft', ({ say, tap, document }) => async () => {
    await tap(await say('/moi'), 'không mật')
    const said = await document()
    expect(last(said).text).toContain('07-CT/TU')
    return said
  })
  /** A correction of 05-CT/TU with a new file. */
  .extend('openCorrection', ({ say, tap, document }) => async () => {
    const card = await tap(await say('/vanban 5 ct tu'), '05-CT/TU')
    await tap(await tap(await tap(card, 'Đính chính'), 'không mật'), 'Thay tệp')
    const said = await document()
    expect(last(said).text).toContain('Tệp: <b>chi thi.pdf</b>')
    return said
  })
  /** The office also looks after a cell that owes a report. */
  .extend('holdCellToo', ({ db, world }) => async () => {
    const { officerId } = await actorOf(db, world, 'office')
    const duty = { officer_id: officerId, unit_id: world.unit.A11!, duty: 'deputy' as const, since: monday }
    await db.insertInto('duty_holding').values(duty).execute()
  })
  /** Keeps a list of recipients of the office. */
  .extend('keepList', ({ say, tap }) => async () => {
    await tap(await say('/moi'), 'không mật')
    let said = await say('Số 08-CT/TU\nNgày 10 tháng 11 năm 2026\nCHỈ THỊ\nVề một việc')
    for (const label of ['Đúng, tiếp tục', 'Chỉ xác nhận', '3 ngày', 'Đổi nơi nhận', 'Lưu danh sách'])
      said = await tap(said, label)
    await say('Toàn tỉnh')
    await say('/huy')
  })

describe('what is open stays until the person gives it up', () => {
  test('/moi typed again', async ({ bot, say, tap, openDialog, storedFiles, openDraft }) => {
    await openDraft()
    const said = await say('/moi')
    expect(last(said).text).toContain('đang soạn dở một văn bản')
    expect(await storedFiles()).toBe(1)
    expect(await tap(said, 'Giữ bản đang soạn')).toEqual([])
    expect(bot.edits.at(-1)?.text).toContain('Đã giữ bản đang soạn')
    expect(await openDialog()).toBe('new_directive')
    expect(await storedFiles()).toBe(1)
  })

  test('/moi while a directive is being corrected', async ({
    say,
    tap,
    openDialog,
    issue,
    openCorrection,
  }) => {
    await issue()
    const open = await openCorrection()
    expect(last(await say('/moi')).text).toContain('đính chính dở')
    expect(await openDialog()).toBe('correct_directive')
    expect(last(await tap(open, 'Đúng, gửi bản mới')).text).toContain('đang gửi bản mới')
  })

  test('a list that is renamed, a list of speakers that is begun or looked at, while a directive is being corrected', async ({
    office,
    bot,
    say,
    openDialog,
    storedFiles,
    issue,
    openCorrection,
    keepList,
  }) => {
    await issue()
    await keepList()
    await bot.tap(office, buttonData(last(await say('/danhsach')), 'Toàn tỉnh'))
    const rename = buttonData(bot.edits.at(-1), 'Đổi tên')
    const speakers = buttonData(last(await say('/danhsach')), 'báo cáo viên')
    await bot.tap(office, speakers)
    const members = buttonData(last(await say('Báo cáo viên của tỉnh')), 'Xong')
    await bot.tap(office, members)
    await bot.tap(office, buttonData(last(await say('/danhsach')), 'Báo cáo viên của tỉnh'))
    const show = buttonData(bot.edits.at(-1), 'Thêm, bớt báo cáo viên')
    await openCorrection()
    for (const data of [rename, speakers, show]) {
      const said = await bot.tap(office, data)
      expect(last(said).text).toContain('đính chính dở')
      expect(await openDialog()).toBe('correct_directive')
    }
    expect(await storedFiles()).toBe(1)
  })

  test('a report that is begun', async ({ say, openDialog, storedFiles, issue, openDraft, holdCellToo }) => {
    await issue()
    await holdCellToo()
    await openDraft()
    const said = await say('/baocao')
    expect(last(said).text).toContain('đang soạn dở một văn bản')
    expect(await openDialog()).toBe('new_directive')
    expect(await storedFiles()).toBe(1)
  })
})

describe('what is open is given up when the person says so', () => {
  test('a command is carried out at once; the file is gone', async ({
    bot,
    say,
    tap,
    storedFiles,
    drafts,
    openDraft,
  }) => {
    await openDraft()
    const said = await tap(await say('/moi'), 'Bỏ')
    expect(bot.edits.at(-1)?.text).toContain('Đã bỏ bản đang soạn')
    expect(last(said).text).toContain('không tiếp nhận tài liệu mật')
    expect(await storedFiles()).toBe(0)
    expect(await drafts()).toBe(1)
    expect(last(await tap(said, 'không mật')).text).toContain('gửi tệp văn bản')
  })

  test('a button does what it was pressed for, and its own message changes', async ({
    office,
    bot,
    say,
    tap,
    openDialog,
    storedFiles,
    drafts,
    issue,
    openCorrection,
    keepList,
  }) => {
    await issue()
    await keepList()
    await bot.tap(office, buttonData(last(await say('/danhsach')), 'Toàn tỉnh'))
    const rename = buttonData(bot.edits.at(-1), 'Đổi tên')
    await openCorrection()
    const said = await tap(await bot.tap(office, rename), 'Bỏ')
    expect(last(said).text).toContain('tên mới của danh sách')
    expect(await openDialog()).toBe('list_rename')
    expect([await storedFiles(), await drafts()]).toEqual([0, 0])
    expect(last(await say('Các chi bộ')).text).toContain('nay có tên')
  })

  test('an answer to an older question of a report is taken then, and not before', async ({
    db,
    office,
    bot,
    say,
    tap,
    openDialog,
    issue,
    openDraft,
    holdCellToo,
  }) => {
    await issue()
    await holdCellToo()
    await say('/baocao')
    // The next question offers the same number.
    const asked = await say('10')
    await openDraft()
    const answers = async () =>
      (await db.selectFrom('report_draft').select('answers').executeTakeFirstOrThrow()).answers
    const before = await answers()
    const [first] = last(asked).buttons![0]!
    const refused = await bot.tap(office, (first as { data: string }).data)
    expect(last(refused).text).toContain('đang soạn dở một văn bản')
    expect(await answers()).toEqual(before)
    await tap(refused, 'Bỏ')
    expect(await answers()).not.toEqual(before)
    expect(await openDialog()).toBe('report')
  })

  test('a code is not kept meanwhile: it is asked for again', async ({
    db,
    world,
    bot,
    say,
    tap,
    openDraft,
  }) => {
    const office = await actorOf(db, world, 'office2')
    const about = { unitId: world.unit.T!, duty: 'secretary' as const }
    const { code } = await db
      .transaction()
      .execute((tx) => createCode(tx, office, { ...about, phone: '+84912345678' }, { now: monday }))
    await openDraft()
    const said = await say(`/start ${code}`)
    expect(last(said).text).toContain('đang soạn dở một văn bản')
    const row = JSON.stringify(await db.selectFrom('dialog').selectAll().execute())
    expect(row).not.toContain(code)
    expect(await tap(said, 'Bỏ')).toEqual([])
    expect(bot.edits.at(-1)?.text).toContain('làm lại việc vừa chọn')
    expect(last(await say(`/start ${code}`)).askContact).toBeDefined()
  })

  test('not once the draft has been answered again: the button is out of date', async ({
    bot,
    say,
    tap,
    openDialog,
    storedFiles,
    openDraft,
  }) => {
    const open = await openDraft()
    const said = await say('/moi')
    await tap(open, 'Đúng, tiếp tục')
    for (const label of ['Bỏ', 'Giữ bản đang soạn']) {
      expect(await tap(said, label)).toEqual([])
      expect(bot.edits.at(-1)?.text).toContain('không có gì bị bỏ')
    }
    expect([await openDialog(), await storedFiles()]).toEqual(['new_directive', 1])
  })

  test('/huy takes a correction away with its file', async ({
    say,
    openDialog,
    storedFiles,
    drafts,
    issue,
    openCorrection,
  }) => {
    await issue()
    await openCorrection()
    expect(last(await say('/huy')).text).toContain('Không thay đổi gì')
    expect([await openDialog(), await storedFiles(), await drafts()]).toEqual([null, 0, 0])
  })
})

test('pressed again, the correction of the same version and the draft that is changed go on', async ({
  say,
  tap,
  issue,
}) => {
  await issue()
  const card = await tap(await say('/vanban 5 ct tu'), '05-CT/TU')
  await tap(await tap(card, 'Đính chính'), 'không mật')
  await say('Về học tập nghị quyết')
  expect(last(await tap(card, 'Đính chính')).text).toContain('Về học tập nghị quyết')
})

test('a search leaves a draft in hand; it can only not be narrowed', async ({
  say,
  openDialog,
  issue,
  openDraft,
}) => {
  await issue()
  await openDraft()
  const said = await say('/vanban 5 ct tu')
  expect(last(said).buttons).toHaveLength(1)
  expect(await openDialog()).toBe('new_directive')
})

plainTest('every kind of conversation is known to the one rule; two of them hold work', () => {
  const kinds = [...dialogKinds()]
  expect(kinds).toHaveLength(21)
  const work = kinds.filter(([, { holds }]) => holds === 'work').map(([kind]) => kind)
  expect(work.sort()).toEqual(['correct_directive', 'new_directive'])
})
