// The commands that look: search the register, show one directive, tell how it stands.
import { parseArgs } from 'node:util'
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
import { type BranchStanding, ratesByChild, responseRates } from '../../rollup/rates.ts'
import { type CliContext, CliFault, type CliResult, type Command, command } from '../command.ts'
import { pausedLine } from '../sending/sending.ts'
import { inForce, type Named, notIssued, parse, readDayOption, readNamed, text, unitOf } from './options.ts'

export const directiveFindCommands: Record<string, Command> = {
  'directive status': command({
    usage: 'NUMBER [--from CODE] [--unit CODE] [--tree then|now]',
    summary:
      'Tells how sending, acknowledgements and reports of a directive stand; with --unit also by the units below it, as the tree was at issue or is now.',
    read: (args) => readNamed(args, { unit: text, tree: text }),
    run: status,
  }),
  'directive show': command({
    usage: 'NUMBER [--from CODE]',
    summary:
      'Shows a directive or a draft: state and version, deadlines, files, links in both directions, why it was sent back.',
    read: (args) => readNamed(args),
    run: show,
  }),
  'directive search': command({
    usage:
      '[WORDS…] [--kind CT] [--from CODE] [--since D] [--until D] [--state issued] [--limit 20] [--page 1]',
    summary:
      'Finds directives by number in any spelling or by words of the subject, with or without diacritics.',
    read: readSearch,
    run: search,
  }),
}

async function show(given: Named, { db }: CliContext): Promise<CliResult> {
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
      `${row.numberText} (${row.kind}), ${row.issuedOn}, ${row.issuerName}: ${row.state}, version ${row.version}`,
      row.subject,
      ...(row.circulationMark ? [`For whom: ${row.circulationMark}`] : []),
      `Urgency ${row.urgency}; acknowledgement due ${row.ackDueAt?.toISOString() ?? '-'}, report due ${row.reportDueAt?.toISOString() ?? '-'}`,
      ...files.map((file) => `File ${file.name}, ${file.size} bytes, SHA-256 ${file.sha256}`),
      ...links.map(({ direction, relation, numberText }) =>
        direction === 'out' ? `It ${relation} ${numberText}` : `${numberText} ${relation} it`,
      ),
      ...versions
        .filter((each) => each.endedAt)
        .map(
          (each) =>
            `Version ${each.version} until ${each.endedAt?.toISOString()} (${each.endedBy ?? 'changed'}${each.reason ? `: ${each.reason}` : ''}), acknowledged by ${each.acknowledged}: ${each.subject}`,
        ),
      ...(isDraft && history.returned
        ? [
            `Sent back ${history.returned.at.toISOString()} by ${history.returned.byName ?? 'the operator'}: ${history.returned.reason}`,
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
  { values: { unit, tree = 'then' } }: Named,
  now: Date,
): Promise<BranchStanding[]> {
  if (tree !== 'then' && tree !== 'now') throw new CliFault(`--tree "${tree}" is neither then nor now.`)
  if (unit === undefined && tree === 'then') return []
  const unitId = unit === undefined ? directive.issuerUnitId : (await unitOf(db, 'unit', unit)).id
  return await ratesByChild(db, directive.id, unitId, now, tree)
}

async function status(given: Named, { db, clock }: CliContext): Promise<CliResult> {
  const directive = await inForce(db, given)
  const now = clock.now()
  const standing = await responseRates(db, directive.id, { now })
  const progress = (await circulationProgress(db, directive.id))!
  const overdue = standing.ackOverdue + standing.reportOverdue
  const branches = await statusBelow(db, directive, given, now)
  const { sent, pending, failed, unknown, parked, unreachable } = progress
  const recipients = progress.recipients
  return {
    text: [
      `${directive.numberText}, ${directive.issuedOn}, ${directive.issuerName}: ${directive.state}`,
      ...(progress.everythingPaused ? [pausedLine(progress.everythingPaused)] : []),
      ...(progress.pausedAt ? [`Paused since ${progress.pausedAt.toISOString()}.`] : []),
      `Recipients ${recipients}: sent ${sent}, pending ${pending}, failed ${failed}, unknown ${unknown}, parked ${parked}, unreachable ${unreachable}`,
      `Acknowledged ${standing.acknowledged} (${formatRate('en', standing.acknowledged, standing.recipients)}), overdue ${standing.ackOverdue}`,
      `Reported ${standing.reported} of ${standing.reportsAsked} (${formatRate('en', standing.reported, standing.reportsAsked)}), overdue ${standing.reportOverdue}`,
      ...(failed + parked + unreachable > 0
        ? [`See what needs a person: npm run cli -- delivery list "${directive.numberText}"`]
        : []),
      ...branches.map(
        (row) =>
          `  ${row.unitName}${row.isSelf ? ' (itself)' : ''}: acknowledged ${row.acknowledged}/${row.recipients}, reported ${row.reported}/${row.reportsAsked}`,
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
      acknowledged: standing.acknowledged,
      reported: standing.reported,
      accepted: standing.accepted,
      returned: standing.returned,
      reportsAsked: standing.reportsAsked,
      overdue,
      ackOverdue: standing.ackOverdue,
      reportOverdue: standing.reportOverdue,
      ...(branches.length > 0 ? { units: branches } : {}),
      pausedAt: progress.pausedAt,
      everythingPausedAt: progress.everythingPaused?.since ?? null,
    },
  }
}

const states: readonly DirectiveState[] = ['awaiting_approval', 'issued', 'closed', 'recalled', 'superseded']

function readSearch(args: string[]) {
  const options = { kind: text, from: text, since: text, until: text, state: text, limit: text, page: text }
  const { values, positionals } = parse(() =>
    parseArgs({ args, options, strict: true, allowPositionals: true }),
  )
  const day = (name: 'since' | 'until') =>
    values[name] === undefined ? {} : { [name]: readDayOption(name, values[name]) }
  const kind =
    values.kind === undefined
      ? undefined
      : (documentKinds.find((each) => each.name === values.kind) ?? kindsOfCode(values.kind)[0])
  if (values.kind !== undefined && !kind)
    throw new CliFault(`--kind: "${values.kind}" is no kind of document.`)
  const state = states.find((each) => each === values.state)
  if (values.state !== undefined && !state)
    throw new CliFault(`--state: "${values.state}" is no state; there are ${states.join(', ')}.`)
  const limit = Number(values.limit ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new CliFault('--limit: a whole number from 1 to 1000.')
  const page = Number(values.page ?? 1)
  if (!Number.isInteger(page) || page < 1 || page > 100_000)
    throw new CliFault('--page: a whole number from 1.')
  return {
    from: values.from,
    limit,
    query: {
      text: positionals.join(' '),
      limit,
      offset: (page - 1) * limit,
      ...day('since'),
      ...day('until'),
      ...(kind ? { kind: kind.name } : {}),
      states: state ? [state] : states,
    },
  }
}

async function search(
  { query, from, limit }: ReturnType<typeof readSearch>,
  { db }: CliContext,
): Promise<CliResult> {
  const unit = from === undefined ? undefined : await unitOf(db, 'from', from)
  const found = await searchRegister(db, { ...query, ...(unit ? { issuerUnitId: unit.id } : {}) })
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
