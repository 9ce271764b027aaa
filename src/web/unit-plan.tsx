// What a list of units would do, written out row by row.
import type { ImportDone } from '../org/lists/import-units.ts'
import type { UnitKind } from '../platform/database-types.ts'
import { dayText } from '../texts/dates.ts'
import { More, shown } from './upload.tsx'
import type { Visit } from './visit.tsx'

/** Created, changed and closed units, each with its row; only the first of many. */
export function UnitPlanRows({ visit, done }: { visit: Visit; done: ImportDone }) {
  const row = (number: number | null) =>
    number === null ? visit.t('web-row-none') : visit.t('web-row', { row: String(number) })
  const superior = (code: string | null) => code ?? visit.t('web-plan-top')
  const kind = (of: UnitKind) => visit.t(`unit-kind-${of}`)
  return (
    <>
      {done.created.length > 0 ? <h2>{visit.t('web-plan-created')}</h2> : null}
      <ul class="rows">
        {done.created.slice(0, shown).map((unit) => (
          <li>
            <small>{row(unit.row)}</small> {unit.name} <span class="code">{unit.code}</span>
            <small>
              {kind(unit.kind)}, {visit.t('web-plan-below', { code: superior(unit.parentCode) })}
            </small>
          </li>
        ))}
      </ul>
      <More visit={visit} count={done.created.length - shown} />
      {done.changed.length > 0 ? <h2>{visit.t('web-plan-changed')}</h2> : null}
      <ul class="rows">
        {done.changed.slice(0, shown).map((unit) => (
          <li>
            <small>{row(unit.row)}</small> <span class="code">{unit.code}</span>
            {unit.before.name === unit.name ? null : (
              <small>{visit.t('web-plan-name', { before: unit.before.name, after: unit.name })}</small>
            )}
            {unit.before.kind === unit.kind ? null : (
              <small>
                {visit.t('web-plan-kind', { before: kind(unit.before.kind), after: kind(unit.kind) })}
              </small>
            )}
            {unit.before.parentCode === unit.parentCode ? null : (
              <small>
                {visit.t('web-plan-moved', {
                  before: superior(unit.before.parentCode),
                  after: superior(unit.parentCode),
                })}
              </small>
            )}
          </li>
        ))}
      </ul>
      <More visit={visit} count={done.changed.length - shown} />
      {done.closed.length > 0 ? <h2>{visit.t('web-plan-closed')}</h2> : null}
      <ul class="rows">
        {done.closed.slice(0, shown).map((unit) => (
          <li>
            <small>{row(unit.row)}</small> {unit.name} <span class="code">{unit.code}</span>
            <small>
              {visit.t('web-plan-closes', {
                day: dayText(unit.day, visit.language),
                code: unit.successorCode,
              })}
            </small>
          </li>
        ))}
      </ul>
      <More visit={visit} count={done.closed.length - shown} />
      {done.absent.length > 0 ? (
        <p>{visit.t('web-plan-absent', { count: visit.whole(done.absent.length) })}</p>
      ) : null}
      {done.otherSheets.length > 0 ? (
        <p>{visit.t('web-plan-sheets', { sheets: done.otherSheets.join(', ') })}</p>
      ) : null}
    </>
  )
}
