// Somebody at the page in tests: gets in by a link as the chat would give it, keeps the cookie, sends forms
// as a browser does.
import { pino } from 'pino'
import { makeWebLink } from '../../src/org/web-session.ts'
import { createFrozenClock, type MovableClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import { createMetrics } from '../../src/platform/metrics.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { createWebApp } from '../../src/web/app.ts'
import type { PageDeps } from '../../src/web/page-deps.ts'
import { test as base } from '../org/fixtures.ts'
import { addOfficer, now } from '../org/world.ts'

export const pageUrl = 'https://trang.example'

export type App = ReturnType<typeof createWebApp>

export interface TestPages {
  app: App
  clock: MovableClock
  /** A link's token for this officer. @throws when it is refused. */
  link(officerId: number): Promise<string>
  /** Sends a form without a session. */
  submit(path: string, form: Form, headers?: Record<string, string>): Promise<Response>
  /** Signs the officer in. */
  enter(officerId: number): Promise<Visitor>
}

export type Form = Record<string, string | File>

export interface Visitor {
  get(path: string): Promise<Answer>
  post(path: string, form?: Form): Promise<Answer>
  cookie: string
}

export interface Answer {
  status: number
  text: string
  bytes: Uint8Array
  /**
   * Without what stands for itself in every page: what a person reads, tags gone, character references
   * resolved.
   */
  words: string
  headers: Headers
}

/** Tests with the pages over the small tree: `adminId` administers A, `admin` is that person at the page. */
export const test = base
  .extend('adminId', ({ db, ids }) =>
    addOfficer(db, { telegramUserId: 601, unitId: ids.A!, duty: 'administrator' }),
  )
  .extend('pages', ({ db }) => openPages(db, now))
  .extend('admin', ({ pages, adminId }) => pages.enter(adminId))

/** The pages over a database, with a clock that stands at `now`. */
export function openPages(db: Db, now: Date, changes: Partial<PageDeps> = {}): TestPages {
  const clock = createFrozenClock(now)
  const app = createWebApp({
    db,
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    chatUrl: () => undefined,
    pages: {
      clock,
      calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
      pageUrl: () => pageUrl,
      ...changes,
    },
  })
  const send = async (path: string, form: Form, headers: Record<string, string>) => {
    const hasFile = Object.values(form).some((value) => value instanceof File)
    const body = hasFile ? new FormData() : new URLSearchParams()
    for (const [name, value] of Object.entries(form)) body.append(name, value as string)
    return await app.request(`${pageUrl}${path}`, {
      method: 'POST',
      body,
      headers: { origin: pageUrl, ...headers },
    })
  }
  const pages: TestPages = {
    app,
    clock,
    async link(officerId) {
      const made = await db.transaction().execute((tx) => makeWebLink(tx, officerId, clock.now()))
      if (!made.ok) throw new Error(made.reason)
      return made.token
    },
    submit: (path, form, headers = {}) => send(path, form, headers),
    async enter(officerId) {
      const answer = await send('/vao', { ma: await pages.link(officerId) }, {})
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      if (answer.status !== 303) throw new Error(`Not let in: ${answer.status}`)
      return {
        cookie,
        get: async (path) => read(await app.request(`${pageUrl}${path}`, { headers: { cookie } })),
        post: async (path, form = {}) => read(await send(path, form, { cookie })),
      }
    },
  }
  return pages
}

async function read(response: Response): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  return { status: response.status, text, bytes, words: wordsOf(text), headers: response.headers }
}

export function wordsOf(text: string): string {
  return text
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
}

/** A list as a file of a form. */
export const csv = (text: string, name = 'danh-sach.csv') => new File([text], name, { type: 'text/csv' })

/** Uploads a list and opens its preview; `apply` presses the button of the preview as it was shown then. */
export async function upload(
  visitor: Visitor,
  kind: 'don-vi' | 'can-bo',
  file: File,
  fields: Form = {},
): Promise<{ preview: Answer; address: string; apply: (form?: Form) => Promise<Answer> }> {
  const taken = await visitor.post(`/danhsach-donvi/${kind}`, { tep: file, ...fields })
  const address = taken.headers.get('location') ?? ''
  const preview = taken.status === 303 ? await visitor.get(address) : taken
  const dau = /name="dau" value="(\w+)"/.exec(preview.text)?.[1] ?? ''
  return {
    preview,
    address,
    apply: (form = {}) => visitor.post(address || '/danhsach-donvi', { dau, ...form }),
  }
}
