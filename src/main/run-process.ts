// The frame of every process: configuration, log, a clean stop within 15 s, and faults in one sentence.
import closeWithGrace from 'close-with-grace'
import { type Config, readConfig } from '../platform/config.ts'
import { endWhenHanging } from '../platform/hang-watchdog.ts'
import { createLog, type Log, withoutSecrets } from '../platform/log.ts'
import { withinTime } from '../platform/time-limit.ts'
import { exitCodeOf, operatorSentence } from './operator-fault.ts'

export interface Process {
  config: Config
  log: Log
  /** Registers a part to stop; the last registered part stops first. */
  onStop: (name: string, stop: () => unknown) => void
  /**
   * Ends a running process cleanly, with one sentence and code 1, for a fault that only a person can correct.
   */
  fail: (error: unknown) => void
}

/** Time limit of a stop, in milliseconds; the container's grace period is longer. */
const stopLimitMs = 15_000
// An event loop that stands still for so long ends its process, in milliseconds.
const hangLimitMs = 60_000
// Time limit of the parts together, in milliseconds. After a part that hangs (on a server that is gone) each
// of the others still gets a moment.
const partsLimitMs = 12_000
const leastMs = 250

/**
 * Runs `main` as the role `role`. Ends the process with one sentence when it cannot start, and code 2 when
 * the data are not where the configuration says, else 1.
 */
export async function runProcess(
  role: string,
  required: (keyof Config)[],
  main: (process: Process) => Promise<void>,
): Promise<void> {
  const stops: { name: string; stop: () => unknown }[] = []
  let log: Log | undefined
  let isStopping = false
  let failed = false
  const stopAll = async () => {
    const until = performance.now() + partsLimitMs
    for (const { name, stop } of stops.splice(0).reverse()) {
      try {
        await withinTime(Math.max(leastMs, until - performance.now()), Promise.resolve(stop()))
      } catch (error) {
        log?.warn({ error, part: name }, 'stop: a part did not stop cleanly')
      }
    }
  }
  const say = (error: unknown) => {
    console.error(`Thông Suốt (${role}): ${operatorSentence(error).replaceAll(/\s*\n\s*/g, ' ')}`)
    if (process.env.LOG_LEVEL === 'debug' && error instanceof Error)
      console.error(withoutSecrets(error.stack ?? ''))
  }
  try {
    const config = readConfig(process.env, required)
    log = createLog({ level: config.LOG_LEVEL, role })
    const running = log
    // The roles that a container restarts. `npm start` has a database of its own to stop.
    if (['bot', 'worker', 'web'].includes(role)) {
      const watch = endWhenHanging(hangLimitMs)
      stops.push({ name: 'watch', stop: watch.stop })
    }
    // Under `npm run dev` Ctrl-C arrives twice: from the terminal and from the watcher. A second signal would
    // end this process at once and leave the embedded database running.
    const isWatched = process.env.WATCH_REPORT_DEPENDENCIES === '1'
    const skip: 'SIGINT'[] = isWatched ? ['SIGINT'] : []
    const grace = closeWithGrace({ delay: stopLimitMs, logger: false, skip }, async ({ signal, err }) => {
      isStopping = true
      if (err) running.fatal({ error: err }, 'unexpected error; stopping')
      else running.info({ signal }, 'stopping')
      await stopAll()
      running.info('stopped')
      if (failed) process.exit(1)
    })
    if (isWatched)
      process.on('SIGINT', () => {
        if (!isStopping) grace.close()
      })
    const fail = (error: unknown) => {
      if (isStopping) return
      failed = true
      say(error)
      grace.close()
    }
    await main({ config, log, onStop: (name, stop) => stops.push({ name, stop }), fail })
  } catch (error) {
    // A process that is asked to stop during its start loses its runtime; that is not a fault.
    if (isStopping) return
    isStopping = true
    say(error)
    await withinTime(partsLimitMs, stopAll()).catch(() => {})
    process.exit(exitCodeOf(error))
  }
}
