// What a job is, and what every job gets. It is a thin shell: it reads the rows again and calls use cases.

import type { Messenger } from '../src/circulation/messenger.ts'
import type { ComposeMessage } from '../src/circulation/sending/compose.ts'
import type { Sender } from '../src/circulation/sending/sender.ts'
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

/** Is there work due that nobody may have been woken for? Looks only as far as it must: counts stop at a thousand. */
export type FindDue<Data> = (db: Db, at: { now: Date; calendar: Calendar }) => Promise<Found<Data>>

/** How a job is done. */
export interface Job<Name extends JobName> {
  run: Processor<Name>
  /** How its due work is found, by the name under which it is counted and an alarm tells of it. */
  due: Record<string, FindDue<JobData[Name]>>
}
