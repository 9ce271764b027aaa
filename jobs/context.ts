// What every processor gets. A processor is a thin shell: it reads the rows again and calls use cases.

import type { Messenger } from '../src/circulation/messenger.ts'
import type { ComposeMessage } from '../src/circulation/sending/compose.ts'
import type { Sender } from '../src/circulation/sending/sender.ts'
import type { Clock } from '../src/platform/clock.ts'
import type { Db } from '../src/platform/database.ts'
import type { Log } from '../src/platform/log.ts'
import type { JobData, JobName, Wake } from '../src/platform/wake.ts'
import type { Calendar } from '../src/platform/working-calendar.ts'

export interface JobContext {
  db: Db
  clock: Clock
  calendar: Calendar
  wake: Wake
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
