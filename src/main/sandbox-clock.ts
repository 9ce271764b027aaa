// The clock of the local Telegram, kept in the database beside the data that were made by it: the command
// line works with the same time. The local Telegram itself takes its clock up again at the next start.
// With a real bot there is no such clock.
import { createMovableClock, type MovableClock } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import { readSetting, writeSetting } from '../platform/setting.store.ts'

/** Name of the setting; its value is in milliseconds. */
const offsetSetting = 'sandbox.clock_offset_ms'

/** Writes down how far ahead `clock` is: now, and after every move. */
export async function keepSandboxClock(db: Db, clock: MovableClock, log: Log): Promise<void> {
  const keep = () => writeSetting(db, offsetSetting, clock.offsetMs, clock.now())
  await keep()
  // One after the other, so that the last move is what stays.
  let kept = Promise.resolve()
  clock.onMove(() => {
    kept = kept.then(keep).catch((error) => log.warn({ error }, 'sandbox: the clock could not be kept'))
  })
}

/** The clock as the last start left it; the machine's own where none was moved. */
export async function readSandboxClock(db: Db): Promise<MovableClock> {
  const offsetMs = await readSetting(db, offsetSetting)
  return createMovableClock(typeof offsetMs === 'number' ? offsetMs : 0)
}
