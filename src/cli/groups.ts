// Which file holds the commands of a group, so that no other has to be loaded.
import type { CommandGroup } from './command.ts'

/** The groups in the order of the overview. */
export const groups: readonly CommandGroup[] = [
  {
    name: 'org',
    summary: 'Lists of units',
    load: async () => (await import('./org/units.ts')).orgCommands,
  },
  {
    name: 'unit',
    summary: 'Changes of the tree by decision, and what became of a unit',
    load: async () => (await import('./org/tree.ts')).treeCommands,
  },
  {
    name: 'officer',
    summary: 'Lists of people who hold duties',
    load: async () => (await import('./org/officers.ts')).officerCommands,
  },
  {
    name: 'code',
    summary: 'Codes with which people enrol',
    load: async () => (await import('./org/units.ts')).codeCommands,
  },
  {
    name: 'duty',
    summary: 'Who holds which duty: hand-over, substitutes, terms, the end',
    load: async () => (await import('./org/duties.ts')).dutyCommands,
  },
  {
    name: 'person',
    summary: 'People and their personal data',
    load: async () => (await import('./org/people.ts')).peopleCommands,
  },
  {
    name: 'directive',
    summary: 'Issuing, finding, approving and changing directives',
    load: async () => (await import('./directive/issue.ts')).directiveCommands,
  },
  {
    name: 'campaign',
    summary: 'Several directives under one heading',
    load: async () => (await import('./directive/campaign.ts')).campaignCommands,
  },
  {
    name: 'figures',
    summary: 'What reports add up to over several directives',
    load: async () => (await import('./directive/figures.ts')).figuresCommands,
  },
  {
    name: 'export',
    summary: 'Figures, reports, who is missing, commendation as XLSX or CSV',
    load: async () => (await import('./directive/exports.ts')).exportCommands,
  },
  {
    name: 'audience',
    summary: 'Lists of recipients kept under a name',
    load: async () => (await import('./directive/audience.ts')).audienceCommands,
  },
  {
    name: 'speaker',
    summary: 'Speakers as recipients',
    load: async () => (await import('./directive/audience.ts')).speakerCommands,
  },
  {
    name: 'outline',
    summary: 'Outlines of reports',
    load: async () => (await import('./directive/outline.ts')).outlineCommands,
  },
  {
    name: 'notice',
    summary: 'Asking units to fetch a document on paper',
    load: async () => (await import('./directive/notice.ts')).noticeCommands,
  },
  {
    name: 'sending',
    summary: 'Stopping what is being sent, and letting it go on',
    load: async () => (await import('./sending/sending.ts')).sendingCommands,
  },
  {
    name: 'delivery',
    summary: 'What sending could not settle by itself',
    load: async () => (await import('./sending/delivery.ts')).deliveryCommands,
  },
  {
    name: 'calendar',
    summary: 'Days off, and working days in exchange',
    load: async () => (await import('./org/calendar.ts')).calendarCommands,
  },
  {
    name: 'rule',
    summary: 'Rules of the organisation',
    load: async () => (await import('./org/rules.ts')).ruleCommands,
  },
  {
    name: 'audit',
    summary: 'The audit trail',
    load: async () => (await import('./org/audit.ts')).auditCommands,
  },
]
