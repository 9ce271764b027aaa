// The commands that look: search the register, show one directive, tell how it stands.

import { circulationProgress } from '../../circulation/progress.ts'
import type { DirectiveRow } from '../../directive/directive.store.ts'
import { draftHistory } from '../../directive/draft-version.store.ts'
import { listFiles } from '../../directive/files.store.ts'
import { linksOf } from '../../directive/links.store.ts'
import { documentKinds, kindsOfCode } from '../../directive/reading/document-kinds.ts'
import { searchRegister } from '../../directive/search-register.ts'
import type { DirectiveState } from '../../platform/database-types.ts'
import { directiveVersions } from '../../rollup/directive-versions.ts'
import { formatRate } from '../../rollup/number-format.ts'
import { type BranchRates, ratesByChild, responseRates } from '../../rollup/rates.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  type InputOf,
  optional,
  repeated,
} from '../command.ts'
import { between, oneOf, unitOf } from '../options.ts'
import { pausedLine } from '../sending/sending.ts'
import { documentDay, fromOption, inForce, notIssued, numberArgument } from './options.ts'
import { unseenNotes } from './unseen-notes.ts'

const states: readonly DirectiveState[] = ['awaiting_approval', 'issued', 'closed', 'recalled', 'superseded']

const statusOptions = {
  ...fromOption,
  unit: optional('CODE', 'Also by the units below this one.'),
  tree: optional('TREE', 'The tree as it was at issue (then) or is (now).', oneOf(['then', 'now'])),
}

const searching = {
  kind: optional('KIND', 'The kind of document, such as CT.', (given, name) => {
    const kind = documentKinds.find((each) => each.name === given) ?? kindsOfCode(given)[0]
    if (!kind) throw new CliFault(`${name}: "${given}" is no kind of document.`)
    return kind.name
  }),
  from: optional('CODE', 'Issued by this unit.'),
  since: optional('D', 'Of this day or later.', documentDay),
  until: optional('D', 'Of this day or earlier.', documentDay),
  state: optional('STATE', `In this state: ${states.join(', ')}.`, oneOf(states)),
  limit: optional('N', 'At most so many (20 when left out).', between(1, 1_000)),
  page: optional('N', 'The page of the results.', between(1, 100_000)),
}
const searchedWords = { words: repeated('WORDS', 'the number, or words of the subject') }

export const directiveFindCommands = [
  command({
    name: 'directive status',
    summary: 'Tells how sending, acknowledgements and reports of a directive stand.',
    arguments: numberArgument,
    options: statusOptions,
    run: status,
  }),
  command({
    name: 'directive show',
    summary:
      'Shows a directive or a draft: state and version, deadlines, files, links in both directions, why ' +
      'it was sent back.',
    arguments: numberArgument,
    options: fromOption,
    run: show,
  }),
  command({
    name: 'directive search',
    summary:
      'Finds directives by number in any spelling or by words of the subject, with or without diacritics.',
    arguments: searchedWords,
    options: searching,
    run: search,
  }),
]

type Named = InputOf<typeof numberArgument & typeof fromOption>

async function show({ db }: CliContext, given: Named): Promise<CliResult> {
  const row = await inForce(db, given).catch(async (fault: unknown) => {
    // Not out: perhaps a draft that was sent back.
    return await notIssued(db, given).catch(() => {
      throw fault
    })
  })
  const files = await listFiles(db, row.id)
  const links = await linksOf(db, row.id)
  const history = await draftHistory(db, row)
  const versions = row.version > 1 ? await directiveVersions(db, row.id) : []
  const isDraft = row.state === 'draft' || row.state === 'awaiting_approval'
  return {
    text: [
      `${row.numberText} (${row.kind}), ${row.issuedOn}, ${row.issuerName}: ${row.state}, version ` +
        `${row.version}`,
      row.subject,
      ...(row.circulationMark ? [`For whom: ${row.circulationMark}`] : []),
      `Urgency ${row.urgency}; acknowledgement due ${row.ackDueAt?.toISOString() ?? '-'}, report due ` +
        `${row.reportDueAt?.toISOString() ?? '-'}`,
      ...files.map((file) => `File ${file.name}, ${file.size} bytes, SHA-256 ${file.sha256}`),
      ...links.map(({ direction, relation, numberText }) =>
        direction === 'out' ? `It ${relation} ${numberText}` : `${numberText} ${relation} it`,
      ),
      ...versions
        .filter((each) => each.endedAt)
        .map(
          (each) =>
            `Version ${each.version} until ${each.endedAt?.toISOString()} (${each.endedBy ?? 'changed'}` +
            `${each.reason ? `: ${each.reason}` : ''}), acknowledged by ${each.acknowledged}: ` +
            `${each.subject}`,
        ),
      ...unseenNotes(row.unseen ?? []),
      ...(row.notAMark ? [`The drafter says why words in it are no mark of secrecy: ${row.notAMark}`] : []),
      ...(isDraft && history.returned
        ? [
            `Sent back ${history.returned.at.toISOString()} by ` +
              `${history.returned.byName ?? 'the operator'}: ${history.returned.reason}`,
          ]
        : []),
      ...(isDraft && history.before
        ? [`Changed since it was submitted before: ${history.changed.join(', ') || 'nothing'}`]
        : []),
    ].join('\n'),
    json: {
      id: row.id,
      number: row.numberText,
      kind: row.kind,
      issuedOn: row.issuedOn,
      term: row.term,
      issuer: row.issuerName,
      subject: row.subject,
      body: row.body,
      state: row.state,
      version: row.version,
      urgency: row.urgency,
      circulationMark: row.circulationMark,
      ackDueAt: row.ackDueAt,
      reportDueAt: row.reportDueAt,
      files: files.map(({ name, size, sha256 }) => ({
        name,
        size,
        sha256,
      })),
      links: links.map(({ direction, relation, numberText }) => ({
        direction,
        relation,
        number: numberText,
      })),
      versions,
      returned: isDraft ? history.returned : null,
      changed: isDraft && history.before ? history.changed : null,
    },
  }
}

/** By the units right below one, when --unit or --tree asks for it. */
async function statusBelow(
  db: CliContext['db'],
  directive: DirectiveRow,
  { unit, tree = 'then' }: InputOf<typeof statusOptions>,
  now: Date,
): Promise<BranchRates[]> {
  if (unit === undefined && tree === 'then') return []
  const unitId = unit === undefined ? directive.issuerUnitId : (await unitOf(db, '--unit', unit)).id
  return await ratesByChild(db, directive.id, unitId, now, tree)
}

async function status(
  { db, clock }: CliContext,
  given: InputOf<typeof numberArgument & typeof statusOptions>,
): Promise<CliResult> {
  const directive = await inForce(db, given)
  const now = clock.now()
  const rates = await responseRates(db, directive.id, { now })
  const progress = (await circulationProgress(db, directive.id))!
  const overdue = rates.ackOverdue + rates.reportOverdue
  const branches = await statusBelow(db, directive, given, now)
  const { sent, pending, failed, unknown, parked, unreachable } = progress
  const recipients = progress.recipients
  return {
    text: [
      `${directive.numberText}, ${directive.issuedOn}, ${directive.issuerName}: ${directive.state}`,
      ...(progress.everythingPaused ? [pausedLine(progress.everythingPaused)] : []),
      ...(progress.pausedAt ? [`Paused since ${progress.pausedAt.toISOString()}.`] : []),
      `Recipients ${recipients}: sent ${sent}, pending ${pending}, failed ${failed}, unknown ` +
        `${unknown}, parked ${parked}, unreachable ${unreachable}`,
      `Acknowledged ${rates.acknowledged} (${formatRate('en', rates.acknowledged, rates.recipients)}), ` +
        `overdue ${rates.ackOverdue}`,
      `Reported ${rates.reported} of ${rates.reportsAsked} (` +
        `${formatRate('en', rates.reported, rates.reportsAsked)}), overdue ${rates.reportOverdue}`,
      ...(failed + parked + unreachable > 0
        ? [`See what needs a person: npm run cli -- delivery list "${directive.numberText}"`]
        : []),
      ...branches.map(
        (row) =>
          `  ${row.unitName}${row.isSelf ? ' (itself)' : ''}: acknowledged ${row.acknowledged}/` +
          `${row.recipients}, reported ${row.reported}/${row.reportsAsked}`,
      ),
    ].join('\n'),
    json: {
      id: directive.id,
      number: directive.numberText,
      issuedOn: directive.issuedOn,
      state: directive.state,
      recipients,
      sent,
      pending,
      failed,
      unknown,
      parked,
      unreachable,
      acknowledged: rates.acknowledged,
      reported: rates.reported,
      accepted: rates.accepted,
      returned: rates.returned,
      reportsAsked: rates.reportsAsked,
      overdue,
      ackOverdue: rates.ackOverdue,
      reportOverdue: rates.reportOverdue,
      ...(branches.length > 0 ? { units: branches } : {}),
      pausedAt: progress.pausedAt,
      everythingPausedAt: progress.everythingPaused?.since ?? null,
    },
  }
}

async function search(
  { db }: CliContext,
  given: InputOf<typeof searching & typeof searchedWords>,
): Promise<CliResult> {
  const { words, from, since, until, kind, state, limit = 20, page = 1 } = given
  const unit = from === undefined ? undefined : await unitOf(db, '--from', from)
  const found = await searchRegister(db, {
    text: words.join(' '),
    limit,
    offset: (page - 1) * limit,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(kind === undefined ? {} : { kind }),
    states: state ? [state] : states,
    ...(unit ? { issuerUnitId: unit.id } : {}),
  })
  const rows = found.slice(0, limit)
  const line = (row: DirectiveRow) =>
    `${row.numberText}  ${row.issuedOn}  ${row.state}  ${row.issuerName}: ${row.subject}`
  const more = found.length > limit ? ['… and more; narrow the search, or add --page.'] : []
  return {
    text: rows.length === 0 ? 'Nothing found.' : [...rows.map(line), ...more].join('\n'),
    json: {
      more: found.length > limit,
      directives: rows.map(
        ({ id, numberText, kind: name, issuedOn, term, state: at, issuerName, subject }) => ({
          id,
          number: numberText,
          kind: name,
          issuedOn,
          term,
          state: at,
          issuer: issuerName,
          subject,
        }),
      ),
    },
  }
}
