// The log: one JSON line per event on standard output, without secrets. Message texts, report texts and names
// of people are never logged; ids are.
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger

const botToken = /(?<!\d)\d{6,}:[A-Za-z0-9_-]{20,}/g
const userInfo = /(\w+:\/\/)[^/\s:@]*:[^/\s@]*@/g

/** Takes bot tokens and passwords out of a text, wherever they stand (a URL in an error message, say). */
export function withoutSecrets(text: string): string {
  return text.replace(botToken, '<token>').replace(userInfo, '$1<password>@')
}

const demoted = new WeakMap<Log, (error: unknown) => boolean>()

/**
 * From now on lines about such errors are for debugging only: an outage has one line when it begins and one
 * when it ends, and whatever fails in between because of it says nothing new.
 */
export function demoteErrors(log: Log, isKnown: (error: unknown) => boolean): void {
  demoted.set(log, isKnown)
}

const isWarning = (level: number) => level >= pino.levels.values.warn!

/** Makes the log of a process. `role` names it (bot, worker, web …); the lines go to standard output. */
export function createLog(options: { level: string; role: string; stream?: DestinationStream }): Log {
  const settings: LoggerOptions = {
    level: options.level,
    base: { role: options.role, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorFields, error: errorFields },
    redact: {
      paths: ['token', 'secret', 'password', '*.token', '*.secret', '*.password'],
      censor: '<secret>',
    },
    hooks: {
      logMethod(line, method, level) {
        const { error } = (line[0] ?? {}) as { error?: unknown }
        if (error !== undefined && isWarning(level) && demoted.get(this)?.(error)) this.debug(...line)
        else method.apply(this, line)
      },
      // The last gate: whatever a library puts into a message, no token leaves.
      streamWrite: (line) => withoutSecrets(line),
    },
  }
  return options.stream ? pino(settings, options.stream) : pino(settings)
}

function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutSecrets(String(error)) }
  const code = (error as { code?: unknown }).code
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    ...(code === undefined ? {} : { code }),
    stack: withoutSecrets(error.stack ?? ''),
  }
}
