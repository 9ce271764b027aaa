// Lets a directive out from the command line: runs the use case, tells all who must know, and says what came
// of it.
import { chaseDays } from '../../chase/chase-days.ts'
import { chasePlanOf } from '../../chase/chase-plan.ts'
import { waitsUntil } from '../../circulation/sending/quiet-hours.ts'
import { readSettings } from '../../circulation/settings.ts'
import type { SubmitOutcome } from '../../circulation/submit-directive.ts'
import type { Approver } from '../../directive/approvers.store.ts'
import { type Audience, summariseAudience } from '../../directive/audience.ts'
import { findByNumber } from '../../directive/directive.store.ts'
import type { DraftInput } from '../../directive/draft-directive.ts'
import { parseDocumentNumber } from '../../directive/reading/document-number.ts'
import type { Author } from '../../org/author.ts'
import { findUnit } from '../../org/unit.store.ts'
import type { Db, Tx } from '../../platform/database.ts'
import { burdenOf } from '../../rollup/burden.ts'
import { authorOf } from '../author.ts'
import { type CliContext, CliFault, type CliResult } from '../command.ts'
import { faultSentence, noteOf } from './options.ts'
import { previewOf, rehearsable } from './preview.ts'
import { remindersLine } from './reminder-options.ts'

/** Runs the use case and tells all who must know, in one transaction. */
export async function issueOrSubmit(
  context: CliContext,
  {
    person,
    input,
    issueAt,
    dryRun,
  }: {
    person: number | undefined
    input: DraftInput & { audience: Audience }
    issueAt: Date | null
    dryRun: boolean
  },
  work: (tx: Tx, author: Author) => Promise<SubmitOutcome>,
): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  // Before this directive adds to it.
  const burden = await burdenOf(db, input.audience, calendar.dayOf(now), 1)
  const outcome = await rehearsable(dryRun, db, async (tx) => work(tx, await authorOf(tx, person, now)))
  if (!outcome.ok) throw new CliFault(faultSentence(outcome))
  const { directiveId, state, offices } = outcome
  const approvers = outcome.approvers.filter(({ chat }) => chat).length
  const id = dryRun ? null : directiveId
  const { recipients, unreachable } = await summariseAudience(db, input.audience, calendar.dayOf(now))
  const preview = dryRun ? await previewOf(db, input.audience, calendar.dayOf(now)) : null
  const warnings = outcome.warnings.map((warning) => warning.rule)
  const [most] = burden.most
  const same = await sameNumber(db, input, directiveId)
  const parsed = parseDocumentNumber(input.numberText)
  const number = parsed.ok ? parsed.number.text : input.numberText
  const { ackDueAt, reportDueAt, urgency = 'normal', reminders = null } = input
  const days = chaseDays({
    receivedAt: issueAt ?? now,
    ackDueAt,
    reportDueAt,
    urgency,
    calendar,
    plan: chasePlanOf(reminders),
  })
  const opensAt = waitsUntil(issueAt ?? now, urgency, calendar, await readSettings(db))
  const kind = input.audience.speakers ? 'speakers' : 'units'
  const whom = `${recipients} ${kind} (${unreachable} cannot be reached)`
  const [issued, submitted] = dryRun ? ['Would issue', 'Would submit'] : ['Issued', 'Submitted']
  const said =
    state === 'issued'
      ? `${issued} ${number} to ${whom}.`
      : `${submitted} ${number} for approval; ${approvers} who may approve it are told.`
  const second =
    state === 'issued' ? [] : secondPersonLines(outcome.approvers, await codeOf(db, input.issuerUnitId))
  const next =
    state === 'issued'
      ? `See how it goes: npm run cli -- directive status "${number}"`
      : `See it: npm run cli -- directive show "${number}"`
  return {
    text: [
      said,
      ...second,
      ...(state !== 'issued' && issueAt
        ? ['Note: --at is not kept; whoever approves names the time (directive approve --at).']
        : []),
      ...(preview?.lines ?? []),
      remindersLine(days),
      ...(offices > 0 ? [`Offices of committees asked to pass it on: ${offices}.`] : []),
      ...(most
        ? [`Before it, ${burden.units} of them owed already; most of all ${most.unitName} (${most.reports}).`]
        : []),
      ...outcome.warnings.map((warning) => `Note: ${noteOf(warning)}.`),
      ...same.map(
        (row) => `Note: the register has ${row.numberText} of ${row.issuedOn} already: ${row.subject}`,
      ),
      ...(opensAt && state === 'issued'
        ? [`It is held until ${opensAt.toISOString()}: nothing but what is urgent goes out in quiet hours.`]
        : []),
      dryRun ? 'Nothing was kept.' : next,
    ].join('\n'),
    json: {
      sameNumber: same.map(({ id: other, issuedOn, subject }) => ({
        id: other,
        issuedOn,
        subject,
      })),
      id,
      number,
      state,
      recipients,
      unreachable,
      warnings,
      approvers,
      offices,
      heldUntil: opensAt?.toISOString() ?? null,
      reminders: days,
      ...(preview
        ? {
            dryRun,
            ...preview.json,
          }
        : {}),
    },
  }
}

/** Who may approve it; when nobody may, the ways out. */
function secondPersonLines(approvers: readonly Approver[], unitCode: string): string[] {
  if (approvers.length > 0) {
    const names = approvers
      .slice(0, 5)
      .map(
        ({ officerId, fullName, duty, unitName }) =>
          `${fullName} (person ${officerId}, ${duty}, ${unitName})`,
      )
    const more = approvers.length > 5 ? ` and ${approvers.length - 5} more` : ''
    return [`Who may approve it: ${names.join('; ')}${more}.`]
  }
  return [
    'By the rule of two persons somebody else must approve it, and nobody else may. Choose one:',
    `  invite a second person: npm run cli -- code create --unit ${unitCode} --duty office (or secretary)`,
    '  approve it as the operator: npm run cli -- directive approve, without --as',
    '  switch the rule off, for what is drafted from now on: npm run cli -- rule two-persons off',
  ]
}

async function codeOf(db: Db, unitId: number): Promise<string> {
  return (await findUnit(db, unitId))?.code ?? ''
}

/**
 * Other directives of that number by the same issuer, in force: numbers run on within a term, so it may be a
 * slip.
 */
async function sameNumber(db: Db, { numberText, issuerUnitId }: DraftInput, besides: number) {
  return (await findByNumber(db, numberText)).filter(
    (row) =>
      row.issuerUnitId === issuerUnitId &&
      row.id !== besides &&
      (row.state === 'issued' || row.state === 'closed'),
  )
}
