// The log: one JSON line per event on standard output, without secrets. Message texts, report texts and names
// of people are never logged; ids are.
import { type Logger, pino } from 'pino'

export type Log = Logger

const botToken = /(?<!\d)\d{6,}:[A-Za-z0-9_-]{20,}/g
const userInfo = /(\w+:\/\/)[^/\s:@]*:[^/\s@]*@/g

/** Takes bot tokens and passwords out of a text, wherever they stand (a URL in an error message, say). */
export function withoutSecrets(text: string): string {
  return text.replace(botToken, '<token>').replace(userInfo, '$1<password>@')
}

/** Makes the log of a process. `role` names it (bot, worker, web …). */
export function createLog(options: { level: string; role: string }): Log {
  return pino({
    level: options.level,
    base: { role: options.role, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorFields, error: errorFields },
    redact: {
      paths: ['token', 'secret', 'password', '*.token', '*.secret', '*.password'],
      censor: '<secret>',
    },
    hooks: {
      // The last gate: whatever a library puts into a message, no token leaves.
      streamWrite: (line) => withoutSecrets(line),
    },
  })
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
