// What a notice says, as ids and values in delivery.payload. The face composes the text when the notice is
// sent, in the reader's language (telegram/compose/compose-notice.ts). People are named by id: the sender
// reads their names at that moment.
import type { Duty } from '../platform/database-types.ts'

export type Notice =
  | DraftNotice
  | PassOnNotice
  | DutyNotice
  | AppointmentNotice
  | ReturnNotice
  | AcceptanceNotice
  | NeutralNotice
  | GroupNotice
  | AlarmNotice

/** A draft waits for a second person, was issued, or was returned. */
export type DraftNotice = {
  kind: 'draft'
  what: 'waiting' | 'issued' | 'returned'
  directiveId: number
  /** The version that the notice is about; of a returned draft its present version. */
  version: number
  numberText: string
  subject: string
  /** The officer who submitted, approved or returned it; null for the operator. */
  by: number | null
  /** Why it was returned. */
  reason?: string
}

/** A committee is to pass a directive on to the units below it. */
export type PassOnNotice = {
  kind: 'pass_on'
  directiveId: number
  numberText: string
  subject: string
  /** Whether the committee must issue a plan of its own first. */
  asksPlan: boolean
}

/** A duty has ended or changed hands. The notice goes to the person who had it. */
export type DutyNotice = {
  kind: 'duty'
  duty: Duty
  unitName: string
  /** The unit above, which answers questions; null at the top. */
  superiorName: string | null
  /** The officer who has the duty now; null when it ended without a successor. */
  successorId: number | null
  /** Whether the reader was a substitute of the holder. */
  stoodIn: boolean
  /** ISO instant. */
  at: string
}

/**
 * Somebody has taken up the office of a unit with a code of that unit. The notice goes to the level above.
 */
export type AppointmentNotice = {
  kind: 'appointment'
  unitName: string
  /** Ids of officers: who is the office now, and who made the code. */
  officerId: number
  appointedBy: number
  /** ISO instant. */
  at: string
}

/** A report was returned for supplement. The notice goes to the unit. */
export type ReturnNotice = {
  kind: 'returned'
  obligationId: number
  numberText: string
  unitName: string
  /** The questions to answer again. */
  questions: { vi: string; en: string }[]
  /** The office's own words. */
  note: string | null
  /** ISO instant by which the supplement is asked for. */
  dueAt: string
}

/** Reports were accepted. One notice for all of a chat and day. */
export type AcceptanceNotice = {
  kind: 'accepted'
  reports: { numberText: string; unitName: string }[]
}

/** A document is to be fetched on paper at the unit's office. */
export type NeutralNotice = { kind: 'neutral'; unitName: string }

/**
 * The bot may no longer write in the group of a unit. The notice goes to the person who gets the unit's
 * messages instead.
 */
export type GroupNotice = {
  kind: 'group'
  /** `no_topic`: the topic that was bound is closed or deleted. `left`: the bot was removed. */
  why: 'no_rights' | 'no_topic' | 'left'
  unitName: string
  /** The name of the group; null when it is not known. */
  title: string | null
}

/** Due work is not done. The notice goes to administrators. */
export type DueWorkNotice = { kind: 'due_work'; work: string; count: number; minutes: number }

/**
 * An update that ended its process twice is not handled any more. `seq` is its number in the log. The notice
 * goes to administrators.
 */
export type SetAsideNotice = { kind: 'set_aside'; work: 'set-aside'; seq: number }

/** Files of a local Bot API server cannot be read on this machine. The notice goes to administrators. */
export type LocalFilesNotice = {
  kind: 'local_files'
  work: 'local-files'
  reason: 'no_folder' | 'outside' | 'unreadable'
}

/** Telegram was not reached since then. The notice goes to administrators, once it can. */
export type TelegramAwayNotice = {
  kind: 'telegram_away'
  work: 'reach-telegram'
  /** ISO instant. */
  since: string
}

/** What administrators are told of; `work` names the kind. */
export type AlarmNotice = DueWorkNotice | SetAsideNotice | LocalFilesNotice | TelegramAwayNotice

/** The officers whose names a notice needs when it is sent. */
export function officersNamedIn(notice: Notice): number[] {
  if (notice.kind === 'draft' && notice.by !== null) return [notice.by]
  if (notice.kind === 'duty' && notice.successorId !== null) return [notice.successorId]
  if (notice.kind === 'appointment') return [notice.officerId, notice.appointedBy]
  return []
}
