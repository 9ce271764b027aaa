// The commands of the second person: what waits, approve it, send it back; and dropping a draft that was sent
// back.
import { approveDirective, returnDirective } from '../../circulation/submit-directive.ts'
import { listDraftsInApproval } from '../../directive/directive.store.ts'
import { dropDraft } from '../../directive/return-draft.ts'
import { asOption, authorOf } from '../author.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  type InputOf,
  optional,
  required,
} from '../command.ts'
import { unitOf } from '../options.ts'
import {
  deadline,
  faultSentence,
  fromOption,
  notIssued,
  numberArgument,
  readInstant,
  version,
} from './options.ts'

const versioned = {
  version: required('N', 'The version that was looked at (directive show); a later one is refused.', version),
  ...fromOption,
  ...asOption,
}

type Versioned = InputOf<typeof numberArgument & typeof versioned>

export const approvalCommands = [
  command({
    name: 'directive waiting',
    summary: 'Lists what waits for a second person, and drafts that were sent back.',
    options: { from: optional('CODE', 'Of this unit.') },
    run: waiting,
  }),
  command({
    name: 'directive approve',
    summary: 'Approves and issues what waits.',
    arguments: numberArgument,
    options: { at: optional('T', 'Sends later, at this time.', deadline), ...versioned },
    run: approve,
  }),
  command({
    name: 'directive return',
    summary: 'Sends back what waits; the drafter is told the reason and can change it and submit it again.',
    arguments: numberArgument,
    options: { reason: required('R', 'Why.'), ...versioned },
    run: sendBack,
  }),
  command({
    name: 'directive drop',
    summary: 'Takes a draft that was sent back out of the register.',
    arguments: numberArgument,
    options: versioned,
    run: drop,
  }),
]

async function waiting({ db }: CliContext, { from }: { from: string | undefined }): Promise<CliResult> {
  const unit = from === undefined ? null : await unitOf(db, '--from', from)
  const rows = await listDraftsInApproval(db, unit ? { issuerUnitId: unit.id } : {})
  const lines = rows.map(
    (row) =>
      `${row.numberText}  ${row.issuedOn}  version ${row.version}  ` +
      `${row.state === 'draft' ? 'sent back' : 'waits'}  ${row.issuerName}: ${row.subject}`,
  )
  return {
    text: lines.join('\n') || 'Nothing waits.',
    json: rows.map(({ id, numberText, version, state, issuerName, subject }) => ({
      id,
      number: numberText,
      version,
      state,
      issuer: issuerName,
      subject,
    })),
  }
}

async function approve(
  { db, clock, calendar }: CliContext,
  given: Versioned & { at: string | undefined },
): Promise<CliResult> {
  const now = clock.now()
  const row = await notIssued(db, given)
  if (row.state !== 'awaiting_approval')
    throw new CliFault(`${row.numberText} was sent back and does not wait.`)
  const { at } = given
  const issueAt = at === undefined ? null : readInstant('--at', at, { now, calendar })
  const outcome = await db.transaction().execute(async (tx) => {
    const author = await authorOf(tx, given.as, now)
    const toIssue = { directiveId: row.id, version: given.version, issueAt }
    return await approveDirective(tx, author, toIssue, { now, calendar })
  })
  if (!outcome.ok) throw new CliFault(`${row.numberText}: ${faultSentence(outcome)}`)
  const when = issueAt ? ` and goes out at ${issueAt.toISOString()}` : ''
  return {
    text: `${row.numberText} is approved${when}.`,
    json: { id: row.id, number: row.numberText, state: 'issued', issueAt: issueAt?.toISOString() ?? null },
  }
}

async function sendBack(
  { db, clock }: CliContext,
  given: Versioned & { reason: string },
): Promise<CliResult> {
  const now = clock.now()
  const row = await notIssued(db, given)
  const { reason } = given
  const outcome = await db.transaction().execute(async (tx) => {
    const author = await authorOf(tx, given.as, now)
    const draft = { directiveId: row.id, version: given.version, reason }
    return await returnDirective(tx, author, draft, { now })
  })
  if (!outcome.ok) throw new CliFault(`${row.numberText}: ${faultSentence(outcome)}`)
  const { version, told } = outcome
  return {
    text:
      `${row.numberText} was sent back${told > 0 ? '; the drafter is told' : ''}. It is version ` +
      `${version} now.`,
    json: { id: row.id, number: row.numberText, state: 'draft', version, told },
  }
}

async function drop({ db, clock }: CliContext, given: Versioned): Promise<CliResult> {
  const now = clock.now()
  const row = await notIssued(db, given)
  const outcome = await db
    .transaction()
    .execute(async (tx) =>
      dropDraft(
        tx,
        await authorOf(tx, given.as, now),
        { directiveId: row.id, version: given.version },
        { now },
      ),
    )
  if (!outcome.ok) throw new CliFault(`${row.numberText}: ${faultSentence(outcome)}`)
  return { text: `The draft ${row.numberText} is dropped.`, json: { id: row.id, number: row.numberText } }
}
