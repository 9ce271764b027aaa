// The list of persons one can be: a few suggested roles, those used before, and everyone by search on the server.
// The list is never loaded whole: the server is asked for the first ones that match.
import { api } from './api.js'
import { showFailure } from './dialogs.js'
import { avatar, debounce, el, icon, recall, remember } from './dom.js'
import { t } from './words.js'

const PAGE = 40
const RECENT_KEPT = 6

const INVITATION = /(?:^| · )(https?:\/\/\S+)/

/** The invitation link that a note may carry. */
export const invitationOf = (person) => INVITATION.exec(person?.note ?? '')?.[1] ?? null

/** The note as it is shown in a list: a long link is offered where it is used. */
export const withoutLink = (note) => (note ?? '').replace(INVITATION, '')

const isFree = (person) => !person.note
const isCellSecretary = (person) => /^Bí thư · Chi bộ/.test(person.title)

/** Roles of the story: asked for by words of title or note, then the first (or `nth`) one that fits. */
const ROLES = [
  { label: 'roleOffice', query: 'Chuyên viên Văn phòng', fits: isFree },
  { label: 'roleApprover', query: 'Chánh Văn phòng', fits: isFree },
  { label: 'roleCommittee', query: 'Cán bộ văn phòng', fits: isFree },
  { label: 'roleCell', query: 'Bí thư Chi bộ', fits: (person) => isFree(person) && isCellSecretary(person) },
  {
    label: 'roleCell',
    query: 'Bí thư Chi bộ thôn',
    fits: (person) => isFree(person) && isCellSecretary(person),
    nth: 1,
  },
  {
    label: 'roleDeputy',
    query: 'Phó bí thư Chi bộ',
    fits: (person) => isFree(person) && person.title.startsWith('Phó bí thư · Chi bộ'),
  },
  { label: 'roleAbsent', query: 'Bí thư Chi bộ chưa đăng ký', fits: isCellSecretary },
  { label: 'roleBlocked', query: 'Bí thư Chi bộ đã chặn bot', fits: isCellSecretary },
]
const ROLE_CANDIDATES = 20

/** Fills `root`; `onPick(id)` is called with the chosen person. Returns {refresh, select}. */
export function createPeoplePane(root, { onPick, onGuide, top }) {
  const list = el('div', { class: 'rows', id: 'people-list' })
  let limit = PAGE
  let selected = null
  let asked = 0
  let roles = []
  let drawnQuery = ''

  const search = el('input', {
    type: 'search',
    id: 'people-search',
    placeholder: t('search'),
    'aria-label': t('search'),
    autocomplete: 'off',
    enterkeyhint: 'search',
    on: {
      input: debounce(180, () => {
        limit = PAGE
        refresh()
      }),
    },
  })
  root.replaceChildren(
    el('header', { class: 'pane-head' }, el('h2', { text: t('people') }), ...(top ?? [])),
    el('div', { class: 'search' }, icon('search'), search),
    el(
      'div',
      { class: 'pane-body', tabindex: '-1' },
      el(
        'button',
        { type: 'button', class: 'first-hint', on: { click: onGuide } },
        icon('help'),
        t('firstHint'),
      ),
      list,
    ),
  )

  /** Looks the roles up once; after that the same persons stay, so that the list does not move under a finger. */
  async function findRoles() {
    if (roles.length > 0) {
      roles = await Promise.all(roles.map(async (role) => ({ ...role, ...(await api.person(role.id)) })))
      return
    }
    const found = await Promise.all(ROLES.map((role) => api.people(role.query, ROLE_CANDIDATES)))
    const taken = new Set()
    roles = ROLES.flatMap((role, index) => {
      const fitting = found[index].people.filter((person) => role.fits(person) && !taken.has(person.id))
      const person = fitting[Math.min(role.nth ?? 0, fitting.length - 1)]
      if (!person) return []
      taken.add(person.id)
      return [{ ...person, role: t(role.label) }]
    })
  }

  async function findRecent() {
    const people = await Promise.all(recall('recent', []).map((id) => api.person(id).catch(() => null)))
    return people.filter((person) => person !== null)
  }

  async function refresh() {
    const turn = ++asked
    const query = search.value.trim()
    try {
      const [found, recent] = await Promise.all([
        api.people(query, limit),
        query === '' ? findRecent() : [],
        query === '' ? findRoles() : null,
      ])
      if (turn === asked) draw(query, found.people, recent)
    } catch (error) {
      showFailure(error)
    }
  }

  function draw(query, people, recent) {
    const hadFocus = list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined
    const unread = new Map([...people, ...roles].map((person) => [person.id, person.unread]))
    const sections = []
    if (query === '') {
      sections.push(
        section(
          'recent',
          recent.map((person) => ({ unread: unread.get(person.id), ...person })),
        ),
      )
      sections.push(section('suggested', roles))
    }
    sections.push(section(query === '' ? 'everyone' : 'found', people))
    if (people.length === 0) sections.push(el('p', { class: 'empty', text: t('nobody') }))
    if (people.length >= limit) sections.push(moreButton())
    list.replaceChildren(...sections.filter((part) => part !== null))
    if (drawnQuery !== query) list.parentElement.scrollTop = 0
    drawnQuery = query
    if (hadFocus) list.querySelector(`[data-key="${hadFocus}"]`)?.focus({ preventScroll: true })
  }

  function section(name, people) {
    if (people.length === 0) return null
    return el(
      'section',
      { 'aria-label': t(name) },
      el('h3', { class: 'rows-title', text: t(name) }),
      el('ul', {}, ...people.map((person) => el('li', {}, row(person, name)))),
    )
  }

  function row(person, group) {
    const pick = () => onPick(person.id)
    return el(
      'button',
      {
        type: 'button',
        class: 'row',
        data: { key: `${group}-${person.id}`, person: person.id },
        'aria-current': String(person.id) === String(selected) ? 'true' : undefined,
        on: { click: pick },
      },
      avatar(person.id, person.name),
      el(
        'span',
        { class: 'row-text' },
        person.role ? el('span', { class: 'row-role', text: person.role }) : null,
        el('span', { class: 'row-title', text: person.name }),
        person.title ? el('span', { class: 'row-sub', text: person.title }) : null,
        person.note ? el('span', { class: 'row-note', text: withoutLink(person.note) }) : null,
      ),
      unreadBadge(person.unread),
    )
  }

  function moreButton() {
    const more = () => {
      limit += PAGE * 2
      refresh()
    }
    return el('button', { type: 'button', class: 'button wide', text: t('more'), on: { click: more } })
  }

  function select(id) {
    selected = id
    if (id !== null)
      remember('recent', [id, ...recall('recent', []).filter((one) => one !== id)].slice(0, RECENT_KEPT))
    for (const row of list.querySelectorAll('.row')) {
      if (row.dataset.person === String(id)) row.setAttribute('aria-current', 'true')
      else row.removeAttribute('aria-current')
    }
  }

  return { refresh, select }
}

/** A round count; nothing where there is nothing unread. */
export function unreadBadge(count) {
  if (!count) return null
  return el(
    'span',
    { class: 'badge' },
    el('span', { 'aria-hidden': 'true', text: count > 999 ? '999+' : String(count) }),
    el('span', { class: 'hidden', text: t('unread', { count }) }),
  )
}
