// The audit trail of what lies below the duties that may read it, newest first.
import { readAudit } from '../org/audit-trail.ts'
import { subtreesFor } from '../org/permissions.ts'
import type { Routes } from './routes.ts'

const perPage = 50

export function auditPage(routes: Routes): void {
  routes.get('/nhat-ky', async (visit) => {
    const roots = subtreesFor(visit.actor, 'audit.read')
    if (roots.length === 0) return visit.refuse()
    const beforeId = visit.number(visit.c.req.query('truoc')) ?? undefined
    const entries = await readAudit(visit.deps.db, roots, {
      limit: perPage + 1,
      ...(beforeId === undefined ? {} : { beforeId }),
    })
    const last = entries.length > perPage ? entries[perPage - 1] : undefined
    return visit.page(
      visit.t('web-place-audit'),
      <>
        {entries.length === 0 ? <p>{visit.t('audit-none')}</p> : null}
        <ul class="rows">
          {entries.slice(0, perPage).map((entry) => (
            <li>
              <small>{visit.when(entry.at)}</small>
              <strong>{visit.t('audit-action', { action: entry.action.replace('.', '-') })}</strong>
              {entry.unitCode ? <span class="code"> {entry.unitCode}</span> : null}
              <small>
                {entry.actorKind === 'officer' ? (entry.actor ?? '—') : visit.t(`audit-${entry.actorKind}`)}
              </small>
            </li>
          ))}
        </ul>
        {last ? (
          <p class="turning">
            <a href={`/nhat-ky?truoc=${last.id}`}>{visit.t('audit-button-older')}</a>
          </p>
        ) : null}
      </>,
    )
  })
}
