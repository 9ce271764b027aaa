// Lists of units and of people: empty templates, the person's own part as a workbook, and the forms that
// upload a list. unit-list-upload.tsx and officer-list-upload.tsx handle the uploads.
import { exportFor, officerTemplate, unitTemplate } from '../org/lists/export-units.ts'
import type { Routes } from './routes.ts'
import { FileField, mayManage } from './upload.tsx'
import { type Visit, xlsx } from './visit.tsx'

export function listPages(routes: Routes): void {
  routes.get('/danhsach-donvi', (visit) => listsPage(visit))
  routes.get('/danhsach-donvi/mau-don-vi.xlsx', async (visit) =>
    mayManage(visit).any ? visit.file(await unitTemplate(), 'mau-don-vi.xlsx', xlsx) : visit.refuse(),
  )
  routes.get('/danhsach-donvi/mau-can-bo.xlsx', async (visit) =>
    mayManage(visit).any ? visit.file(await officerTemplate(), 'mau-can-bo.xlsx', xlsx) : visit.refuse(),
  )
  // The export is an entry of the audit trail, so it is a form and not a link.
  routes.post('/danhsach-donvi/xuat', async (visit) => {
    const { actor, deps } = visit
    const made = await deps.db.transaction().execute((tx) => exportFor(tx, actor, {}, visit.at))
    if (!made) return visit.refuse()
    return visit.file(made.bytes, `danh-sach-${visit.today}.xlsx`, xlsx)
  })
}

function listsPage(visit: Visit) {
  const may = mayManage(visit)
  if (!may.any) return visit.refuse()
  return visit.page(
    visit.t('web-place-lists'),
    <>
      <h2>{visit.t('web-lists-get')}</h2>
      <ul class="rows">
        <li>
          <a href="/danhsach-donvi/mau-don-vi.xlsx">{visit.t('web-lists-template-units')}</a>
        </li>
        <li>
          <a href="/danhsach-donvi/mau-can-bo.xlsx">{visit.t('web-lists-template-officers')}</a>
        </li>
      </ul>
      {may.officers ? (
        <form method="post" action="/danhsach-donvi/xuat">
          <button class="second" type="submit">
            {visit.t('web-lists-export')}
          </button>
          <p class="note">{visit.t('web-lists-export-note')}</p>
        </form>
      ) : null}
      {may.units ? <UnitForm visit={visit} /> : null}
      {may.officers ? <OfficerForm visit={visit} /> : null}
    </>,
  )
}

function UnitForm({ visit }: { visit: Visit }) {
  return (
    <form method="post" action="/danhsach-donvi/don-vi" enctype="multipart/form-data">
      <h2>{visit.t('web-import-units')}</h2>
      <p>{visit.t('web-import-units-what')}</p>
      <FileField visit={visit} id="tep-don-vi" />
      <label for="ngay">{visit.t('web-import-day')}</label>
      <input id="ngay" name="ngay" type="date" max={visit.today} value={visit.today} />
      <label class="check">
        <input type="checkbox" name="dong-thieu" value="1" /> {visit.t('web-import-close-missing')}
      </label>
      <button type="submit">{visit.t('web-import-look')}</button>
    </form>
  )
}

function OfficerForm({ visit }: { visit: Visit }) {
  return (
    <form method="post" action="/danhsach-donvi/can-bo" enctype="multipart/form-data">
      <h2>{visit.t('web-import-officers')}</h2>
      <p>{visit.t('web-import-officers-what')}</p>
      <FileField visit={visit} id="tep-can-bo" />
      <label for="giup">{visit.t('web-import-help')}</label>
      <input id="giup" name="giup" type="text" maxlength={120} autocomplete="off" />
      <label class="check">
        <input type="checkbox" name="ban-giao" value="1" /> {visit.t('web-import-hand-over')}
      </label>
      <label class="check">
        <input type="checkbox" name="doi-so" value="1" /> {visit.t('web-import-phones')}
      </label>
      <button type="submit">{visit.t('web-import-look')}</button>
    </form>
  )
}
