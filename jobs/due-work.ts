// What the sweeper looks for, made from the table of jobs. It asks every few seconds; this is why losing
// every wake-up loses nothing.
import { telegramAway } from '../src/circulation/telegram-away.store.ts'
import type { Finder } from '../src/platform/sweeper.ts'
import { unhandledUpdates } from '../src/platform/unhandled-updates.ts'
import type { JobData, JobName, Wake } from '../src/platform/wake.ts'
import type { Calendar } from '../src/platform/working-calendar.ts'
import { jobNames, jobs } from './index.ts'
import { telegramWork } from './raise-alarm.ts'

/** The finders of a worker. */
export function dueWork(wake: Wake, calendar: Calendar): Finder[] {
  return [...jobNames.flatMap((name) => findersOf(name, wake, calendar)), updatesFinder, telegramFinder]
}

/** No job: the processes that handle updates look every second. When they do not, somebody must be told. */
const updatesFinder: Finder = {
  name: 'handle-updates',
  find: (db) => unhandledUpdates(db),
  wake: () => {},
}

/**
 * No job either: messages wait while Telegram is not reached, and that is not the fault of their own work.
 */
const telegramFinder: Finder = {
  name: telegramWork,
  find: (db) => telegramAway(db),
  wake: () => {},
}

function findersOf<Name extends JobName>(name: Name, wake: Wake, calendar: Calendar): Finder[] {
  return Object.entries(jobs[name].due).map(([work, find]) => {
    let wakes: readonly JobData[Name][] = []
    return {
      name: work,
      async find(db, now) {
        const { wakes: found, ...due } = await find(db, { now, calendar })
        wakes = found
        return due
      },
      wake: () => {
        for (const data of wakes) wake(name, data)
      },
    }
  })
}
