// Messages that the sender could not settle, by reason, with what to do; "send again" for people with the
// right duty. The same queries and the same use case as /canxuly in chat.
import { waitingEscalations } from '../chase/waiting-escalations.store.ts'
import {
  listNeedsPerson,
  listUnreachable,
  type NeedsPersonScope,
  needsPersonCounts,
  type TroubleReason,
  troubleReasons,
} from '../circulation/needs-person.ts'
import { sendAgain, type ToSendAgain } from '../circulation/send-again.ts'
import { findDirective } from '../directive/directive.store.ts'
import { lockActorByOfficer } from '../org/actor.ts'
import { subtreesFor } from '../org/permissions.ts'
import { formOf } from './form.ts'
import type { Routes } from './routes.ts'
import { Turning } from './turning.tsx'
import type { Message, Visit } from './visit.tsx'

const perPage = 20
const address = '/can-xu-ly'

export function needsPersonPages(routes: Routes): void {
  routes.get(address, (visit) => {
    const { req } = visit.c
    return wantedPage(visit, { directive: req.query('van-ban'), reason: req.query('ly-do') })
  })
  routes.post(`${address}/gui-lai`, async (visit) => {
    const form = await formOf(visit.c)
    const text = (name: string) => {
      const value = form[name]
      return typeof value === 'string' ? value : undefined
    }
    const [directive, reason] = [text('van-ban'), text('ly-do')]
    const deliveryId = visit.number(text('tin'))
    const known = troubleReasons.find((each) => each === reason)
    if (deliveryId === null && !known) return visit.refuse()
    const wanted: ToSendAgain =
      deliveryId !== null
        ? { deliveryIds: [deliveryId] }
        : { reason: known, directiveId: visit.number(directive) || undefined }
    const message = await again(visit, wanted)
    return message ? await wantedPage(visit, { directive, reason }, message) : visit.refuse()
  })
}

/** Sends again what the person may; returns the sentence about it, null when the person may send nothing. */
async function again(visit: Visit, wanted: ToSendAgain): Promise<Message | null> {
  const { deps, actor, now } = visit
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const locked = await lockActorByOfficer(tx, actor.officerId, now)
    return locked ? await sendAgain(tx, locked, wanted, { now }) : ({ ok: false } as const)
  })
  if (!outcome.ok) return null
  const { count, stillUnreachable: still } = outcome
  if (count === 0) return { text: visit.t('needs-again-none'), isTrouble: false }
  return still > 0
    ? { text: visit.t('needs-again-unreachable', { count, still }), isTrouble: true }
    : { text: visit.t('needs-again-done', { count }), isTrouble: false }
}

async function wantedPage(
  visit: Visit,
  wanted: { directive: string | undefined; reason: string | undefined },
  message?: Message,
): Promise<Response> {
  const within = subtreesFor(visit.actor, 'circulation.view')
  if (within.length === 0) return visit.refuse()
  const scope = { within, directiveId: visit.number(wanted.directive) || undefined }
  const reason = troubleReasons.find((each) => each === wanted.reason)
  if (reason) return await reasonPage(visit, scope, reason, message)
  if (wanted.reason === 'chua-co-noi-gui') return await unreachablePage(visit, scope, message)
  const counts = await needsPersonCounts(visit.deps.db, scope)
  const { total } = await listUnreachable(visit.deps.db, { ...scope, limit: 1 })
  const waiting = await waitingEscalations(visit.deps.db, scope)
  const line = (value: string, label: string, count: number) => (
    <li>
      <a href={link(scope, value)}>{label}</a> <strong>{visit.whole(count)}</strong>
    </li>
  )
  return await visit.page(
    visit.t('web-place-needs'),
    <>
      <Narrowed visit={visit} scope={scope} />
      {counts.length === 0 && total === 0 && waiting.count === 0 ? (
        <p>{visit.t('web-needs-nothing')}</p>
      ) : null}
      <ul class="rows">
        {counts.map((row) => line(row.reason, visit.t(`needs-reason-${row.reason}`), row.count))}
        {total > 0 ? line('chua-co-noi-gui', visit.t('web-needs-unreachable'), total) : null}
        {waiting.count > 0 ? (
          <li>
            {visit.t('web-needs-superiors', { units: waiting.committees.join(', ') })}{' '}
            <strong>{visit.whole(waiting.count)}</strong>
          </li>
        ) : null}
      </ul>
    </>,
    { message },
  )
}

const link = ({ directiveId }: NeedsPersonScope, reason: string, page = 1) =>
  `${address}?ly-do=${reason}` +
  (directiveId === undefined ? '' : `&van-ban=${directiveId}`) +
  (page === 1 ? '' : `&trang=${page}`)

/**
 * The filter by one directive: which one, and the link to all. Says nothing about a directive without
 * messages that the person may see.
 */
async function Narrowed({ visit, scope }: { visit: Visit; scope: NeedsPersonScope & { within: number[] } }) {
  if (scope.directiveId === undefined) return null
  const [seen] = await listNeedsPerson(visit.deps.db, { ...scope, limit: 1 })
  const directive = seen ? await findDirective(visit.deps.db, scope.directiveId) : null
  return (
    <p>
      {directive ? <strong>{directive.numberText}</strong> : null}{' '}
      <a href={address}>{visit.t('needs-button-everything')}</a>
    </p>
  )
}

type Scope = NeedsPersonScope & { within: number[] }

async function reasonPage(
  visit: Visit,
  scope: Scope,
  reason: TroubleReason,
  message?: Message,
): Promise<Response> {
  const { deps, pageNumber, actor } = visit
  const maySend = subtreesFor(actor, 'circulation.send_again').length > 0
  const counts = await needsPersonCounts(deps.db, scope)
  const count = counts.filter((row) => row.reason === reason).reduce((sum, row) => sum + row.count, 0)
  const rows = await listNeedsPerson(deps.db, {
    ...scope,
    reason,
    limit: perPage,
    offset: pageNumber * perPage,
  })
  const hidden = (
    <>
      <input type="hidden" name="ly-do" value={reason} />
      {scope.directiveId === undefined ? null : (
        <input type="hidden" name="van-ban" value={String(scope.directiveId)} />
      )}
    </>
  )
  const name = visit.t(`needs-reason-${reason}`)
  const ask = reason === 'unknown' ? 'needs-ask-unknown' : 'needs-ask-all'
  return await visit.page(
    name,
    <>
      <Narrowed visit={visit} scope={scope} />
      <p>{count > 0 ? visit.t(`needs-todo-${reason}`) : visit.t('web-needs-nothing')}</p>
      <ul class="rows">
        {rows.map((row) => (
          <li>
            <Place visit={visit} scope={scope} row={row} />
            <small>{visit.t('needs-what', { purpose: row.purpose, number: row.numberText ?? '' })}</small>
            {maySend ? (
              <form method="post" action={`${address}/gui-lai`}>
                {hidden}
                <input type="hidden" name="tin" value={String(row.deliveryId)} />
                <button class="second" type="submit">
                  {visit.t('web-again-one')}
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
      <Turning
        visit={visit}
        hasMore={count > (pageNumber + 1) * perPage}
        address={(page) => link(scope, reason, page)}
      />
      {maySend && count > 0 ? (
        <details>
          <summary>{visit.t('web-again-all', { count })}</summary>
          <form method="post" action={`${address}/gui-lai`}>
            {hidden}
            <p>{visit.rich(ask, { count, reason: name })}</p>
            <button type="submit">{visit.t('needs-button-yes', { count })}</button>
          </form>
        </details>
      ) : null}
      <Back visit={visit} />
    </>,
    { message },
  )
}

async function unreachablePage(visit: Visit, scope: Scope, message?: Message): Promise<Response> {
  const { deps, pageNumber } = visit
  const { total, rows } = await listUnreachable(deps.db, {
    ...scope,
    limit: perPage,
    offset: pageNumber * perPage,
  })
  return await visit.page(
    visit.t('web-needs-unreachable'),
    <>
      <p>{visit.t(total > 0 ? 'needs-todo-unreachable' : 'web-needs-nothing')}</p>
      <ul class="rows">
        {rows.map((row) => (
          <li>
            <Place visit={visit} scope={scope} row={row} />
            <span class="warn">
              {row.whyNot === null ? visit.t('needs-reachable-again') : visit.t(`unit-why-${row.whyNot}`)}
            </span>
            <small>{visit.t('web-needs-owed', { count: row.count })}</small>
          </li>
        ))}
      </ul>
      <Turning
        visit={visit}
        hasMore={total > (pageNumber + 1) * perPage}
        address={(page) => link(scope, 'chua-co-noi-gui', page)}
      />
      <Back visit={visit} />
    </>,
    { message },
  )
}

/** The unit with its parent, unless the person may not see the parent. */
function Place(props: {
  visit: Visit
  scope: Scope
  row: { unitId: number | null; unitName: string | null; parentName: string | null }
}) {
  const { visit, scope, row } = props
  if (row.unitId === null || row.unitName === null) return <span>{visit.t('needs-no-unit')}</span>
  return (
    <>
      <a href={`/donvi/${row.unitId}`}>{row.unitName}</a>
      {row.parentName && !scope.within.includes(row.unitId) ? <small>{row.parentName}</small> : null}
    </>
  )
}

function Back({ visit }: { visit: Visit }) {
  return (
    <p>
      <a href={address}>{visit.t('web-needs-back')}</a>
    </p>
  )
}
