// The worker role: all jobs, the sweeper, and the sender that they share.

import { dueWork } from '../../jobs/due-work.ts'
import { jobs } from '../../jobs/index.ts'
import { raiseAlarm } from '../../jobs/raise-alarm.ts'
import { type Sweeper, startSweeper } from '../platform/sweeper.ts'
import type { Channel } from './channel.ts'
import type { Runtime } from './runtime.ts'

const sweepEveryMs = 3_000

/** Starts working. On a stop it takes no new jobs, then finishes the running ones. */
export function startWorkerRole(runtime: Runtime, channel: Channel): Sweeper {
  const { db, clock, calendar, queue, wake, log, metrics, onStop } = runtime
  const context = { db, clock, calendar, log, ...channel }
  const sweeper = startSweeper({
    db,
    clock,
    log,
    finders: dueWork(wake, calendar),
    everyMs: sweepEveryMs,
    onAlarm: (work, found, ageMs) => raiseAlarm(context, work, found, ageMs),
    onFound: (work, found, ageMs) => {
      metrics.dueWork.set({ work }, found.count)
      metrics.dueAgeSeconds.set({ work }, ageMs / 1_000)
    },
  })
  onStop('sweeper', () => sweeper.stop())
  const stop = queue.work(async (name, data, signal) => {
    const stopTimer = metrics.jobSeconds.startTimer({ job: name })
    try {
      await jobs[name].run(context, data, signal)
    } finally {
      stopTimer()
    }
  })
  onStop('jobs', stop)
  return sweeper
}
