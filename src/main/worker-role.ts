// What a worker does: processors for every job, the sweeper, and the sender they share.

import { dueWork } from '../../jobs/due-work.ts'
import { processors } from '../../jobs/index.ts'
import { raiseAlarm } from '../../jobs/raise-alarm.ts'
import { type Sweeper, startSweeper } from '../platform/sweeper.ts'
import type { JobData, JobName } from '../platform/wake.ts'
import type { Channel } from './channel.ts'
import type { Runtime } from './runtime.ts'

const sweepEveryMs = 3_000

/** Starts working. Stops, when asked, in order: no new jobs, then what is under way is finished. */
export function startWorkerRole(runtime: Runtime, channel: Channel): Sweeper {
  const { db, clock, calendar, queue, log, metrics, onStop } = runtime
  const context = { db, clock, calendar, wake: queue.wake, log, ...channel }
  const timed = <Name extends JobName>(name: Name) => {
    const processor = processors[name] as (
      c: typeof context,
      data: JobData[Name],
      signal: AbortSignal,
    ) => Promise<void>
    return async (data: JobData[Name], signal: AbortSignal) => {
      const stop = metrics.jobSeconds.startTimer({ job: name })
      try {
        await processor(context, data, signal)
      } finally {
        stop()
      }
    }
  }
  const sweeper = startSweeper({
    db,
    clock,
    log,
    finders: dueWork(queue.wake, calendar),
    everyMs: sweepEveryMs,
    onAlarm: (work, found, ageMs) => raiseAlarm(context, work, found, ageMs),
    onFound: (work, found, ageMs) => {
      metrics.dueWork.set({ work }, found.count)
      metrics.dueAgeSeconds.set({ work }, ageMs / 1_000)
    },
  })
  onStop('sweeper', () => sweeper.stop())
  const stop = queue.work({
    'circulate-directive': timed('circulate-directive'),
    'send-deliveries': timed('send-deliveries'),
    'plan-chase': timed('plan-chase'),
    'chase-due': timed('chase-due'),
    'show-progress': timed('show-progress'),
    'seal-audit': timed('seal-audit'),
    'clean-up': timed('clean-up'),
  })
  onStop('jobs', stop)
  return sweeper
}
