// Walking the tree within what the person may see: the units below, the holders of duties, missing people,
// people who cannot be reached. A unit that the person may not see gets the same answer as one that does not
// exist.
import { can, canBelow, placesFor, subtreesFor } from '../org/permissions.ts'
import { noteViewed } from '../org/processing-log.ts'
import { searchPeople } from '../org/search-people.ts'
import { findUnit, searchUnits, unitPath, unitPaths } from '../org/unit.store.ts'
import { type UnitCard, unitCard } from '../org/unit-card.ts'
import { dayText } from '../texts/dates.ts'
import type { Routes } from './routes.ts'
import { Turning } from './turning.tsx'
import type { Visit } from './visit.tsx'

const perPage = 30
const maxFound = 30
/**
 * Minimum length of a search, in characters, as in the chat: nearly everything has a word that begins with a
 * given letter.
 */
const shortest = 2

export function unitPages(routes: Routes): void {
  routes.get('/donvi', async (visit) => {
    const roots = placesFor(visit.actor, 'unit.view')
    const typed = visit.typed(visit.c.req.query('tim'), 80)
    if (roots.length === 0) return visit.refuse()
    if (typed !== '')
      return Array.from(typed).length < shortest ? searchPage(visit, typed) : await foundPage(visit, typed)
    const [only] = roots
    if (roots.length === 1 && only !== undefined) return await showUnit(visit, only)
    const units = await Promise.all(roots.map((id) => findUnit(visit.deps.db, id)))
    return visit.page(
      visit.t('web-place-units'),
      <>
        <Search visit={visit} typed="" />
        <ul class="rows">
          {units.map((unit) =>
            unit && unit.validTo === null ? (
              <li>
                <a href={`/donvi/${unit.id}`}>{unit.name}</a>
              </li>
            ) : null,
          )}
        </ul>
      </>,
    )
  })

  routes.get('/donvi/:id', async (visit) => {
    const id = visit.number(visit.c.req.param('id'))
    return id === null ? visit.refuse() : await showUnit(visit, id)
  })
}

async function showUnit(visit: Visit, unitId: number) {
  const { actor, now, deps } = visit
  const card = await deps.db.transaction().execute(async (tx) => {
    const { ids } = await unitPath(tx, unitId)
    if (!can(actor, 'unit.view', { pathIds: ids })) return null
    const withBelow = canBelow(actor, 'unit.view', { pathIds: ids })
    const found = await unitCard(tx, unitId, { now, page: visit.pageNumber, pageSize: perPage, withBelow })
    const seen = found?.holders.map((holder) => holder.officerId) ?? []
    await noteViewed(tx, actor, { officerIds: seen, unitId }, { now })
    return found
  })
  return card ? visit.page(card.unit.name, <Card visit={visit} card={card} />) : visit.refuse()
}

function Card({ visit, card }: { visit: Visit; card: UnitCard }) {
  const { unit, holders, group, cells } = card
  // The path up to the highest unit that the person may see.
  const above = card.path.ids.slice(0, -1).flatMap((id, index) => {
    const mayLook = can(visit.actor, 'unit.view', { pathIds: card.path.ids.slice(0, index + 1) })
    return mayLook ? [{ id, name: card.path.names[index] ?? '' }] : []
  })
  return (
    <>
      {above.length > 0 ? (
        <p class="path">
          {above.map(({ id, name }, index) => (
            <>
              {index > 0 ? <span aria-hidden="true"> › </span> : null}
              <a href={`/donvi/${id}`}>{name}</a>
            </>
          ))}
        </p>
      ) : null}
      <p>{visit.rich('unit-facts', { kind: visit.t(`unit-kind-${unit.kind}`), code: unit.code })}</p>
      {subtreesFor(visit.actor, 'unit.view').length > 0 ? <Search visit={visit} typed="" /> : null}
      <h2>{visit.t('web-holders')}</h2>
      {holders.length === 0 ? <p>{visit.t('unit-holder-none')}</p> : null}
      <ul class="rows">
        {holders.map((holder) => (
          <li>
            <strong>{visit.t(`unit-duty-${holder.duty}`)}</strong>: {holder.name}{' '}
            <Term visit={visit} holder={holder} />
            {holder.chat === 'reachable' ? null : (
              <span class="warn">{visit.t(`unit-why-${holder.chat ?? 'nobody_enrolled'}`)}</span>
            )}
          </li>
        ))}
      </ul>
      {card.openCodes > 0 ? <p>{visit.t('unit-open-codes', { count: card.openCodes })}</p> : null}
      {group ? (
        <p>
          {group.state === 'reachable'
            ? visit.t('unit-group', { title: group.title ?? '' })
            : visit.t('unit-group-unreachable', {
                title: group.title ?? '',
                why: visit.t(`unit-why-${group.state}`),
              })}
        </p>
      ) : null}
      {card.childCount > 0 ? (
        <>
          <h2>{visit.t('web-below', { count: visit.whole(card.childCount) })}</h2>
          {cells.total > 0 ? (
            <p>
              {visit.t('unit-below-cells', {
                cells: cells.total,
                unreachable: cells.unreachable,
                nobody: cells.nobody,
              })}
            </p>
          ) : null}
          <ul class="rows">
            {card.children.map((child) => (
              <li>
                <a href={`/donvi/${child.id}`}>{child.name}</a> <span class="code">{child.code}</span>
                {child.whyNot ? <span class="warn">{visit.t(`unit-why-${child.whyNot}`)}</span> : null}
              </li>
            ))}
          </ul>
          <Turning
            visit={visit}
            hasMore={(visit.pageNumber + 1) * perPage < card.childCount}
            address={(page) => `/donvi/${unit.id}?trang=${page}`}
          />
        </>
      ) : null}
      <p class="note">{visit.t('web-units-chat')}</p>
    </>
  )
}

/**
 * The end of the duty: the last day of the term, that the term has ended, or the end of the leave that a
 * substitute covers.
 */
function Term({ visit, holder }: { visit: Visit; holder: UnitCard['holders'][number] }) {
  const { endsAt, isSubstitute } = holder
  if (endsAt === null) return null
  const day = dayText(visit.deps.calendar.dayOf(new Date(endsAt.getTime() - 1)), visit.language)
  const key = isSubstitute
    ? 'unit-substitute-until'
    : endsAt > visit.now
      ? 'unit-term-until'
      : 'unit-term-over'
  return <span>{visit.t(key, { day })}</span>
}

/** The answer to a text that is too short to search for. */
function searchPage(visit: Visit, typed: string) {
  return visit.page(visit.t('web-place-units'), <Search visit={visit} typed={typed} />, {
    status: 422,
    message: {
      text: visit.t('web-search-short'),
      isTrouble: true,
    },
  })
}

async function foundPage(visit: Visit, typed: string) {
  const { actor, now, deps } = visit
  const roots = subtreesFor(actor, 'unit.view')
  const found = await deps.db.transaction().execute(async (tx) => {
    const units = await searchUnits(tx, roots, typed, maxFound)
    const people = await searchPeople(tx, roots, typed, { limit: maxFound, now })
    const shown = people.slice(0, maxFound)
    const seen = shown.map((person) => person.officerId)
    await noteViewed(tx, actor, { officerIds: seen, unitId: null }, { now })
    const ids = [...units.map((unit) => unit.id), ...shown.flatMap((one) => one.duties.map((d) => d.unitId))]
    return { units, people: shown, hasMore: people.length > shown.length, paths: await unitPaths(tx, ids) }
  })
  const { units, people } = found
  const where = (id: number) => {
    const { ids, names } = found.paths.get(id) ?? { ids: [], names: [] }
    const seen = names
      .slice(0, -1)
      .filter((_, index) => can(actor, 'unit.view', { pathIds: ids.slice(0, index + 1) }))
    return seen.join(' › ')
  }
  return visit.page(
    visit.t('web-place-units'),
    <>
      <Search visit={visit} typed={typed} />
      {units.length + people.length === 0 ? <p>{visit.t('unit-found-none', { typed })}</p> : null}
      {units.length > 0 ? <p>{visit.t('unit-found', { count: units.length, typed })}</p> : null}
      <ul class="rows">
        {units.map((unit) => (
          <li>
            <a href={`/donvi/${unit.id}`}>{unit.name}</a> <span class="code">{unit.code}</span>
            <small>{where(unit.id)}</small>
          </li>
        ))}
      </ul>
      {people.length > 0 ? <p>{visit.t('unit-found-people', { count: people.length, typed })}</p> : null}
      <ul class="rows">
        {people.map((person) => (
          <li>
            {person.name}
            {person.duties.map(({ duty, unitId, unitName }) => (
              <small>
                {visit.t(`unit-duty-${duty}`)}, <a href={`/donvi/${unitId}`}>{unitName}</a> {where(unitId)}
              </small>
            ))}
          </li>
        ))}
      </ul>
      {found.hasMore ? <p class="note">{visit.t('unit-found-more')}</p> : null}
    </>,
  )
}

function Search({ visit, typed }: { visit: Visit; typed: string }) {
  return (
    <search>
      <form class="search" method="get" action="/donvi">
        <label for="tim">{visit.t('web-search')}</label>
        <input id="tim" name="tim" type="search" value={typed} maxlength={80} autocomplete="off" />
        <button type="submit">{visit.t('web-search-button')}</button>
      </form>
    </search>
  )
}
