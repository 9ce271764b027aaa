// The first page after signing in: the person's duties, and the places with something to do.
import type { Routes } from './routes.ts'

export function homePage(routes: Routes): void {
  routes.get('/trang', (visit) => {
    const { actor, places } = visit
    return visit.page(
      visit.t('web-home-title'),
      <>
        <p>{visit.rich('help-greeting', { name: actor.fullName })}</p>
        <ul class="rows">
          {actor.duties.map(({ duty, unitName }) => (
            <li>
              {visit.t(`unit-duty-${duty}`)}, {unitName}
            </li>
          ))}
        </ul>
        <h2>{visit.t('web-home-places')}</h2>
        <ul class="cards">
          {places.map(({ href, key }) => (
            <li>
              <a href={href}>
                <strong>{visit.t(`web-place-${key}`)}</strong>
                <span>{visit.t(`web-place-${key}-what`)}</span>
              </a>
            </li>
          ))}
        </ul>
        <p class="note">{visit.t('web-home-chat')}</p>
      </>,
    )
  })
}
