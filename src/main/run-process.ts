// The frame of every process: configuration, log, a clean stop within 15 s, and faults told in one sentence.
import closeWithGrace from 'close-with-grace'
import { type Config, readConfig } from '../platform/config.ts'
import { createLog, type Log, withoutSecrets } from '../platform/log.ts'
import { operatorSentence } from './operator-fault.ts'

export interface Process {
  config: Config
  log: Log
  /** Registers something to stop; the last one registered stops first. */
  onStop(name: string, stop: () => Promise<unknown> | unknown): void
}

/** The longest a stop may take; the container's grace period is longer. */
export const stopLimitMs = 15_000

/** Runs `main` as the role `role`. Ends the process with code 1 and one sentence when it cannot start. */
export async function runProcess(
  role: string,
  required: (keyof Config)[],
  main: (process: Process) => Promise<void>,
): Promise<void> {
  const stops: { name: string; stop: () => Promise<unknown> | unknown }[] = []
  let log: Log | undefined
  const stopAll = async () => {
    for (const { name, stop } of stops.splice(0).reverse()) {
      try {
        await stop()
      } catch (error) {
        log?.warn({ error, part: name }, 'stop: a part did not stop cleanly')
      }
    }
  }
  try {
    const config = readConfig(process.env, required)
    log = createLog({ level: config.LOG_LEVEL, role })
    const running = log
    closeWithGrace({ delay: stopLimitMs, logger: false }, async ({ signal, err }) => {
      if (err) running.fatal({ error: err }, 'unexpected error; stopping')
      else running.info({ signal }, 'stopping')
      await stopAll()
      running.info('stopped')
    })
    await main({ config, log, onStop: (name, stop) => stops.push({ name, stop }) })
  } catch (error) {
    console.error(`Thông Suốt (${role}): ${operatorSentence(error)}`)
    if (process.env.LOG_LEVEL === 'debug' && error instanceof Error)
      console.error(withoutSecrets(error.stack ?? ''))
    await Promise.race([stopAll(), new Promise((resolve) => setTimeout(resolve, 5_000).unref())])
    process.exit(1)
  }
}
