// What a job is, and what every job gets. It is a thin shell: it reads the rows again and calls use cases.

import type { Messenger } from '../src/circulation/messenger.ts'
import type { ComposeMessage } from '../src/circulation/sending/compose.ts'
import type { Sender } from '../src/circulation/sending/sender.ts'
import type { DueDirectives } from '../src/directive/due-directives.store.ts'
import type { Clock } from '../src/platform/clock.ts'
import type { Db } from '../src/platform/database.ts'
import type { Log } from '../src/platform/log.ts'
import type { DueWork } from '../src/platform/sweeper.ts'
import type { JobData, JobName } from '../src/platform/wake.ts'
import type { Calendar } from '../src/platform/working-calendar.ts'

export interface JobContext {
  db: Db
  clock: Clock
  calendar: Calendar
  log: Log
  messenger: Messenger
  compose: ComposeMessage
  /** The one sender of this process. */
  sender: Sender
  /** Names this process in leases. */
  owner: string
}

/** `signal` fires when the process is to stop: finish what is in flight, begin nothing new. */
export type Processor<Name extends JobName> = (
  context: JobContext,
  data: JobData[Name],
  signal: AbortSignal,
) => Promise<void>

/** Due work, and with what its job is to be woken. */
export interface Found<Data> extends DueWork {
  wakes: readonly Data[]
}

interface At {
  now: Date
  calendar: Calendar
}

/** Is there work due that nobody may have been woken for? */
export type FindDue<Data> = (db: Db, at: At) => Promise<Found<Data>>

/** A finder whose job is woken in the same way whatever it found. */
export function waking<Data>(
  wakes: readonly Data[],
  find: (db: Db, at: At) => Promise<DueWork>,
): FindDue<Data> {
  return async (db, at) => ({ ...(await find(db, at)), wakes })
}

/** A finder whose job is woken for each directive that it found. */
export function perDirective(
  find: (db: Db, at: At) => Promise<DueDirectives>,
): FindDue<{ directiveId: number }> {
  return async (db, at) => {
    const { directiveIds, ...due } = await find(db, at)
    return { ...due, wakes: directiveIds.map((directiveId) => ({ directiveId })) }
  }
}

/** How a job is done. */
export interface Job<Name extends JobName> {
  run: Processor<Name>
  /** How its due work is found, by the name under which it is counted and an alarm tells of it. */
  due: Record<string, FindDue<JobData[Name]>>
}
