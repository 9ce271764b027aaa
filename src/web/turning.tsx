// Links to the previous and the next page.
import type { Visit } from './visit.tsx'

/** `hasMore`: a next page exists. `address` makes the address of page n, counted from 1. */
export function Turning(props: { visit: Visit; hasMore: boolean; address: (page: number) => string }) {
  const { visit, hasMore, address } = props
  const page = visit.pageNumber + 1
  if (page === 1 && !hasMore) return null
  return (
    <p class="turning">
      {page > 1 ? <a href={address(page - 1)}>{visit.t('unit-button-previous')}</a> : <span />}
      {hasMore ? <a href={address(page + 1)}>{visit.t('unit-button-next')}</a> : <span />}
    </p>
  )
}
