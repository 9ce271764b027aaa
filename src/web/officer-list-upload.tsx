// Importing a list of role-holders: upload, preview the invitations, invite. The response contains the cards
// as one PDF, which is stored nowhere. When the PDF cannot be drawn, or the client is gone, nobody is
// invited.
import { codeExpiry } from '../org/code-rules.ts'
import { withdrawCodes } from '../org/invitations.ts'
import { toCards } from '../org/invite-subtree.ts'
import { type InviteOutcome, inviteOfficers } from '../org/lists/invite-officers.ts'
import { readOfficerFile } from '../org/lists/read-officer-table.ts'
import { subtreesFor } from '../org/permissions.ts'
import { findUnit } from '../org/unit.store.ts'
import { dayText } from '../texts/dates.ts'
import { formOf, textIn } from './form.ts'
import type { DrawCards } from './page-deps.ts'
import type { Routes } from './routes.ts'
import { dropUpload, type WebUpload } from './upload.store.ts'
import {
  columnWords,
  listAnswer,
  More,
  mayManage,
  RowFaults,
  rowLabel,
  shown,
  tableFault,
  takeForm,
  uploadLimit,
  withUpload,
} from './upload.tsx'
import type { Message, Visit } from './visit.tsx'

const path = '/danhsach-donvi/can-bo'
/** Maximum number of cards in one request; longer lists come in parts. */
const maxCards = 3_000

export function officerImportPages(routes: Routes): void {
  routes.post(
    path,
    async (visit) =>
      mayManage(visit).officers
        ? await takeForm(visit, {
            kind: 'officers',
            path,
            read: readOfficerFile,
            options: (field) => ({
              help: field('giup'),
              handOver: field('ban-giao') === '1',
              checkPhones: field('doi-so') === '1',
            }),
          })
        : visit.refuse(),
    uploadLimit,
  )
  routes.get(`${path}/:id`, (visit) =>
    withUpload(visit, 'officers', 'web-officers-gone', (upload) => previewPage(visit, upload)),
  )
  routes.post(`${path}/:id`, (visit) =>
    withUpload(visit, 'officers', 'web-officers-gone', (upload) => applyPage(visit, upload)),
  )
}

function run(
  visit: Visit,
  { content, options }: WebUpload<'officers'>,
  ask: { dryRun: true } | { expected: string },
): Promise<InviteOutcome> {
  return inviteOfficers(
    visit.deps.db,
    visit.actor,
    { list: content, ...ask, checkPhones: options.checkPhones === true, handOver: options.handOver === true },
    visit.at,
  )
}

async function previewPage(
  visit: Visit,
  upload: WebUpload<'officers'>,
  message?: Message,
): Promise<Response> {
  const outcome = await run(visit, upload, { dryRun: true })
  const title = visit.t('web-import-officers')
  const status = message ? 422 : 200
  const head = <p>{visit.t('web-import-of', { file: upload.fileName })}</p>
  const again = (
    <p>
      {message ? <a href={`${path}/${upload.id}`}>{visit.t('web-officers-look-again')}</a> : null}{' '}
      <a href="/danhsach-donvi">{visit.t('web-lists-other')}</a>
    </p>
  )
  if (outcome.ok) {
    const body = [head, <Preview visit={visit} upload={upload} done={outcome} />, again]
    return await visit.page(title, body, { message, status })
  }
  if (outcome.reason === 'wrong_rows') {
    const faults = <RowFaults visit={visit} words={columnWords.officers} faults={outcome.errors} />
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

async function applyPage(visit: Visit, upload: WebUpload<'officers'>): Promise<Response> {
  const { dau } = await formOf(visit.c)
  const again = (text: string) => previewPage(visit, upload, { text, isTrouble: true })
  const drawCards = await visit.deps.prepareCards?.().catch((error) => {
    visit.deps.log.warn({ error }, 'web: cards cannot be made')
    return undefined
  })
  if (!drawCards) return await again(visit.t('web-cards-none'))
  const seen = await run(visit, upload, { dryRun: true })
  if (seen.ok && seen.invited.length > maxCards)
    return await again(visit.t('web-cards-too-many', { most: visit.whole(maxCards) }))
  // A second press of the button cuts off the first request, and nobody would receive the cards of that one.
  if (visit.isCutOff) return await again(visit.t('web-cards-failed'))
  const outcome = await run(visit, upload, { expected: textIn(dau) })
  if (!outcome.ok) return await again(sentence(visit, outcome))
  const { invited, terms } = outcome
  if (invited.length === 0) {
    await dropUpload(visit.deps.db, upload.id)
    return await listAnswer(visit, visit.t('web-officers-terms', { count: terms.length }), 200)
  }
  const cards = await drawFor(visit, upload, invited, drawCards)
  if (!cards || visit.isCutOff) {
    await withdraw(visit, invited)
    return await again(
      [
        visit.t('web-cards-failed'),
        // The new terms were written with the codes and stay.
        ...(terms.length > 0 ? [visit.t('web-cards-failed-terms', { count: terms.length })] : []),
      ].join(' '),
    )
  }
  await dropUpload(visit.deps.db, upload.id)
  visit.whenCutOff(() => withdraw(visit, invited))
  return visit.file(cards, 'phieu-moi.pdf', 'application/pdf')
}

type Invited = Extract<InviteOutcome, { ok: true }>['invited']

const topOf = (visit: Visit) => subtreesFor(visit.actor, 'duty.manage')[0] ?? 0

/** The PDF; null when it cannot be drawn. */
async function drawFor(
  visit: Visit,
  upload: WebUpload<'officers'>,
  invited: Invited,
  drawCards: DrawCards,
): Promise<Uint8Array | null> {
  const { now, language } = visit
  const { db, calendar, log } = visit.deps
  try {
    return await drawCards(await toCards(db, invited), {
      unitName: (await findUnit(db, topOf(visit)))?.name ?? '',
      language,
      lastDay: calendar.dayOf(codeExpiry(now)),
      help: textIn(upload.options.help),
    })
  } catch (error) {
    log.error({ error }, 'web: the cards could not be drawn')
    return null
  }
}

/** Withdraws codes that nobody holds: the same list invites the same people again. */
async function withdraw(visit: Visit, invited: Invited): Promise<void> {
  const { actor, deps } = visit
  const codes = invited.map((one) => one.code)
  await deps.db
    .transaction()
    .execute((tx) => withdrawCodes(tx, actor, { codes, unitId: topOf(visit) }, visit.at))
}

/** Why nobody was invited. */
function sentence(visit: Visit, outcome: Extract<InviteOutcome, { ok: false }>): string {
  if (outcome.reason === 'unreadable') return tableFault(visit, columnWords.officers, outcome.fault)
  if (outcome.reason === 'wrong_rows')
    return visit.t('web-rows-wrong', { count: visit.whole(outcome.errors.length) })
  return visit.t(outcome.reason === 'not_as_seen' ? 'web-officers-not-as-seen' : 'web-refused-not_allowed')
}

function Preview(props: {
  visit: Visit
  upload: WebUpload<'officers'>
  done: Extract<InviteOutcome, { ok: true }>
}) {
  const { visit, upload, done } = props
  const { invited, terms } = done
  const after = invited.filter((one) => one.predecessor !== null).length
  return (
    <>
      <p>
        <strong>
          {visit.t('web-officers-would', {
            invited: visit.whole(invited.length),
            enrolled: visit.whole(done.enrolled),
            before: visit.whole(done.invitedBefore),
          })}
        </strong>
      </p>
      <ul class="rows">
        {invited.slice(0, shown).map(({ row, unitCode, duty, name, predecessor }) => (
          <li>
            <small>{rowLabel(visit, row)}</small> {visit.t(`unit-duty-${duty}`)}: {name}{' '}
            <span class="code">{unitCode}</span>
            {predecessor ? <small>{visit.t('web-officers-after', { name: predecessor.name })}</small> : null}
          </li>
        ))}
      </ul>
      <More visit={visit} count={invited.length - shown} />
      {after > 0 ? (
        <p>
          {visit.t(upload.options.handOver === true ? 'web-officers-move' : 'web-officers-keep', {
            count: after,
          })}
        </p>
      ) : null}
      {terms.length > 0 ? <h2>{visit.t('web-officers-new-terms')}</h2> : null}
      <ul class="rows">
        {terms.slice(0, shown).map(({ row, unitCode, duty, name, until }) => (
          <li>
            <small>{rowLabel(visit, row)}</small> {visit.t(`unit-duty-${duty}`)}: {name}{' '}
            <span class="code">{unitCode}</span> <small>{dayText(until, visit.language)}</small>
          </li>
        ))}
      </ul>
      <More visit={visit} count={terms.length - shown} />
      {invited.length + terms.length === 0 ? (
        <p>{visit.t('web-import-nothing')}</p>
      ) : (
        <form method="post" action={`${path}/${upload.id}`}>
          <input type="hidden" name="dau" value={done.mark} />
          <button type="submit">{visit.t(invited.length > 0 ? 'web-officers-do' : 'web-import-do')}</button>
          {invited.length > 0 ? <p class="note">{visit.t('web-officers-note')}</p> : null}
        </form>
      )}
    </>
  )
}
