// Importing a list of units: upload, preview, apply. The form carries a mark of the preview: when the tree
// has changed meanwhile and the file would now do something else, nothing is applied and the preview is shown
// again.
import {
  type ImportDone,
  type ImportOutcome,
  importUnits,
  maxClosedShare,
} from '../org/lists/import-units.ts'
import { readUnitFile } from '../org/lists/read-unit-table.ts'
import { dayText } from '../texts/dates.ts'
import { formOf, textIn } from './form.ts'
import type { Routes } from './routes.ts'
import { UnitPlanRows } from './unit-plan.tsx'
import { dropUpload, type WebUpload } from './upload.store.ts'
import {
  columnWords,
  listAnswer,
  mayManage,
  RowFaults,
  tableFault,
  takeForm,
  uploadLimit,
  withUpload,
} from './upload.tsx'
import type { Message, Visit } from './visit.tsx'

const path = '/danhsach-donvi/don-vi'

export function unitImportPages(routes: Routes): void {
  routes.post(
    path,
    async (visit) =>
      mayManage(visit).units
        ? await takeForm(visit, {
            kind: 'units',
            path,
            read: readUnitFile,
            options: (field) => ({
              on: readDay(field('ngay')) ?? visit.today,
              absentToo: field('dong-thieu') === '1',
            }),
          })
        : visit.refuse(),
    uploadLimit,
  )
  routes.get(`${path}/:id`, (visit) =>
    withUpload(visit, 'units', 'web-upload-gone', (upload) => previewPage(visit, upload)),
  )
  routes.post(`${path}/:id`, (visit) =>
    withUpload(visit, 'units', 'web-upload-gone', (upload) => applyPage(visit, upload)),
  )
}

const chosen = ({ options }: WebUpload) => ({ on: textIn(options.on), absentToo: options.absentToo === true })

function look(visit: Visit, upload: WebUpload<'units'>): Promise<ImportOutcome> {
  const { on, absentToo } = chosen(upload)
  return importUnits(
    visit.deps.db,
    visit.actor,
    {
      list: upload.content,
      on,
      dryRun: true,
      ...(absentToo
        ? {
            closing: {
              decision: '',
              day: on,
              absentToo,
            },
          }
        : {}),
    },
    visit.at,
  )
}

async function previewPage(visit: Visit, upload: WebUpload<'units'>, message?: Message): Promise<Response> {
  const outcome = await look(visit, upload)
  const title = visit.t('web-import-units')
  const status = message ? 422 : 200
  const head = <p>{visit.t('web-import-of', { file: upload.fileName })}</p>
  const again = (
    <p>
      <a href="/danhsach-donvi">{visit.t('web-lists-other')}</a>
    </p>
  )
  if (outcome.ok)
    return await visit.page(
      title,
      <>
        {head}
        <p>
          <strong>{counts(visit, outcome)}</strong>{' '}
          {visit.t('web-plan-from', { day: dayText(chosen(upload).on, visit.language) })}
        </p>
        <UnitPlanRows visit={visit} done={outcome} />
        <ApplyForm visit={visit} upload={upload} done={outcome} />
        {again}
      </>,
      { message, status },
    )
  if (outcome.reason === 'wrong_rows') {
    const faults = <RowFaults visit={visit} words={columnWords.units} faults={outcome.errors} />
    return await visit.page(title, [head, faults, again], { status })
  }
  return await visit.page(title, [head, again], {
    status: 422,
    message: {
      text: sentence(visit, outcome),
      isTrouble: true,
    },
  })
}

async function applyPage(visit: Visit, upload: WebUpload<'units'>): Promise<Response> {
  const form = await formOf(visit.c)
  const decision = visit.typed(form['quyet-dinh'], 120)
  const isCorrection = form['dinh-chinh'] === '1'
  const again = (text: string) => previewPage(visit, upload, { text, isTrouble: true })
  if (decision !== '' && isCorrection) return await again(visit.t('web-import-either'))
  const { on, absentToo } = chosen(upload)
  if (decision === '' && absentToo) {
    // Without a decision no unit may be closed, and without closing the result would differ from the preview.
    const seen = await look(visit, upload)
    if (seen.ok && seen.closed.length > 0) return await again(visit.t('web-refused-no_decision'))
  }
  const outcome = await importUnits(
    visit.deps.db,
    visit.actor,
    {
      list: upload.content,
      on,
      isCorrection,
      expected: textIn(form.dau),
      ...(decision === ''
        ? {}
        : {
            decision,
            closing: {
              decision,
              day: on,
              absentToo,
              many: form.nhieu === '1',
            },
          }),
    },
    visit.at,
  )
  if (!outcome.ok) return await again(sentence(visit, outcome))
  await dropUpload(visit.deps.db, upload.id)
  return await listAnswer(visit, counts(visit, outcome), 200)
}

/** Why nothing was imported. */
function sentence(visit: Visit, outcome: Extract<ImportOutcome, { ok: false }>): string {
  if (outcome.reason === 'unreadable') return tableFault(visit, columnWords.units, outcome.fault)
  if (outcome.reason === 'refused') return visit.t(`web-refused-${outcome.refused.reason}`)
  return visit.t('web-rows-wrong', { count: visit.whole(outcome.errors.length) })
}

const counts = (visit: Visit, done: ImportDone) =>
  visit.t(done.dryRun ? 'web-import-would' : 'web-import-done', {
    created: visit.whole(done.created.length),
    changed: visit.whole(done.changed.length),
    closed: visit.whole(done.closed.length),
    unchanged: visit.whole(done.unchanged),
  })

function ApplyForm({ visit, upload, done }: { visit: Visit; upload: WebUpload<'units'>; done: ImportDone }) {
  if (done.created.length + done.changed.length + done.closed.length === 0)
    return <p>{visit.t('web-import-nothing')}</p>
  const hasPast = done.changed.some((unit) => unit.hasPast)
  const living = done.unchanged + done.changed.length + done.closed.length + done.absent.length
  const isMuch = done.closed.length > living * maxClosedShare
  return (
    <form method="post" action={`${path}/${upload.id}`}>
      <input type="hidden" name="dau" value={done.mark} />
      {hasPast || done.closed.length > 0 ? (
        <>
          <label for="quyet-dinh">{visit.t('web-import-decision')}</label>
          <input id="quyet-dinh" name="quyet-dinh" type="text" maxlength={120} autocomplete="off" />
        </>
      ) : null}
      {hasPast && done.closed.length === 0 ? (
        <label class="check">
          <input type="checkbox" name="dinh-chinh" value="1" /> {visit.t('web-import-correction')}
        </label>
      ) : null}
      {isMuch ? (
        <label class="check">
          <input type="checkbox" name="nhieu" value="1" />{' '}
          {visit.t('web-import-many', {
            closed: visit.whole(done.closed.length),
            units: visit.whole(living),
          })}
        </label>
      ) : null}
      <button type="submit">{visit.t('web-import-do')}</button>
      <p class="note">{visit.t('web-import-all-or-nothing')}</p>
    </form>
  )
}

function readDay(text: string): string | null {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text).toString() : null
  } catch {
    return null
  }
}
