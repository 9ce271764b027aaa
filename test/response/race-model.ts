// Two people of a unit and two of the office at one report at once: whatever the order, nothing is lost, and
// what is kept of the report is true.
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Person } from '../../src/org/author.ts'
import type { Db } from '../../src/platform/database.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { figuresOf } from '../../src/response/figures.ts'
import type { Answers, Outline } from '../../src/response/outline.ts'
import { currentVersion, readDraft } from '../../src/response/report.store.ts'
import { answerField, openDraft } from '../../src/response/report-draft.ts'
import { reviewReport } from '../../src/response/review-report.ts'
import { submitReport } from '../../src/response/submit-report.ts'
import type { ChatWorld } from '../telegram/chat-world.ts'

const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })
const number = (key: string) =>
  ({ key, type: 'whole', label: { vi: key, en: key }, required: true, min: 0, max: 1_000_000 }) as const
const outline: Outline = {
  key: 'race',
  version: 1,
  title: { vi: 'Đua', en: 'Race' },
  fields: [number('first'), number('second')],
  rules: [],
}

/** Numbers from 0 (included) to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Where the deadline is planted; a report may come before or after it. */
const firstDueAt = new Date('2026-11-27T10:00:00Z')

export interface Racers {
  secretary: Person
  deputy: Person
  office: Person
}

/** The last answer of each person of the unit that was kept; null before the first. */
type Told = Record<'first' | 'second', number | null>

/** Runs one seed on an obligation of its own, and checks what is left. */
export async function race(db: Db, world: ChatWorld, racers: Racers, seed: number): Promise<void> {
  const next = random(seed)
  const obligationId = await plant(db, world, seed)
  const instant = () => new Date(Date.UTC(2026, 10, 16, 2) + Math.floor(next() * 20 * 86_400_000))
  let submitted = 0
  let returned = 0
  let accepted = 0
  const told: Told = { first: null, second: null }
  const report = async (who: Person, field: 'first' | 'second', step: number): Promise<void> => {
    const now = instant()
    await db.transaction().execute((tx) => openDraft(tx, who, { obligationId, change: true }, { now }))
    const value = seed * 10 + step
    const kept = await db
      .transaction()
      .execute((tx) => answerField(tx, who, { obligationId, field, value }, { now }))
    if (!kept.ok) return
    told[field] = value
    if (next() < 0.3) return
    const wish = { obligationId, draftVersion: kept.draft.version, confirmed: true }
    const sent = await db.transaction().execute((tx) => submitReport(tx, who, wish, { now, calendar }))
    if (sent.ok) submitted++
  }
  const review = async (verdict: 'accepted' | 'returned'): Promise<void> => {
    const sent = await currentVersion(db, obligationId)
    const input = {
      obligationId,
      version: sent?.version ?? 1,
      verdict,
      fields: next() < 0.5 ? ['first'] : ['first', 'second'],
    }
    const reviewed = await db
      .transaction()
      .execute((tx) => reviewReport(tx, racers.office, input, { now: instant(), calendar }))
    if (!reviewed.ok) return
    if (verdict === 'returned') returned++
    else accepted++
  }
  const inTurn = async (steps: number, act: (step: number) => Promise<void>): Promise<void> => {
    for (let step = 0; step < steps; step++) await act(step)
  }
  await Promise.all([
    inTurn(3, (step) => report(racers.secretary, 'first', step)),
    inTurn(3, (step) => report(racers.deputy, 'second', step + 3)),
    inTurn(3, () => review(next() < 0.7 ? 'returned' : 'accepted')),
    inTurn(2, () => review(next() < 0.9 ? 'returned' : 'accepted')),
  ])
  await expectTrue(db, obligationId, { seed, submitted, returned, accepted, told })
}

async function expectTrue(
  db: Db,
  obligationId: number,
  done: {
    seed: number
    submitted: number
    returned: number
    accepted: number
    told: Told
  },
): Promise<void> {
  const about = `seed ${done.seed}`
  const row = await db
    .selectFrom('obligation')
    .selectAll()
    .where('id', '=', obligationId)
    .executeTakeFirstOrThrow()
  const versions = await sql<{ version: number; answers: Answers; at: Date }>`
    select v.version, v.answers, v.submitted_at as at from report r join report_version v on v.report_id = r.id
    where r.obligation_id = ${obligationId} order by v.version`.execute(db)
  // Every submission that was confirmed is a version of its own.
  expect(
    versions.rows.map(({ version }) => version),
    about,
  ).toEqual(Array.from({ length: done.submitted }, (_, index) => index + 1))
  expect(row.returns, about).toBe(done.returned)
  expect(done.accepted, about).toBeLessThanOrEqual(1)
  // No return comes before the first report, so that its deadline is the first one.
  const first = versions.rows[0]?.at ?? null
  expect(row.first_reported_at, about).toEqual(first)
  expect(row.first_due_at, about).toEqual(first && firstDueAt)
  expect(row.reported_late, about).toBe(first && first > firstDueAt)
  const state =
    done.accepted > 0
      ? 'accepted'
      : done.submitted === 0
        ? 'owed'
        : done.returned === done.submitted
          ? 'returned'
          : 'submitted'
  // Each return was of a version of its own, so as many returns as versions mean that the last one was
  // returned.
  expect(row.report_state, about).toBe(state)
  const last = versions.rows.at(-1)
  const counts = state === 'submitted' || state === 'accepted'
  const figures = await sql<{ n1: number | null; n2: number | null }>`
    select n1, n2 from report_figures where obligation_id = ${obligationId}`.execute(db)
  expect(
    figures.rows.map(({ n1, n2 }) => [n1, n2]),
    about,
  ).toEqual(counts ? [figuresOf(outline, last!.answers)] : [])
  // The last answer that each was told is kept stands in the draft or in what was sent.
  const draft = await readDraft(db, obligationId)
  if (done.accepted > 0) return expect(draft, about).toBeNull()
  const standing = draft?.answers ?? last?.answers ?? {}
  for (const field of ['first', 'second'] as const)
    expect(standing[field] ?? null, `${about} ${field}`).toBe(done.told[field])
}

async function plant(db: Db, world: ChatWorld, seed: number): Promise<number> {
  const path = [world.unit.T!, world.unit.A!, world.unit.A1!, world.unit.A11!]
  const found = await sql<{ id: number }>`
    with directive as (
      insert into directive (issuer_unit_id, kind, number, number_text, number_key, term, issued_on, subject,
        search_key, audience, state, outline, created_at, issued_at)
      values (${world.unit.T!}, 'CT', ${(seed % 90_000) + 100}, ${`${seed}-CT/TU`}, ${`race ${seed}`},
        '2025-2030', '2026-11-13', 'Về việc đua', 'x', '{}', 'issued', ${JSON.stringify(outline)}::jsonb,
        now(), now()) returning id
    )
    insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names, report_state,
      report_due_at, created_at)
    select id, ${world.unit.A11!}, 'Chi bộ A11', 'cell', ${path}::bigint[],
      ${['T', 'A', 'A1', 'A11']}::text[], 'owed', ${firstDueAt}, now()
    from directive returning id`.execute(db)
  return found.rows[0]!.id
}
