// One request of a signed-in person: who it is, the language, and ways to answer. Pages decide by the pure
// permissions of the actor alone; a change is checked again in its transaction.
import type { Context } from 'hono'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { canSomewhere, subtreesFor } from '../org/permissions.ts'
import type { WebSession } from '../org/web-session.ts'
import { firstCharacters } from '../platform/vietnamese-text.ts'
import { formatWhole } from '../rollup/number-format.ts'
import { timeAndDayText } from '../texts/dates.ts'
import { html, plain, type TextArguments, type TextKey } from '../texts/index.ts'
import { textIn } from './form.ts'
import { renderPage } from './layout.tsx'
import type { PageDeps } from './page-deps.ts'

export interface Message {
  text: string
  isTrouble: boolean
}

export class Visit {
  readonly c: Context
  readonly deps: PageDeps
  readonly session: WebSession
  /** The time of the request, by the clock of the process. */
  readonly now: Date

  constructor(c: Context, deps: PageDeps, session: WebSession) {
    this.c = c
    this.deps = deps
    this.session = session
    this.now = deps.clock.now()
  }

  get actor() {
    return this.session.actor
  }
  get language() {
    return this.actor.language
  }
  /** When a use case runs, as it takes it. */
  get at() {
    return { now: this.now, calendar: this.deps.calendar }
  }
  /** Today in the organisation's time zone. */
  get today(): string {
    return this.deps.calendar.dayOf(this.now)
  }

  /** A text; the page escapes it. */
  t(key: TextKey, args: TextArguments = {}): string {
    return plain(this.language, key, args)
  }

  /** A text of the chat with its own markup; values are escaped. */
  rich(key: TextKey, args: TextArguments = {}) {
    return raw(html(this.language, key, args))
  }

  whole(count: number): string {
    return formatWhole(this.language, count)
  }
  when(at: Date): string {
    return timeAndDayText(at, this.language, this.deps.calendar.timeZone)
  }

  /** The number in the path or query, such as an id; null when the text is not a number. */
  number(text: string | undefined): number | null {
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
  }

  /** A typed text as one line without control characters, cut to `longest`. */
  typed(value: unknown, longest: number): string {
    const line = textIn(value).replace(/\p{Cc}+/gu, ' ')
    return firstCharacters(line.trim(), longest)
  }

  /** The requested page (`?trang=2` is 1). */
  get pageNumber(): number {
    return Math.max(0, Math.min(10_000, (this.number(this.c.req.query('trang')) ?? 1) - 1))
  }

  /** The places where this person has something to do. */
  get places(): { href: string; key: 'units' | 'lists' | 'sending' | 'needs' | 'audit' }[] {
    const { actor } = this
    const manages = (['unit.manage', 'duty.manage'] as const).some(
      (each) => subtreesFor(actor, each).length > 0,
    )
    const views = subtreesFor(actor, 'circulation.view').length > 0
    const all = [
      { href: '/donvi', key: 'units', isOpen: canSomewhere(actor, 'unit.view') },
      { href: '/danhsach-donvi', key: 'lists', isOpen: manages },
      { href: '/gui', key: 'sending', isOpen: views },
      { href: '/can-xu-ly', key: 'needs', isOpen: views },
      { href: '/nhat-ky', key: 'audit', isOpen: subtreesFor(actor, 'audit.read').length > 0 },
    ] as const
    return all.filter(({ isOpen }) => isOpen)
  }

  /** Is the client gone? Its connection is closed, or the person pressed the button once more. */
  get isCutOff(): boolean {
    return this.c.req.raw.signal.aborted
  }

  /** Runs `act` when the connection closes before the whole answer was sent. Logs a failure. */
  whenCutOff(act: () => Promise<void>): void {
    const { signal } = this.c.req.raw
    const once = () => {
      act().catch((error: unknown) => this.deps.log.error({ error }, 'web: nothing was taken back'))
    }
    if (signal.aborted) once()
    else signal.addEventListener('abort', once, { once: true })
  }

  /** Answers with a page in the frame. */
  page(
    title: string,
    body: Child,
    options: { message?: Message | undefined; status?: 200 | 403 | 413 | 422 } = {},
  ) {
    const here = this.c.req.path
    const places = this.places.map(({ href, key }) => ({
      href,
      label: this.t(`web-place-${key}`),
      isHere: here === href || here.startsWith(`${href}/`),
    }))
    const { message, status = 200 } = options
    return this.c.html(
      renderPage({ language: this.language, title, places, message, children: body }),
      status,
    )
  }

  /** The one answer for what the person may not see and for what does not exist: the two look the same. */
  refuse() {
    return this.page(this.t('web-refused-title'), <p>{this.t('web-refused')}</p>, { status: 403 })
  }

  /** A file to download. */
  file(bytes: Uint8Array, name: string, mime: string) {
    return this.c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      'content-type': mime,
      'content-disposition': `attachment; filename="${name}"`,
    })
  }
}

export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
