// The circulations that the person may see, by state, among the units that the person may view; pause and
// resume for people with the right duty.

import { raw } from 'hono/html'
import { type ControlOutcome, pauseCirculation, resumeCirculation } from '../circulation/control.ts'
import { everythingPaused } from '../circulation/pause-everything.ts'
import { type ProgressWithin, progressWithin } from '../circulation/progress-within.ts'
import { lockActorByOfficer } from '../org/actor.ts'
import { can, subtreesFor } from '../org/permissions.ts'
import { unitPaths } from '../org/unit.store.ts'
import { type OutDirective, visibleDirectives } from '../rollup/visible-directives.ts'
import { everythingPausedText } from '../texts/everything-paused.ts'
import type { TextKey } from '../texts/index.ts'
import type { Routes } from './routes.ts'
import { Turning } from './turning.tsx'
import type { Message, Visit } from './visit.tsx'

const perPage = 10

export function sendingPages(routes: Routes): void {
  routes.get('/gui', (visit) => listPage(visit))
  routes.post('/gui/:id/dung', (visit) => control(visit, pauseCirculation, 'circulation-tap-paused'))
  routes.post('/gui/:id/tiep', (visit) => control(visit, resumeCirculation, 'circulation-tap-resumed'))
}

async function control(visit: Visit, act: typeof pauseCirculation, done: TextKey): Promise<Response> {
  const id = visit.number(visit.c.req.param('id')) ?? 0
  const { now, deps, actor } = visit
  const outcome = await deps.db.transaction().execute(async (tx): Promise<ControlOutcome> => {
    // Read again and locked, so that nobody pauses or resumes with a duty that has ended meanwhile.
    const locked = await lockActorByOfficer(tx, actor.officerId, now)
    return locked
      ? await act(tx, locked, { directiveId: id }, visit.at)
      : { ok: false, reason: 'not_allowed' }
  })
  if (!outcome.ok && outcome.reason !== 'cancelled') return visit.refuse()
  return outcome.ok
    ? await listPage(visit, { text: visit.t(done), isTrouble: false })
    : await listPage(visit, { text: visit.t('circulation-tap-over'), isTrouble: true })
}

async function listPage(visit: Visit, message?: Message): Promise<Response> {
  const { actor, deps, pageNumber } = visit
  const within = subtreesFor(actor, 'circulation.view')
  if (within.length === 0) return visit.refuse()
  const found = await visibleDirectives(deps.db, actor, { limit: perPage, offset: pageNumber * perPage })
  const directives = found.slice(0, perPage)
  const ids = directives.map((directive) => directive.id)
  const progress = await progressWithin(deps.db, ids, within)
  const issuers = await unitPaths(
    deps.db,
    directives.map((directive) => directive.issuerUnitId),
  )
  const paused = await everythingPaused(deps.db)
  return visit.page(
    visit.t('web-place-sending'),
    <>
      {paused ? (
        <p class="message trouble">
          {raw(everythingPausedText(visit.language, paused, deps.calendar.timeZone))}
        </p>
      ) : null}
      {directives.length === 0 ? <p>{visit.t('web-sending-none')}</p> : null}
      {directives.map((directive) => (
        <Circulation
          visit={visit}
          directive={directive}
          progress={progress.get(directive.id)!}
          mayControl={can(actor, 'circulation.control', {
            pathIds: issuers.get(directive.issuerUnitId)?.ids ?? [],
          })}
        />
      ))}
      <Turning visit={visit} hasMore={found.length > perPage} address={(page) => `/gui?trang=${page}`} />
    </>,
    { message },
  )
}

function Circulation(props: {
  visit: Visit
  directive: OutDirective
  progress: ProgressWithin
  mayControl: boolean
}) {
  const { visit, directive, progress, mayControl } = props
  const { id, cancelledAt, pausedAt } = directive
  const rest = (['pending', 'failed', 'parked', 'cancelled', 'unreachable'] as const).filter(
    (state) => progress[state] > 0,
  )
  const needs = progress.failed + progress.parked + progress.unreachable > 0
  const isOpen = directive.state === 'issued' && cancelledAt === null
  return (
    <section>
      <h2>{directive.numberText}</h2>
      <p>{directive.subject}</p>
      <p>
        <strong>{visit.t(stateOf(directive, progress))}</strong>
      </p>
      <progress
        max={Math.max(1, progress.recipients)}
        value={progress.sent}
        aria-label={visit.t('web-sent', { sent: progress.sent, of: progress.recipients })}
      />
      <dl>
        <dt>{visit.t('web-state-sent')}</dt>
        <dd>{`${visit.whole(progress.sent)}/${visit.whole(progress.recipients)}`}</dd>
        {rest.map((state) => (
          <>
            <dt>{visit.t(`web-state-${state}`)}</dt>
            <dd>{visit.whole(progress[state])}</dd>
          </>
        ))}
      </dl>
      {needs && isOpen ? (
        <p>
          <a href={`/can-xu-ly?van-ban=${id}`}>{visit.t('web-place-needs')}</a>
        </p>
      ) : null}
      {mayControl && isOpen ? (
        <form method="post" action={`/gui/${id}/${pausedAt ? 'tiep' : 'dung'}`}>
          <button class="second" type="submit">
            {visit.t(pausedAt ? 'web-resume' : 'web-pause')}
          </button>
        </form>
      ) : null}
    </section>
  )
}

function stateOf(
  { state, cancelledAt, pausedAt, circulatedAt }: OutDirective,
  progress: ProgressWithin,
): TextKey {
  if (state !== 'issued') return `web-directive-${state}`
  if (cancelledAt) return 'web-sending-cancelled'
  if (pausedAt) return 'web-sending-paused'
  if (!circulatedAt) return 'web-sending-preparing'
  return progress.pending > 0 ? 'web-sending-running' : 'web-sending-done'
}
