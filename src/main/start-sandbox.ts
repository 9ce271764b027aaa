// The local Telegram of npm start, with the sample organisation. Loaded only without BOT_TOKEN.

import path from 'node:path'
import { changeSettings } from '../circulation/settings.ts'
import { readCalendar } from '../org/calendar-days.ts'
import type { MovableClock } from '../platform/clock.ts'
import { openDatabase } from '../platform/database.ts'
import { startSandbox } from '../sandbox/index.ts'
import { createSampleOrganisation } from '../sandbox/sample-organisation.ts'
import { localBot } from './local.ts'
import type { ProgressLines } from './progress-lines.ts'
import type { Process } from './run-process.ts'
import { seedSample } from './seed-sample.ts'

export interface LocalTelegram {
  url: string
  clock: MovableClock
  token: string
}

/** Seed of the sample: always the same province, so that the documentation stays true. */
const seed = 1

// Settings for the local Telegram, which allows more messages a second than the real one.
const livelySettings = {
  bulkPerSecond: 120,
  answersPerSecond: 50,
  chatPerSecond: 20,
  groupPerMinute: 600,
}

export async function startLocalTelegram(options: {
  running: Process
  clock: MovableClock
  databaseUrl: string
  say: ProgressLines
}): Promise<LocalTelegram> {
  const { running, clock, say } = options
  const { config, log, onStop } = running
  const database = openDatabase({ url: options.databaseUrl, max: 4, statementTimeoutMs: 0 })
  try {
    const calendar = await readCalendar(database.db, config.ORG_TIMEZONE, clock.now())
    const nextWorkingDay = (now: Date) => {
      const day = calendar.addWorkingDays(calendar.dayOf(now), 1)
      return calendar.instantAt(day, '08:00')
    }
    const sandbox = await say.step('Local Telegram', () =>
      startSandbox({
        port: config.SANDBOX_PORT,
        ...localBot,
        botUsername: localBot.username,
        botName: 'Thông Suốt',
        clock,
        dataDir: path.join(config.DATA_DIR, 'telegram'),
        log: (line) => log.debug(line),
        clockSteps: [
          { id: 'hour', label: '+1 giờ', next: (now) => new Date(now.getTime() + 3_600_000) },
          { id: 'working-day', label: '+1 ngày làm việc', next: nextWorkingDay },
        ],
      }),
    )
    onStop('local telegram', () => sandbox.close())
    await say.step('Sample organisation', async () => {
      const sample = createSampleOrganisation({ seed })
      const { planted } = await seedSample({
        db: database.db,
        world: sandbox.world,
        sample,
        now: clock.now(),
        calendar,
        log,
      })
      if (planted) await changeSettings(database.db, livelySettings, clock.now())
      const cells = sample.units.filter((unit) => unit.kind === 'cell').length
      return `${sample.units.length} units, ${cells} of them cells${planted ? '' : ', found as they were'}`
    })
    return { url: sandbox.url, clock, token: localBot.token }
  } finally {
    await database.close()
  }
}
