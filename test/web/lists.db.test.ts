// Lists at the page: what a preview says is what is done, all of it or nothing, within the own part of the
// tree only.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readWorkbook, writeWorkbook } from '../../src/platform/workbook.ts'
import { addOfficer, now } from '../org/world.ts'
import { makeOldWorkbook } from '../support/old-workbook.ts'
import { makeZip } from '../support/zip.ts'
import { test as base, csv, openPages, upload } from './visitor.ts'

const test = base
  .extend('pages', ({ db }) =>
    openPages(db, now, {
      prepareCards: async () => async (cards) => Buffer.from(`%PDF ${cards.map((card) => card.name).join()}`),
    }),
  )
  .extend('names', ({ db }) => async () => {
    const units = await db
      .selectFrom('unit')
      .select(['code', 'name'])
      .where('valid_to', 'is', null)
      .orderBy('code')
      .execute()
    return Object.fromEntries(units.map(({ code, name }) => [code, name]))
  })
  .extend(
    'codes',
    ({ db }) =>
      () =>
        db.selectFrom('enrolment_code').selectAll().orderBy('id').execute(),
  )

const head = 'code,parent_code,kind,name\n'
const whole = `${head}A,T,committee,Đảng ủy phường An Bình\nA1,A,grassroots,Đảng bộ cơ sở An Bình\nA11,A1,cell,Chi bộ khu phố 1\nA12,A1,cell,Chi bộ khu phố 2\n`

describe('a list of units', () => {
  test('is looked at, then done as it was looked at, once', async ({ db, ids, adminId, admin, names }) => {
    const before = await names()
    const list = await upload(admin, 'don-vi', csv(`${whole}A13,A1,cell,Chi bộ khu phố 3\n`))
    expect(list.preview.words).toContain('Sẽ thêm 1, sửa 0, kết thúc 0, giữ nguyên 4 đơn vị')
    expect(list.preview.words).toContain('Dòng 6 Chi bộ khu phố 3 A13')
    expect(await names()).toEqual(before)
    expect((await list.apply()).words).toContain('Đã thêm 1')
    expect(await names()).toEqual({ ...before, A13: 'Chi bộ khu phố 3' })
    expect((await list.apply()).words).toContain('Tệp này đã thực hiện')
    const [entry] = await db
      .selectFrom('audit_entry')
      .selectAll()
      .where('action', '=', 'unit.import')
      .orderBy('id', 'desc')
      .execute()
    expect(entry).toMatchObject({ actor_kind: 'officer', actor_id: adminId, unit_id: ids.A1 })
  })

  test('the same button pressed twenty times at once does it once', async ({ db, admin }) => {
    const list = await upload(admin, 'don-vi', csv(`${head}A13,A1,cell,Chi bộ khu phố 3\n`))
    const answers = await Promise.all(Array.from({ length: 20 }, () => list.apply()))
    expect(answers.filter((answer) => answer.words.includes('Đã thêm 1'))).toHaveLength(1)
    const made = await db.selectFrom('unit').select('id').where('code', '=', 'A13').execute()
    expect(made).toHaveLength(1)
  })

  test('is read once: what was read stays for the preview, not the file', async ({ db, admin, names }) => {
    const list = await upload(admin, 'don-vi', csv(`${whole}A13,A1,cell,Chi bộ khu phố 3\n`))
    await sql`update web_upload set content = replace(content::text, 'khu phố 3', 'khu phố 7')::jsonb`.execute(
      db,
    )
    expect((await list.apply()).words).toContain('khu phố 7')
    expect(Object.keys(await names())).not.toContain('A13')
  })

  test('every faulty row is named, and none of the list is done', async ({ admin, names }) => {
    const before = await names()
    const list = await upload(
      admin,
      'don-vi',
      csv(
        `${head}A13,A1,cell,Tốt\n,A1,cell,Không mã\nA14,A9,cell,Lạc\nA15,A1,huyện lạ,X\nA16,A11,cell,Dưới chi bộ\nA13,A1,cell,Hai lần\n`,
      ),
    )
    expect(list.preview.words).toContain('Có 5 chỗ cần sửa')
    for (const row of [3, 4, 5, 6, 7]) expect(list.preview.words).toContain(`Dòng ${row} ,`)
    expect(list.preview.text).not.toContain('Thực hiện')
    expect((await list.apply()).status).toBe(422)
    expect(await names()).toEqual(before)
  })

  test('what has a past is renamed, moved and closed by decision only', async ({ db, admin, names }) => {
    const before = await names()
    await db.updateTable('unit').set({ valid_from: '2025-07-01' }).execute()
    const renamed = whole.replace('Chi bộ khu phố 1', 'Chi bộ Hòa Bình')
    const list = await upload(admin, 'don-vi', csv(renamed))
    expect(list.preview.words).toContain('Tên: Chi bộ khu phố 1 → Chi bộ Hòa Bình')
    expect((await list.apply()).words).toContain('đề nghị ghi số quyết định')
    expect(await names()).toEqual(before)
    expect((await list.apply({ 'quyet-dinh': '12-QĐ/ĐU' })).words).toContain('sửa 1')
    const closing = await upload(admin, 'don-vi', csv(renamed.replace(/A12.*\n/, '')), { 'dong-thieu': '1' })
    expect(closing.preview.words).toContain('kết thúc 1')
    expect((await closing.apply()).words).toContain('đề nghị ghi số quyết định')
    expect((await closing.apply({ 'quyet-dinh': '13-QĐ/ĐU' })).words).toContain('hơn một phần năm')
    expect(Object.keys(await names())).toContain('A12')
    expect((await closing.apply({ 'quyet-dinh': '13-QĐ/ĐU', nhieu: '1' })).words).toContain('kết thúc 1')
    expect(Object.keys(await names())).toEqual(['A', 'A1', 'A11', 'B', 'B1', 'B11', 'T'])
  })

  test('does nothing when the tree has changed since it was looked at, and shows the change', async ({
    db,
    admin,
    names,
  }) => {
    const list = await upload(admin, 'don-vi', csv(`${whole}A13,A1,cell,Chi bộ khu phố 3\n`))
    await db.updateTable('unit').set({ name: 'Đổi giữa chừng' }).where('code', '=', 'A11').execute()
    const answer = await list.apply()
    expect(answer.words).toContain('Từ lúc xem trước, dữ liệu đã thay đổi')
    expect(answer.words).toContain('Tên: Đổi giữa chừng → Chi bộ khu phố 1')
    expect(Object.keys(await names())).not.toContain('A13')
  })

  test('reaches nothing outside the own part', async ({ admin, names }) => {
    const before = await names()
    const tries = [
      'B11,B1,cell,Chi bộ chiếm',
      ' b11 ,A1,cell,Chi bộ chiếm',
      'B11,A1,cell,Chi bộ thôn Đoài',
      'A13,B1,cell,Chi bộ gửi nhờ',
      'A11,B1,cell,Chi bộ khu phố 1',
      'A13,T,committee,Ngang hàng',
      'A13,,province,Một tỉnh nữa',
      'A1,,grassroots,Đảng bộ cơ sở An Bình',
      'A,B,committee,Đảng ủy phường An Bình',
      'T,,province,Tỉnh ủy khác',
    ]
    for (const line of tries) {
      const list = await upload(admin, 'don-vi', csv(`${head}${line}\n`))
      expect([line, list.preview.words]).toEqual([line, expect.stringContaining('chỗ cần sửa')])
      expect(list.preview.words).not.toMatch(/Bắc Sơn|thôn Đoài|Hòa Khê/)
      await list.apply({ 'quyet-dinh': '1' })
      expect([line, await names()]).toEqual([line, before])
    }
    const closing = 'code,parent_code,kind,name,closed_on,successor_code\n'
    for (const line of [
      'B11,B1,cell,X,01/3/2026,',
      'A11,A1,cell,X,01/3/2026,B11',
      'A,T,committee,X,01/3/2026,',
    ]) {
      const list = await upload(admin, 'don-vi', csv(`${closing}${line}\n`))
      expect([line, list.preview.words]).toEqual([line, expect.stringContaining('cần sửa')])
      await list.apply({ 'quyet-dinh': '1', nhieu: '1' })
      expect([line, await names()]).toEqual([line, before])
    }
  })

  test('the top of the own part can be renamed and stays where it is', async ({ db, ids, admin }) => {
    const list = await upload(admin, 'don-vi', csv(`${head}a,t,committee,Đảng ủy phường An Bình Mới\n`))
    await list.apply({ 'quyet-dinh': '1' })
    const unit = await db.selectFrom('unit').selectAll().where('code', '=', 'A').executeTakeFirstOrThrow()
    expect(unit).toMatchObject({ name: 'Đảng ủy phường An Bình Mới', parent_id: ids.T })
  })

  test('the top of one own part cannot be moved below another, and nobody is told that it was', async ({
    db,
    ids,
    adminId,
    admin,
    names,
  }) => {
    await addOfficer(db, { telegramUserId: 602, unitId: ids.B!, duty: 'administrator' })
    const both = await db
      .updateTable('duty_holding')
      .set({ officer_id: adminId })
      .where('unit_id', '=', ids.B!)
      .where('duty', '=', 'administrator')
      .executeTakeFirst()
    expect(both.numUpdatedRows).toBe(1n)
    const before = await names()
    const list = await upload(admin, 'don-vi', csv(`${head}B,A,committee,${before.B}\n`))
    expect(list.preview.words).toContain('đứng đầu phần quản lý, giữ nguyên nơi trực thuộc')
    expect((await list.apply({ 'quyet-dinh': '1' })).status).toBe(422)
    const unit = await db
      .selectFrom('unit')
      .select('parent_id')
      .where('code', '=', 'B')
      .executeTakeFirstOrThrow()
    expect(unit.parent_id).toBe(ids.T)
  })

  test('is refused when the duty is gone between looking and doing, also when another one is left', async ({
    db,
    ids,
    adminId,
    admin,
    names,
  }) => {
    const list = await upload(admin, 'don-vi', csv(`${head}A13,A1,cell,Chi bộ khu phố 3\n`))
    await addOfficer(db, { telegramUserId: 601, unitId: ids.B!, duty: 'administrator' })
    const take = () =>
      db
        .updateTable('duty_holding')
        .set({ until: now })
        .where('officer_id', '=', adminId)
        .where('unit_id', '=', ids.A!)
        .execute()
    await take()
    const answer = await list.apply()
    expect(answer.words).toContain('Có 1 chỗ cần sửa')
    expect(Object.keys(await names())).not.toContain('A13')
    await db.updateTable('duty_holding').set({ until: now }).where('officer_id', '=', adminId).execute()
    expect((await list.apply()).status).toBe(401)
    expect(Object.keys(await names())).not.toContain('A13')
  })

  test('of another session, of another tab and after half an hour is of no use', async ({
    db,
    ids,
    pages,
    admin,
    names,
  }) => {
    const list = await upload(admin, 'don-vi', csv(`${head}A13,A1,cell,Chi bộ khu phố 3\n`))
    const other = await pages.enter(
      await addOfficer(db, { telegramUserId: 609, unitId: ids.A!, duty: 'administrator' }),
    )
    expect((await other.get(list.address)).words).toContain('đề nghị tải lên lại')
    const second = await upload(admin, 'don-vi', csv(`${head}A14,A1,cell,Chi bộ khu phố 4\n`))
    expect((await list.apply()).words).toContain('đã thay bằng tệp khác')
    pages.clock.moveTo(new Date(now.getTime() + 30 * 60_000))
    expect((await second.apply()).words).toContain('quá 30 phút')
    expect(Object.keys(await names())).toHaveLength(8)
  })

  test('names with signs of markup stand as they are', async ({ ids, admin }) => {
    const name = 'Chi bộ <b>&"3"</b><script>alert(1)</script>'
    const list = await upload(
      admin,
      'don-vi',
      csv(`${head}A13,A1,cell,"${name.replaceAll('"', '""')}"\n`, 'a<b>&.csv'),
    )
    expect(list.preview.words).toContain(name)
    expect(list.preview.words).toContain('Tệp: a<b>&.csv')
    await list.apply()
    for (const path of [`/donvi/${ids.A1}`, '/donvi?tim=<script>alert(1)</script>']) {
      const { text, words } = await admin.get(path)
      expect(text).not.toContain('<script>')
      expect(words).toContain(name)
    }
  })
})

describe('a file', () => {
  test('in the kinds that offices have', async ({ admin }) => {
    const rows = [
      ['Mã đơn vị', 'Mã đơn vị cấp trên', 'Loại', 'Tên đơn vị'],
      ['A13', 'A1', 'Chi bộ', 'Chi bộ khu phố 3'],
    ]
    const [headings = [], ...lines] = rows
    const book = await writeWorkbook([{ name: 'Đơn vị', headings, widths: [9, 9, 9, 9], rows: lines }])
    for (const [name, bytes] of [
      ['a.xlsx', book],
      ['a.xls', makeOldWorkbook({ a: rows })],
    ] as const) {
      const list = await upload(admin, 'don-vi', new File([new Uint8Array(bytes)], name))
      expect([name, list.preview.words]).toEqual([name, expect.stringContaining('Sẽ thêm 1')])
    }
  })

  test('with macros, of another kind, empty or missing is told of in one sentence', async ({ admin }) => {
    const macros = makeOldWorkbook({ a: [['code', 'parent_code', 'kind', 'name']] }, { macros: true })
    const bomb = makeZip({
      '[Content_Types].xml': '<Types/>',
      'xl/worksheets/sheet1.xml': 'a'.repeat(20_000_000),
    })
    const say = async (file: File) => (await upload(admin, 'don-vi', file)).preview
    expect((await say(new File([new Uint8Array(macros)], 'a.xls'))).words).toContain('có macro')
    expect((await say(new File([new Uint8Array(bomb)], 'a.xlsx'))).words).toContain('Tệp quá lớn')
    expect((await say(csv('một,hai\n1,2\n'))).words).toContain(
      'còn thiếu: Mã đơn vị, Mã đơn vị cấp trên, Loại, Tên đơn vị',
    )
    expect((await say(csv('', 'trong.csv'))).words).toContain('Chưa chọn tệp')
  })

  test('that is too large is refused before it is read', async ({ db, pages, admin }) => {
    let read = 0
    const body = new ReadableStream({
      pull(controller) {
        read++
        controller.enqueue(new Uint8Array(1024 * 1024))
      },
    })
    const headers = {
      cookie: admin.cookie,
      origin: 'https://trang.example',
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': String(64 * 1024 * 1024),
    }
    const answer = await pages.app.request('https://trang.example/danhsach-donvi/don-vi', {
      method: 'POST',
      body,
      headers,
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
    expect(await answer.text()).toContain('Tệp quá lớn')
    expect(read).toBeLessThan(3)
    const chunked = await upload(admin, 'don-vi', new File([new Uint8Array(17 * 1024 * 1024)], 'a.csv'))
    expect(chunked.preview.status).toBe(413)
    expect(await db.selectFrom('web_upload').select('id').execute()).toEqual([])
  })
})

describe('a list of people', () => {
  const people = 'Mã đơn vị,Nhiệm vụ,Họ và tên\n'

  test('is looked at, then the cards come back once', async ({ adminId, admin, codes }) => {
    const list = await upload(
      admin,
      'can-bo',
      csv(`${people}A11,Bí thư,Nguyễn Văn An\nA12,Bí thư,Trần Thị Bình\n`),
    )
    expect(list.preview.words).toContain('Sẽ mời 2 người')
    expect(await codes()).toEqual([])
    const answers = await Promise.all(Array.from({ length: 10 }, () => list.apply()))
    const cards = answers.filter((answer) => answer.headers.get('content-type') === 'application/pdf')
    expect(cards).toHaveLength(1)
    expect(cards[0]?.text).toContain('Nguyễn Văn An')
    expect(await codes()).toMatchObject([{ created_by: adminId }, { created_by: adminId }])
    const again = await upload(admin, 'can-bo', csv(`${people}A11,Bí thư,Nguyễn Văn An\n`))
    expect(again.preview.words).toContain('không có gì phải làm')
  })

  test('names faulty rows, knows nothing outside, gives no duty that one may not give', async ({
    db,
    ids,
    pages,
    codes,
  }) => {
    const office = await pages.enter(
      await addOfficer(db, { telegramUserId: 605, unitId: ids.A!, duty: 'office' }),
    )
    const list = await upload(
      office,
      'can-bo',
      csv(
        `${people}B11,Bí thư,Người ngoài\nA11,Quản trị,Người lạ\nA11,Chủ tịch,X\nA12,Bí thư,\nZ99,Bí thư,Không đâu\n`,
      ),
    )
    expect(list.preview.words).toContain('Có 5 chỗ cần sửa')
    expect(list.preview.words).toContain('Dòng 2 , Mã đơn vị: không có đơn vị “B11” trong phạm vi')
    expect(list.preview.words).toContain('Dòng 6 , Mã đơn vị: không có đơn vị “Z99” trong phạm vi')
    expect(list.preview.words).toContain('Dòng 3 , Nhiệm vụ: đồng chí không được giao nhiệm vụ này ở đó')
    await list.apply()
    expect(await codes()).toEqual([])
  })

  test('invites nobody when the cards cannot be drawn, or the bot is not known', async ({
    db,
    adminId,
    codes,
  }) => {
    const broken = openPages(db, now, {
      prepareCards: async () => async () => {
        throw new Error('no memory')
      },
    })
    const list = await upload(
      await broken.enter(adminId),
      'can-bo',
      csv(`${people}A11,Bí thư,Nguyễn Văn An\n`),
    )
    expect((await list.apply()).words).toContain('chưa mời ai')
    expect(await codes()).toMatchObject([{ revoked_at: now, full_name: null }])
    const none = openPages(db, now)
    const second = await upload(
      await none.enter(adminId),
      'can-bo',
      csv(`${people}A11,Bí thư,Nguyễn Văn An\n`),
    )
    expect((await second.apply()).words).toContain('Chưa mời ai')
    expect(await codes()).toHaveLength(1)
  })

  test('is refused when the duty is gone between looking and doing', async ({
    db,
    adminId,
    admin,
    codes,
  }) => {
    const list = await upload(admin, 'can-bo', csv(`${people}A11,Bí thư,Nguyễn Văn An\n`))
    await db.updateTable('duty_holding').set({ until: now }).where('officer_id', '=', adminId).execute()
    expect((await list.apply()).status).toBe(401)
    expect(await codes()).toEqual([])
  })
})

test('an export has the own part, is written into the trail, and can be imported again', async ({
  db,
  ids,
  adminId,
  admin,
}) => {
  await addOfficer(db, {
    telegramUserId: 611,
    unitId: ids.B11!,
    duty: 'secretary',
    name: 'Người Bên Kia',
  })
  const file = await admin.post('/danhsach-donvi/xuat')
  const book = await readWorkbook(file.bytes)
  if (!book.ok) throw new Error(book.reason)
  expect(book.sheets[0]?.rows.slice(1).map(([code, parent]) => [code, parent])).toEqual([
    ['A', ''],
    ['A1', 'A'],
    ['A11', 'A1'],
    ['A12', 'A1'],
  ])
  expect(JSON.stringify(book.sheets)).not.toMatch(/Bắc Sơn|Người Bên Kia/)
  const list = await upload(admin, 'don-vi', new File([new Uint8Array(file.bytes)], 'a.xlsx'))
  expect(list.preview.words).toContain('giữ nguyên 4 đơn vị')
  const entry = db
    .selectFrom('audit_entry')
    .select(['actor_id', 'unit_id'])
    .where('action', '=', 'organisation.export')
  expect(await entry.execute()).toEqual([{ actor_id: adminId, unit_id: ids.A }])
})

test('odd input is answered with a sentence, never with a fault of ours', async ({ pages, admin }) => {
  const nul = '\u0000'
  for (const path of [
    `/donvi?tim=${encodeURIComponent(`x${nul}y`)}`,
    '/donvi?tim=%25_%5C',
    '/gui?trang=-1',
    '/gui?trang=1e9',
  ])
    expect([path, (await admin.get(path)).status]).toEqual([path, 200])
  for (const path of ['/can-xu-ly?van-ban=x&ly-do=__proto__', '/nhat-ky?truoc=9e9', '/trang?x=%00'])
    expect([path, (await admin.get(path)).status]).toEqual([path, 200])
  const list = await upload(admin, 'don-vi', csv(`${head}A13,A1,cell,Chi bộ${nul} 3\n`, `a${nul}b.csv`))
  expect([list.preview.status, (await list.apply({ 'quyet-dinh': `1${nul}` })).status]).toEqual([200, 200])
  const people = await upload(admin, 'can-bo', csv(`unit,duty,name\nA11,deputy,Tên${nul}Lạ\n`), {
    giup: `x${nul}`,
  })
  expect([people.preview.status, (await people.apply()).status]).toEqual([200, 200])
  for (const type of ['multipart/form-data; boundary=x', 'multipart/form-data']) {
    const send = async (path: string) => {
      const headers = { cookie: admin.cookie, origin: 'https://trang.example', 'content-type': type }
      const answer = await pages.app.request(`https://trang.example${path}`, {
        method: 'POST',
        body: 'no form',
        headers,
      })
      return [path, answer.status, await answer.text()]
    }
    for (const [path, status, text] of [
      ['/danhsach-donvi/don-vi', 422, 'Chưa chọn tệp'],
      ['/danhsach-donvi/can-bo', 422, 'Chưa chọn tệp'],
      ['/can-xu-ly/gui-lai', 403, 'không thuộc phạm vi'],
      ['/vao', 403, 'Đường dẫn không dùng được'],
    ] as const)
      expect(await send(path)).toEqual([path, status, expect.stringContaining(text)])
    // No mark of what was looked at: the list is shown again.
    for (const [kind, file] of [
      ['don-vi', `${head}A14,A1,cell,Chi bộ 4\n`],
      ['can-bo', 'unit,duty,name\nA11,secretary,Tên Mới\n'],
    ] as const) {
      const { address } = await upload(admin, kind, csv(file))
      expect(await send(address)).toEqual([address, 422, expect.stringContaining('Từ lúc xem trước')])
    }
  }
  const long = await admin.post('/can-xu-ly/gui-lai', { 'ly-do': 'x'.repeat(100_000) })
  expect([long.status, long.words]).toEqual([413, expect.stringContaining('quá lớn')])
})

test('whoever manages nothing has no lists', async ({ db, ids, pages }) => {
  const secretary = await pages.enter(
    await addOfficer(db, { telegramUserId: 602, unitId: ids.A!, duty: 'secretary' }),
  )
  const gets = ['', '/mau-don-vi.xlsx', '/mau-can-bo.xlsx', '/don-vi/1', '/can-bo/1']
  for (const path of gets) expect((await secretary.get(`/danhsach-donvi${path}`)).status).toBe(403)
  for (const kind of ['don-vi', 'can-bo'] as const)
    expect((await upload(secretary, kind, csv(`${head}A13,A1,cell,X\n`))).preview.status).toBe(403)
  expect((await secretary.post('/danhsach-donvi/xuat')).status).toBe(403)
})
