// Receiving an uploaded list: it is read at once, and upload.store.ts stores what was read with the session,
// so that "apply" uses the previewed list and nobody has to find the file on the telephone again.

import type { OfficerProblem } from '../org/lists/check-officers.ts'
import type { RowProblem } from '../org/lists/list-faults.ts'
import type { OfficerColumn } from '../org/lists/read-officer-table.ts'
import type { TableFault } from '../org/lists/read-table.ts'
import type { UnitColumn } from '../org/lists/unit-columns.ts'
import { subtreesFor } from '../org/permissions.ts'
import type { JsonObject } from '../platform/database-types.ts'
import type { TextKey } from '../texts/index.ts'
import { formOf } from './form.ts'
import { findUpload, keepUpload, type ReadLists, type WebUpload } from './upload.store.ts'
import type { Visit } from './visit.tsx'

/**
 * Maximum size of a list, in bytes; the command line imports larger ones. The form adds a little around the
 * file.
 */
export const largestUpload = 16 * 1024 * 1024
const largestForm = largestUpload + 64 * 1024

/** Maximum number of rows of each kind in a preview. */
export const shown = 100

/** The size limit of a form with a list, and the answer to a larger one. */
export const uploadLimit = {
  maxBytes: largestForm,
  onTooLarge: (visit: Visit) =>
    listAnswer(visit, visit.t('web-fault-too_large', { size: largestUpload / 1024 / 1024 }), 413),
}

/** The lists that this person may import. */
export function mayManage({ actor }: Visit): { units: boolean; officers: boolean; any: boolean } {
  const units = subtreesFor(actor, 'unit.manage').length > 0
  const officers = subtreesFor(actor, 'duty.manage').length > 0
  return { units, officers, any: units || officers }
}

/**
 * Reads the file of the form, stores what was read and redirects to its preview. `options` turns the other
 * fields into the stored options.
 */
export async function takeForm<Kind extends keyof ReadLists>(
  visit: Visit,
  {
    kind,
    path,
    read,
    options,
  }: {
    kind: Kind
    path: string
    read: (bytes: Uint8Array) => Promise<ReadLists[Kind]>
    options: (field: (name: string) => string) => JsonObject
  },
): Promise<Response> {
  const form = await formOf(visit.c)
  const file = form.tep
  if (!(file instanceof File) || file.size === 0)
    return await listAnswer(visit, visit.t('web-fault-no-file'), 422)
  if (file.size > largestUpload) return await uploadLimit.onTooLarge(visit)
  const field = (name: string) => visit.typed(form[name], 120)
  const upload = {
    kind,
    fileName: visit.typed(file.name, 200),
    options: options(field),
    content: await read(new Uint8Array(await file.arrayBuffer())),
  }
  const id = await keepUpload(visit.deps.db, visit.session.id, upload, visit.now)
  return visit.c.redirect(`${path}/${id}`, 303)
}

/** Answers with the upload that the address names; `gone` answers when it has expired or was replaced. */
export async function withUpload<Kind extends keyof ReadLists>(
  visit: Visit,
  kind: Kind,
  gone: TextKey,
  answer: (upload: WebUpload<Kind>) => Promise<Response>,
): Promise<Response> {
  if (!mayManage(visit)[kind]) return visit.refuse()
  const id = visit.number(visit.c.req.param('id')) ?? 0
  const upload = await findUpload(visit.deps.db, visit.session.id, { id, kind }, visit.now)
  return upload ? await answer(upload) : await listAnswer(visit, visit.t(gone), 422)
}

/** A page with one sentence and a link back to the lists. */
export function listAnswer(visit: Visit, sentence: string, status: 200 | 413 | 422) {
  return visit.page(
    visit.t('web-place-lists'),
    <p>
      <a href="/danhsach-donvi">{visit.t('web-lists-back')}</a>
    </p>,
    { status, message: { text: sentence, isTrouble: status !== 200 } },
  )
}

/** The names of the lists' columns. */
export const columnWords = {
  units: (visit: Visit, column: UnitColumn) => visit.t(`web-column-units-${column}`),
  officers: (visit: Visit, column: OfficerColumn) => visit.t(`web-column-officers-${column}`),
}

/** What is wrong with the file as a whole. */
export function tableFault<Column extends string>(
  visit: Visit,
  words: (visit: Visit, column: Column) => string,
  fault: TableFault<Column>,
): string {
  if (fault.problem === 'no_headings') {
    const missing = fault.missing.map((column) => words(visit, column)).join(', ')
    return visit.t('web-fault-no_headings', { missing })
  }
  return visit.t(`web-fault-${fault.problem}`, { size: largestUpload / 1024 / 1024 })
}

/** "Row n"; row 0 means that the fault is in no row. */
export function rowLabel(visit: Visit, row: number): string {
  return row === 0 ? visit.t('web-row-none') : visit.t('web-row', { row: String(row) })
}

/** Every faulty row, in the order of the file. */
export function RowFaults<Column extends string>(props: {
  visit: Visit
  words: (visit: Visit, column: Column) => string
  faults: readonly {
    row: number
    column: Column
    problem: RowProblem | OfficerProblem
    value: string
    otherRow?: number
  }[]
}) {
  const { visit, words, faults } = props
  const maxFaults = 1_000
  return (
    <>
      <p class="message trouble" role="status">
        {visit.t('web-rows-wrong', { count: visit.whole(faults.length) })}
      </p>
      <ol class="rows faults">
        {faults.slice(0, maxFaults).map(({ row, column, problem, value, otherRow }) => (
          <li>
            <strong>{rowLabel(visit, row)}</strong>, {words(visit, column)}:{' '}
            {visit.t(`web-problem-${problem}`, { value, other: String(otherRow ?? '') })}
          </li>
        ))}
      </ol>
      <More visit={visit} count={faults.length - maxFaults} />
    </>
  )
}

/** "and n more", when there are more. */
export function More({ visit, count }: { visit: Visit; count: number }) {
  return count > 0 ? <p>{visit.t('web-and-more', { count: visit.whole(count) })}</p> : null
}

export function FileField({ visit, id }: { visit: Visit; id: string }) {
  return (
    <>
      <label for={id}>{visit.t('web-file')}</label>
      <input id={id} name="tep" type="file" required accept=".xlsx,.xls,.csv" />
    </>
  )
}
