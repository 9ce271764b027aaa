// Which file holds a command, told by its first word, so that no other has to be loaded.
import type { Command } from './command.ts'

type Commands = Record<string, Command>

/** Groups of commands by the words that begin them, in the order of the overview. */
export const groups: { words: readonly string[]; load(): Promise<Commands> }[] = [
  {
    words: ['org', 'code', 'audit', 'officer', 'unit', 'duty', 'person', 'rule'],
    load: async () => (await import('./org/units.ts')).orgCommands,
  },
  {
    words: ['directive', 'campaign', 'audience', 'speaker'],
    load: async () => (await import('./directive/issue.ts')).directiveCommands,
  },
  { words: ['calendar'], load: async () => (await import('./org/calendar.ts')).calendarCommands },
  { words: ['outline'], load: async () => (await import('./directive/outline.ts')).outlineCommands },
  { words: ['notice'], load: async () => (await import('./directive/notice.ts')).noticeCommands },
  { words: ['sending'], load: async () => (await import('./sending/sending.ts')).sendingCommands },
  { words: ['delivery'], load: async () => (await import('./sending/delivery.ts')).deliveryCommands },
]
