// The audit trail of everything below the duties that may read it, newest first: who did what to which
// document, duty or person.
import { raw } from 'hono/html'
import { readAudit } from '../org/audit-trail.ts'
import { subtreesFor } from '../org/permissions.ts'
import { noteViewed } from '../org/processing-log.ts'
import { auditSubjects } from '../rollup/audit-subjects.ts'
import { auditAbout } from '../texts/audit-about.ts'
import type { Routes } from './routes.ts'

const perPage = 50

export function auditPage(routes: Routes): void {
  routes.get('/nhat-ky', async (visit) => {
    const roots = subtreesFor(visit.actor, 'audit.read')
    if (roots.length === 0) return visit.refuse()
    const beforeId = visit.number(visit.c.req.query('truoc')) ?? undefined
    const { entries, subjects } = await visit.deps.db.transaction().execute(async (tx) => {
      const found = await readAudit(tx, roots, {
        limit: perPage + 1,
        ...(beforeId === undefined ? {} : { beforeId }),
      })
      const about = await auditSubjects(tx, found.slice(0, perPage), visit.actor)
      // Not of any unit: reading the trail would otherwise fill the trail that is read.
      const seen = [...about.values()].flatMap((subject) => subject.officerIds)
      await noteViewed(tx, visit.actor, { officerIds: seen, unitId: null }, { now: visit.now })
      return { entries: found, subjects: about }
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
              {auditAbout(visit.language, subjects.get(entry.id) ?? {}).map((about) => (
                <small>{raw(about)}</small>
              ))}
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
