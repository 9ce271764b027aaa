// The commands of the second person: what waits, approve it, send it back; and dropping a draft that was sent back.
import { askToPassOn } from '../../circulation/pass-on.ts'
import { tellDrafter } from '../../circulation/tell-approvers.ts'
import { listDraftsInApproval } from '../../directive/directive.store.ts'
import { issueDirective } from '../../directive/issue-directive.ts'
import { dropDraft, returnDraft } from '../../directive/return-draft.ts'
import { asUsage, authorOf } from '../author.ts'
import { type CliContext, CliFault, type CliResult, type Command, command } from '../command.ts'
import {
  checkDeadline,
  faultSentence,
  notIssued,
  readInstant,
  readNamed,
  readOptionsOf,
  readVersion,
  requireOptions,
  text,
  unitOf,
} from './options.ts'

const usual = `[--from CODE] ${asUsage}`

export const approvalCommands: Record<string, Command> = {
  'directive waiting': command({
    usage: '[--from CODE]',
    summary: 'Lists what waits for a second person, and drafts that were sent back.',
    read: (args) => readOptionsOf(args, { from: text }),
    run: waiting,
  }),
  'directive approve': command({
    usage: `NUMBER --version N [--at T] ${usual}`,
    summary:
      'Approves and issues what waits. --version is the one that was looked at (directive show); a later one is refused. --at sends later.',
    read(args) {
      const named = readVersioned(args, { at: text })
      checkDeadline('at', named.values.at)
      return named
    },
    run: approve,
  }),
  'directive return': command({
    usage: `NUMBER --version N --reason R ${usual}`,
    summary: 'Sends back what waits; the drafter is told the reason and can change it and send it in again.',
    read(args) {
      const named = readVersioned(args, { reason: text })
      requireOptions(named.values, ['reason'])
      return named
    },
    run: sendBack,
  }),
  'directive drop': command({
    usage: `NUMBER --version N ${usual}`,
    summary: 'Takes a draft that was sent back out of the register.',
    read: (args) => readVersioned(args, {}),
    run: drop,
  }),
}

function readVersioned(args: string[], options: Record<string, typeof text>) {
  const named = readNamed(args, { ...options, version: text })
  requireOptions(named.values, ['version'])
  readVersion(named.values.version)
  return { ...named, version: Number(named.values.version) }
}
type Versioned = ReturnType<typeof readVersioned>

async function waiting({ from }: { from?: string | undefined }, { db }: CliContext): Promise<CliResult> {
  const unit = from === undefined ? null : await unitOf(db, 'from', from)
  const rows = await listDraftsInApproval(db, unit ? { issuerUnitId: unit.id } : {})
  const lines = rows.map(
    (row) =>
      `${row.numberText}  ${row.issuedOn}  version ${row.version}  ${row.state === 'draft' ? 'sent back' : 'waits'}  ${row.issuerName}: ${row.subject}`,
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

async function approve(given: Versioned, context: CliContext): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  const row = await notIssued(db, given)
  if (row.state !== 'awaiting_approval')
    throw new CliFault(`${row.numberText} was sent back and does not wait.`)
  const { at } = given.values
  const issueAt = at === undefined ? null : readInstant('at', at, { now, calendar })
  const outcome = await db.transaction().execute(async (tx) => {
    const author = await authorOf(tx, given.as, now)
    const issued = await issueDirective(tx, author, row.id, {
      now,
      calendar,
      version: given.version,
      issueAt,
    })
    if (!issued.ok || issued.already) return issued
    await tellDrafter(tx, row, author, { what: 'issued' }, now)
    await askToPassOn(tx, row.id, { now, calendar })
    return issued
  })
  if (!outcome.ok) throw new CliFault(`${row.numberText}: ${faultSentence(outcome)}`)
  const when = issueAt ? ` and goes out at ${issueAt.toISOString()}` : ''
  return {
    text: `${row.numberText} is approved${when}.`,
    json: { id: row.id, number: row.numberText, state: 'issued', issueAt: issueAt?.toISOString() ?? null },
  }
}

async function sendBack(given: Versioned, context: CliContext): Promise<CliResult> {
  const { db, clock } = context
  const now = clock.now()
  const row = await notIssued(db, given)
  const reason = given.values.reason!
  const outcome = await db.transaction().execute(async (tx) => {
    const author = await authorOf(tx, given.as, now)
    const returned = await returnDraft(tx, author, row.id, { version: given.version, reason, now })
    if (!returned.ok) return returned
    const { version } = returned
    const told = await tellDrafter(tx, row, author, { what: 'returned', reason, version }, now)
    return { ...returned, told }
  })
  if (!outcome.ok) throw new CliFault(`${row.numberText}: ${faultSentence(outcome)}`)
  const { version, told } = outcome
  return {
    text: `${row.numberText} was sent back${told > 0 ? '; the drafter is told' : ''}. It is version ${version} now.`,
    json: { id: row.id, number: row.numberText, state: 'draft', version, told },
  }
}

async function drop(given: Versioned, { db, clock }: CliContext): Promise<CliResult> {
  const now = clock.now()
  const row = await notIssued(db, given)
  const outcome = await db
    .transaction()
    .execute(async (tx) =>
      dropDraft(tx, await authorOf(tx, given.as, now), row.id, { version: given.version, now }),
    )
  if (!outcome.ok) throw new CliFault(`${row.numberText}: ${faultSentence(outcome)}`)
  return { text: `The draft ${row.numberText} is dropped.`, json: { id: row.id, number: row.numberText } }
}
