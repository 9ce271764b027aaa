// The table of permissions as a page for people: docs/PERMISSIONS.md. A test compares the two.
import type { Duty } from '../platform/database-types.ts'
import { type Action, actions, permissions } from './permissions.ts'

const duties: readonly [Duty, string][] = [
  ['secretary', 'Secretary (bí thư)'],
  ['deputy', 'Deputy (phó bí thư)'],
  ['office', 'Office (văn phòng)'],
  ['speaker', 'Speaker (báo cáo viên)'],
  ['observer', 'Observer (giám sát)'],
  ['administrator', 'Administrator (quản trị)'],
]

const meanings: Record<Action, string> = {
  'directive.draft': 'draft a directive',
  'directive.issue': 'issue a directive',
  'directive.approve': 'approve a directive that somebody else drafted',
  'directive.recall': 'recall a directive',
  'circulation.control': 'pause, resume and cancel sending',
  'circulation.control_all': 'pause and resume all sending (asked at every root)',
  'circulation.send_again': 'send messages again that failed or may not have arrived',
  'circulation.view': 'see who received, acknowledged, reported',
  'obligation.acknowledge': 'acknowledge a directive for a unit',
  'obligation.report': 'report for a unit',
  'report.review': 'accept reports and send them back',
  'unit.view': 'see units and who holds which duty',
  'unit.manage': 'rename, move, merge, split, dissolve units',
  'duty.manage': 'hand duties over, name substitutes, end duties',
  'administrator.appoint': 'make administrators and observers',
  'code.create': 'give out enrolment codes',
  'group.bind': 'make a group the chat of a unit',
  'person.export': "export a person's data",
  'person.erase': "erase a person's data",
  'calendar.manage': 'enter days off and swapped working days (asked at every root)',
  'audit.read': 'read the audit trail',
}

/** The page, in Markdown. */
export function permissionPage(): string {
  const head = ['Action', ...duties.map(([, title]) => title)]
  const rows = actions.map((action) => [
    `${meanings[action]} (\`${action}\`)`,
    ...duties.map(([duty]) => permissions[duty][action] ?? '–'),
  ])
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [
    '# Who may do what',
    '',
    'This page is made from `src/org/permissions.ts`, the one table that chat, web and command line ' +
      'ask, and a test',
    'keeps the two the same. Do not edit it by hand: change the table, then run',
    '`npm test -- --project unit test/org/permissions.unit.test.ts -u`.',
    '',
    '- **own**: for the unit of the duty itself, and for ended units that live on in it.',
    '- **subtree**: for that unit and everything below it.',
    '- **self**: for what is addressed to the holder of the duty in person, and to those the duty came from.',
    '- **–**: not at all. Nobody may do anything outside the subtree of one of the own duties.',
    '',
    'Duties are read anew, inside the transaction of every change: whoever lost a duty a moment ago is ' +
      'refused.',
    'For a directive the unit is its issuer, for an obligation the unit that owes, with the path ' +
      'frozen at issue. A',
    'code for the duties of administrator and observer needs `administrator.appoint`. The command line ' +
      'asks for no duty:',
    'whoever runs it has the machine; the audit trail then names the operator.',
    '',
    'Besides the table the rule of two persons holds, unless it is set off (`rule two-persons off`): ' +
      'who drafted a directive',
    'for more than one recipient, or asked for its approval, does not issue it.',
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n')
}
