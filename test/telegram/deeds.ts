// One changing deed for each action of the permission table, done as a person's face does it, on a small
// organisation with something to do at every unit. For tests that try deeds with anybody, anywhere.

import { sql } from 'kysely'
import { recallDirective } from '../../src/circulation/change/change-directive.ts'
import { pauseCirculation } from '../../src/circulation/control.ts'
import { pauseEverything } from '../../src/circulation/pause-everything.ts'
import { sendAgain } from '../../src/circulation/send-again.ts'
import { draftDirective } from '../../src/directive/draft-directive.ts'
import { issueDirective } from '../../src/directive/issue-directive.ts'
import { type Actor, lockActorByOfficer } from '../../src/org/actor.ts'
import { enterDays } from '../../src/org/calendar-days.ts'
import { renameUnit } from '../../src/org/change-tree.ts'
import { endDuty, findDuty } from '../../src/org/hand-over.ts'
import type { Action } from '../../src/org/permissions.ts'
import type { Db, Tx } from '../../src/platform/database.ts'
import type { Duty } from '../../src/platform/database-types.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { erasePersonEverywhere } from '../../src/privacy/erase-person.ts'
import { recordAcknowledgements } from '../../src/response/record-acknowledgement.ts'
import { reviewReport } from '../../src/response/review-report.ts'
import { submitReport } from '../../src/response/submit-report.ts'
import { groupButtons } from '../../src/telegram/features/people/buttons.ts'
import { unitButtons } from '../../src/telegram/features/units/buttons.ts'
import { addOfficer, now } from '../org/world.ts'
import type { TestBot } from './bot-fixture.ts'

/** What there is to do at one unit. */
export interface Place {
  unitId: number
  draftId: number
  awaitingId: number
  issuedId: number
  toRecallId: number
  /**
   * Owed by the unit itself: to be acknowledged, to be reported (with a draft), to be reviewed (with a
   * report).
   */
  toAcknowledge: number
  toReport: number
  toReview: number
  /** Duties of others. */
  secretaryId: number
  observerId: number
  groupId: number
}

export interface Doer {
  officerId: number
  telegramUserId: number
}

type Deed = (world: { db: Db; bot: TestBot }, doer: Doer, place: Place) => Promise<unknown>

const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })

/** In one transaction with the person's duties read and locked first, as the handlers of updates do. */
const inOne =
  (act: (tx: Tx, actor: Actor, place: Place) => Promise<unknown>): Deed =>
  ({ db }, doer, place) =>
    db.transaction().execute(async (tx) => {
      const actor = await lockActorByOfficer(tx, doer.officerId, now)
      return actor && act(tx, actor, place)
    })

let numbers = 1_000

/** Actions that only show, or that no face but the command line of the operator offers, have no deed. */
export const deeds: Record<Action, Deed | null> = {
  'directive.draft': inOne((tx, actor, { unitId }) =>
    draftDirective(
      tx,
      actor,
      {
        content: {
          issuerUnitId: unitId,
          numberText: `${++numbers}-KH/ĐU`,
          issuedOn: '2026-03-02',
          subject: 'Thử',
          ackDueAt: inDays(5),
          asksReport: false,
          reportDueAt: null,
          audience: {
            root: unitId,
            include: [unitId],
          },
          declaredNotSecret: true,
        },
      },
      { now, calendar },
    ),
  ),
  'directive.issue': inOne((tx, actor, { draftId }) =>
    issueDirective(tx, actor, { directiveId: draftId }, { now, calendar }),
  ),
  'directive.approve': inOne((tx, actor, { awaitingId }) =>
    issueDirective(tx, actor, { directiveId: awaitingId }, { now, calendar }),
  ),
  'directive.recall': inOne((tx, actor, { toRecallId }) =>
    recallDirective(tx, actor, { directiveId: toRecallId }, { now }),
  ),
  'circulation.control': inOne((tx, actor, { issuedId }) =>
    pauseCirculation(tx, actor, { directiveId: issuedId }, { now }),
  ),
  'circulation.control_all': inOne((tx, actor) => pauseEverything(tx, actor, { now })),
  'circulation.send_again': inOne((tx, actor, { issuedId }) =>
    sendAgain(tx, actor, { directiveId: issuedId }, { now }),
  ),
  'circulation.view': null,
  'obligation.acknowledge': inOne((tx, actor, { toAcknowledge }) =>
    recordAcknowledgements(tx, [{ obligationId: toAcknowledge, actor, at: now }]),
  ),
  'obligation.report': inOne((tx, actor, { toReport }) =>
    submitReport(tx, actor, { obligationId: toReport, draftVersion: 1, confirmed: true }, { now, calendar }),
  ),
  'report.review': inOne((tx, actor, { toReview }) =>
    reviewReport(tx, actor, { obligationId: toReview, version: 1, verdict: 'accepted' }, { now, calendar }),
  ),
  'unit.view': null,
  'unit.manage': inOne((tx, actor, { unitId }) =>
    renameUnit(
      tx,
      actor,
      { unitId, name: `Tên mới ${++numbers}`, day: '2026-03-02', decision: null },
      { now, calendar },
    ),
  ),
  'duty.manage': inOne((tx, actor, { secretaryId }) => endDuty(tx, actor, { heldId: secretaryId }, { now })),
  'administrator.appoint': inOne((tx, actor, { observerId }) =>
    endDuty(tx, actor, { heldId: observerId }, { now }),
  ),
  'code.create': ({ bot }, doer, { unitId }) =>
    bot.tap(
      doer.telegramUserId,
      unitButtons.button.code('', { unit: unitId, proof: 'code', duty: 'secretary' }).data,
    ),
  'group.bind': ({ bot }, doer, { unitId, groupId }) =>
    bot.tap(doer.telegramUserId, groupButtons.button.bind('', { unit: unitId }).data, {
      id: groupId,
      type: 'supergroup',
      title: 'Nhóm',
    }),
  'person.export': null,
  'person.erase': inOne(async (tx, actor, { secretaryId }) => {
    const held = await findDuty(tx, secretaryId)
    return held && erasePersonEverywhere(tx, actor, { officerId: held.officerId }, { now })
  }),
  'calendar.manage': inOne((tx, actor) =>
    enterDays(
      tx,
      actor,
      { from: '2026-03-03', to: '2026-03-03', works: false, name: 'Thử' },
      { now, calendar },
    ),
  ),
  'audit.read': null,
}

/** The actions that have a deed. */
export const doable = (Object.keys(deeds) as Action[]).filter((action) => deeds[action] !== null)

/** Units by parent (-1 for the root, which is first), with something to do at each of them. */
export async function plantPlaces(db: Db, parents: readonly number[]): Promise<Place[]> {
  const places: Place[] = []
  const paths: number[][] = []
  for (const [index, parent] of parents.entries()) {
    const { id: unitId } = await db
      .insertInto('unit')
      .values({
        parent_id: places[parent]?.unitId ?? null,
        kind: index === 0 ? 'province' : 'committee',
        code: `U${index}`,
        name: `Đơn vị ${index}`,
        search_key: `don vi ${index}`,
        valid_from: '2025-07-01',
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    paths.push([...(paths[parent] ?? []), unitId])
    places.push(await plantPlace(db, unitId, index, paths[index] ?? [unitId]))
  }
  return places
}

async function plantPlace(db: Db, unitId: number, index: number, path: number[]): Promise<Place> {
  const account = 50_000 + index * 10
  const other = await addOfficer(db, { telegramUserId: account, unitId, duty: 'secretary' })
  const watcher = await addOfficer(db, { telegramUserId: account + 1, unitId, duty: 'observer' })
  const heldBy = async (officerId: number) =>
    (
      await db
        .selectFrom('duty_holding')
        .select('id')
        .where('officer_id', '=', officerId)
        .executeTakeFirstOrThrow()
    ).id
  const directive = async (state: 'draft' | 'awaiting_approval' | 'issued') =>
    (
      await sql<{
        id: number
      }>`insert into directive (issuer_unit_id, kind, number, number_text, number_key, term, issued_on,
          subject, search_key, audience, state, drafted_by, approval_asked_by, asks_report, outline,
          created_at, issued_at, circulated_at,
          ack_due_at, report_due_at)
        values (${unitId}, 'KH', ${++numbers}, ${`${numbers}-KH/ĐU`}, ${`${numbers}-KH/ĐU`}, '2025-2030',
          '2026-03-02', 'Thử', 'x',
          ${JSON.stringify({ root: unitId, include: [unitId] })}::jsonb, ${state}::directive_state, ${other},
          ${other}, true,
          ${JSON.stringify(outline)}::jsonb, ${now}, ${state === 'issued' ? now : null},
          ${state === 'issued' ? now : null},
          ${inDays(5)}, ${inDays(10)})
        returning id`.execute(db)
    ).rows[0]?.id ?? 0
  const owed = async (directiveId: number, reportState: 'owed' | 'submitted') =>
    (
      await sql<{
        id: number
      }>`insert into obligation (directive_id, unit_id, unit_name, unit_kind, path_ids, path_names,
          report_state, acknowledged_at, created_at)
        values (${directiveId}, ${unitId}, 'x', 'committee', ${path}::bigint[], ${path.map(String)}::text[],
          ${reportState}::report_state, ${reportState === 'submitted' ? now : null}, ${now})
            returning id`.execute(db)
    ).rows[0]?.id ?? 0
  const issuedId = await directive('issued')
  const toAcknowledge = await owed(issuedId, 'owed')
  const toReport = await owed(await directive('issued'), 'owed')
  const toReview = await owed(await directive('issued'), 'submitted')
  await sql`insert into delivery (purpose, lane, directive_id, obligation_id, telegram_chat_id, state,
    error_text, due_at, created_at)
    values ('directive', 1, ${issuedId}, ${toAcknowledge}, ${account}, 'failed', 'blocked: x', ${now},
      ${now})`.execute(db)
  await sql`insert into report_draft (obligation_id, answers, changed_at)
    values (${toReport}, '{"n": 1}', ${now})`.execute(db)
  await sql`with r as (insert into report (obligation_id, current_version, created_at)
    values (${toReview}, 1, ${now}) returning id)
    insert into report_version (report_id, version, answers, submitted_at) select id, 1, '{"n": 1}',
      ${now} from r`.execute(db)
  return {
    unitId,
    issuedId,
    toAcknowledge,
    toReport,
    toReview,
    draftId: await directive('draft'),
    awaitingId: await directive('awaiting_approval'),
    toRecallId: await directive('issued'),
    secretaryId: await heldBy(other),
    observerId: await heldBy(watcher),
    groupId: -7e5 - index,
  }
}

const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
const label = { vi: 'n', en: 'n' }
const outline = {
  key: 'x',
  version: 1,
  title: label,
  rules: [],
  fields: [
    {
      key: 'n',
      type: 'whole',
      label,
      required: true,
      min: 0,
      max: 9,
    },
  ],
}

/** A person with these duties and nothing else. */
export async function plantDoer(
  db: Db,
  telegramUserId: number,
  held: readonly { duty: Duty; unitId: number }[],
): Promise<Doer> {
  let officerId = 0
  for (const { duty, unitId } of held) officerId = await addOfficer(db, { telegramUserId, unitId, duty })
  return { officerId, telegramUserId }
}

/**
 * Every row that belongs to a unit, by table and key, with the unit and its contents; answers to people
 * apart.
 */
export async function unitRows(db: Db): Promise<Map<string, { unitId: number | null; row: string }>> {
  const ofObligation = 'join obligation o on o.id = x.obligation_id'
  const sources: [table: string, key: string, unit: string, join?: string, where?: string][] = [
    ['unit', 'x.id', 'x.id'],
    ['unit_history', 'x.id', 'x.unit_id'],
    ['duty_holding', 'x.id', 'x.unit_id'],
    ['enrolment_code', 'x.id', 'x.unit_id'],
    ['chat', 'x.id', 'x.unit_id', '', 'x.unit_id is not null'],
    ['directive', 'x.id', 'x.issuer_unit_id'],
    ['obligation', 'x.id', 'x.unit_id'],
    ['report_draft', 'x.obligation_id', 'o.unit_id', ofObligation],
    ['report', 'x.id', 'o.unit_id', ofObligation],
    [
      'report_review',
      'x.id',
      'o.unit_id',
      'join report p on p.id = x.report_id join obligation o on o.id = p.obligation_id',
    ],
    ['delivery', 'x.id', 'o.unit_id', ofObligation, `x.purpose <> 'answer'`],
    ['campaign', 'x.id', 'x.unit_id'],
    ['saved_audience', 'x.id', 'x.unit_id'],
    ['calendar_day', 'x.day', '(select id from unit where parent_id is null)'],
    ['setting', 'x.key', '(select id from unit where parent_id is null)'],
  ]
  const parts = sources.map(
    ([table, key, unit, join = '', where = 'true']) =>
      `select '${table} ' || ${key} as key, ${unit} as "unitId", x::text as row from ${table} x ${join} where ${where}`,
  )
  const found = await sql
    .raw<{ key: string; unitId: number | null; row: string }>(parts.join(' union all '))
    .execute(db)
  return new Map(found.rows.map(({ key, unitId, row }) => [key, { unitId, row }]))
}

/** Units of the rows that differ, with the keys of the rows. */
export function changedUnits(
  before: Awaited<ReturnType<typeof unitRows>>,
  after: Awaited<ReturnType<typeof unitRows>>,
): { key: string; unitId: number | null }[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [one, other] = [before.get(key), after.get(key)]
    return one?.row === other?.row ? [] : [{ key, unitId: other?.unitId ?? one?.unitId ?? null }]
  })
}
