import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { createLog } from '../../src/platform/log.ts'
import { type Finder, type Sweeper, startSweeper } from '../../src/platform/sweeper.ts'
import { test as base } from '../support/database.ts'

const start = new Date('2026-11-20T02:00:00Z')
const minute = 60_000
const nothing = { count: 0, oldestDueAt: null }

const test = base
  // The time by the clock, and the time that has passed since the process started.
  .extend('time', () => ({ now: start, elapsed: 0 }))
  .extend('logged', () => ({ errors: [] as unknown[], warnings: [] as unknown[] }))
  .extend(
    'sweeping',
    ({ db, time, logged }) =>
      async (
        finders: Finder[],
        during: (sweeper: Sweeper) => Promise<void>,
        onAlarm?: (name: string) => Promise<void>,
      ) => {
        const log = Object.assign(createLog({ level: 'silent', role: 'test' }), {
          error: (fields: unknown) => logged.errors.push(fields),
          warn: (fields: unknown) => logged.warnings.push(fields),
        })
        // Sweeps only when told: the timer is longer than any test.
        const sweeper = startSweeper({
          db,
          clock: { now: () => time.now } as never,
          log: log as never,
          finders,
          everyMs: 36e5,
          elapsedMs: () => time.elapsed,
          ...(onAlarm ? { onAlarm } : {}),
        })
        try {
          await sweeper.sweep()
          await during(sweeper)
        } finally {
          await sweeper.stop()
        }
      },
  )

describe('the sweeper', () => {
  test('wakes for what is due, and for nothing else', async ({ sweeping }) => {
    const woken: string[] = []
    const finder = (name: string, count: number): Finder => ({
      name,
      find: async () => ({ count, oldestDueAt: count ? start : null }),
      wake: () => woken.push(name),
    })
    await sweeping([finder('due', 2), finder('idle', 0)], async () => {})
    expect(woken).toEqual(['due'])
  })

  test('never sweeps twice at a time, in however many processes', async ({ sweeping }) => {
    let atWork = 0
    let most = 0
    let sweeps = 0
    const finder: Finder = {
      name: 'slow',
      async find(db) {
        atWork++
        most = Math.max(most, atWork)
        sweeps++
        await sql`select pg_sleep(0.05)`.execute(db)
        atWork--
        return nothing
      },
      wake: () => {},
    }
    await sweeping([finder], (one) =>
      sweeping([finder], async (other) => {
        sweeps = 0
        for (let round = 0; round < 5; round++) await Promise.all([one.sweep(), one.sweep(), other.sweep()])
      }),
    )
    expect(most).toBe(1)
    expect(sweeps).toBeGreaterThanOrEqual(5)
    expect(sweeps).toBeLessThan(10)
  })

  test('goes on with the others when one cannot look, whatever went wrong', async ({ logged, sweeping }) => {
    const woken: string[] = []
    const finders: Finder[] = [
      {
        name: 'broken statement',
        find: async (db) => {
          await sql`select no_such_column from delivery`.execute(db)
          return nothing
        },
        wake: () => {},
      },
      {
        name: 'broken code',
        find: async () => {
          throw new Error('planned')
        },
        wake: () => {},
      },
      {
        name: 'sound',
        find: async (db) => {
          await sql`select count(*) from delivery`.execute(db)
          return { count: 1, oldestDueAt: start }
        },
        wake: () => woken.push('sound'),
      },
    ]
    await sweeping(finders, async () => {})
    expect(woken).toEqual(['sound'])
    expect(logged.warnings).toMatchObject([{ work: 'broken statement' }, { work: 'broken code' }])
  })

  test('raises the alarm once for work that it has seen undone for long, and again after it was done', async ({
    time,
    logged,
    sweeping,
  }) => {
    let due = { count: 1, oldestDueAt: start as Date | null }
    const finder: Finder = { name: 'send-deliveries', find: async () => due, wake: () => {} }
    const pass = (ms: number) => {
      time.now = new Date(time.now.getTime() + ms)
      time.elapsed += ms
    }
    await sweeping([finder], async (sweeper) => {
      pass(2 * minute)
      await sweeper.sweep()
      expect(logged.errors).toEqual([])
      pass(1_000)
      await sweeper.sweep()
      pass(minute)
      await sweeper.sweep()
      expect(logged.errors).toEqual([{ work: 'send-deliveries', count: 1, age_s: 121 }])
      due = nothing
      await sweeper.sweep()
      due = { count: 1, oldestDueAt: time.now }
      await sweeper.sweep()
      pass(3 * minute)
      await sweeper.sweep()
      expect(logged.errors).toHaveLength(2)
    })
  })

  test('tells people of the alarm, and goes on when that fails', async ({ time, logged, sweeping }) => {
    const told: string[] = []
    const finder: Finder = {
      name: 'send-deliveries',
      find: async () => ({ count: 1, oldestDueAt: start }),
      wake: () => {},
    }
    const tell = async (name: string) => {
      told.push(name)
      throw new Error('planned')
    }
    await sweeping(
      [finder],
      async (sweeper) => {
        time.now = new Date(time.now.getTime() + 3 * minute)
        time.elapsed += 3 * minute
        await sweeper.sweep()
        await sweeper.sweep()
      },
      tell,
    )
    expect(told).toEqual(['send-deliveries'])
    expect(logged.warnings).toMatchObject([{ work: 'send-deliveries' }])
  })

  test('raises none while much work of one hour is being done, and does once nothing moves', async ({
    time,
    logged,
    sweeping,
  }) => {
    let mark = 0
    const finder: Finder = {
      name: 'send-deliveries',
      find: async () => ({ count: 1_000, oldestDueAt: start, mark }),
      wake: () => {},
    }
    const pass = async (sweeper: Sweeper) => {
      time.now = new Date(time.now.getTime() + minute)
      time.elapsed += minute
      await sweeper.sweep()
    }
    await sweeping([finder], async (sweeper) => {
      for (let round = 0; round < 10; round++) {
        mark++
        await pass(sweeper)
      }
      expect(logged.errors).toEqual([])
      for (let round = 0; round < 3; round++) await pass(sweeper)
      expect(logged.errors).toMatchObject([{ work: 'send-deliveries', age_s: 180 }])
    })
  })

  test('raises none when the clock was moved, or nobody was there to neglect it', async ({
    time,
    logged,
    sweeping,
  }) => {
    const due = { count: 5, oldestDueAt: new Date(start.getTime() - 24 * 60 * minute) }
    const finder: Finder = { name: 'chase-due', find: async () => due, wake: () => {} }
    await sweeping([finder], async (sweeper) => {
      time.now = new Date(time.now.getTime() + 7 * 24 * 60 * minute)
      time.elapsed += 3_000
      await sweeper.sweep()
      expect(logged.errors).toEqual([])
    })
  })

  test('raises none for work that moves on, however long there is some', async ({
    time,
    logged,
    sweeping,
  }) => {
    let oldest = start
    const finder: Finder = {
      name: 'send-deliveries',
      find: async () => ({ count: 9, oldestDueAt: oldest }),
      wake: () => {},
    }
    await sweeping([finder], async (sweeper) => {
      for (let round = 0; round < 10; round++) {
        time.elapsed += minute
        time.now = new Date(time.now.getTime() + minute)
        oldest = new Date(oldest.getTime() + minute)
        await sweeper.sweep()
      }
      expect(logged.errors).toEqual([])
    })
  })
})
