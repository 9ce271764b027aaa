// The commands about the audit trail: checking its chain and reading it.
import { readAudit } from '../../org/audit-trail.ts'
import { noteViewed } from '../../org/processing-log.ts'
import { type AuditFaultKind, type AuditReceipt, sealAudit, verifyAudit } from '../../platform/audit.ts'
import { type AuditSubject, auditSubjects } from '../../rollup/audit-subjects.ts'
import { CliFault, command, optional, required } from '../command.ts'
import { day, unitOf, wholeNumber } from '../options.ts'

export const auditCommands = [
  command({
    name: 'audit verify',
    summary:
      'Checks the chain of the audit trail for edits, removals, insertions, another order and a cut-off ' +
      'end; prints a receipt.',
    options: {
      receipt: optional(
        'RECEIPT',
        'A receipt that was printed before: the trail must contain it.',
        readReceipt,
      ),
    },
    async run({ db }, { receipt }) {
      await sealAudit(db)
      const { sealed, unsealed, head, fault } = await verifyAudit(db, receipt)
      if (fault) throw new CliFault(`The audit trail is not sound: ${faults[fault.what](fault.sealNo)}`)
      const written = head ? `${head.sealNo}-${head.hash}` : null
      const lines = [
        `The audit trail is sound: ${sealed} entries sealed, ${unsealed} not yet.`,
        ...(written ? [`Receipt, to be kept outside this server: ${written}`] : []),
        ...(receipt ? ['It contains the receipt that was given.'] : []),
      ]
      return { text: lines.join('\n'), json: { ok: true, sealed, unsealed, receipt: written } }
    },
  }),
  command({
    name: 'audit read',
    summary: 'Who did what to which document, duty or person in the subtree of a unit, newest first.',
    options: {
      unit: required('CODE', 'The unit.'),
      from: optional('DAY', 'The first day.', day),
      to: optional('DAY', 'The last day.', day),
      limit: optional('N', 'At most so many entries (100 when left out).', wholeNumber),
    },
    async run({ db, clock, calendar }, { unit: code, from, to, limit = 100 }) {
      const unit = await unitOf(db, '--unit', code)
      const start = (first: string | undefined, plusDays: number) =>
        first === undefined
          ? undefined
          : new Date(
              Temporal.PlainDate.from(first).add({ days: plusDays }).toZonedDateTime(calendar.timeZone)
                .epochMilliseconds,
            )
      const entries = await readAudit(db, [unit.id], {
        from: start(from, 0),
        to: start(to, 1),
        limit: Math.min(limit, 10_000),
      })
      const subjects = await auditSubjects(db, entries, 'operator')
      const seen = [...subjects.values()].flatMap((subject) => subject.officerIds)
      await db
        .transaction()
        .execute((tx) => noteViewed(tx, 'operator', { officerIds: seen, unitId: null }, { now: clock.now() }))
      const lines = entries.map(
        (entry) =>
          `${entry.at.toISOString()} ${entry.actor ?? entry.actorKind} ${entry.action} ` +
          `${entry.unitCode ?? ''}${about(subjects.get(entry.id))} ${JSON.stringify(entry.detail)}`,
      )
      const json = entries.map((entry) => {
        const { officerIds: _, ...subject } = subjects.get(entry.id) ?? { officerIds: [] }
        return { ...entry, about: subject }
      })
      return { text: lines.join('\n') || 'No entries.', json }
    },
  }),
]

function about(subject: AuditSubject | undefined): string {
  if (!subject) return ''
  const { directive, duty, person, successor } = subject
  const words = [
    typeof directive === 'object' ? `${directive.numberText} "${directive.subject}"` : '',
    duty ?? '',
    [person, successor].filter((name) => name !== undefined).join(' → '),
  ]
  return ` [${words.filter(Boolean).join(', ')}]`
}

const before = (no: number) => `the ${no - 1} entries before it are sound.`
const faults: Record<AuditFaultKind, (sealNo: number) => string> = {
  edited: (no) => `entry ${no} was edited; ${before(no)}`,
  removed: (no) => `entry ${no} was removed; ${before(no)}`,
  truncated: (no) => `the trail was cut off from entry ${no} on; ${before(no)}`,
  'out of order': (no) => `entry ${no} does not follow the one before it; ${before(no)}`,
  head: (no) => `the ${no} entries are sound, but the head kept apart from them is missing or another.`,
  receipt: (no) =>
    `at entry ${no} this is not the trail that the receipt was taken from: it was written anew.`,
}

function readReceipt(given: string): AuditReceipt {
  const [, sealNo, hash] = /^(\d{1,15})-([0-9a-f]{64})$/.exec(given.trim()) ?? []
  if (!sealNo || !hash)
    throw new CliFault('--receipt is a line such as 1234-9f86d0… that audit verify printed.')
  return { sealNo: Number(sealNo), hash }
}
