// The product as it runs in production, for the faults to strike: bot (with the webhook) and worker as
// processes of their own, on the database and the queue they are given.

import { token } from '../circulation/world.ts'
import { freePort } from '../support/installation.ts'
import { type RoleProcess, startRole } from '../support/role-process.ts'

export interface Product {
  /** Calls the webhook as Telegram does. The status of the answer, 0 without one. */
  call(body: string): Promise<number>
  /** How many of its processes have ended by themselves. */
  ends(): number
  /** How many lines of the log match. */
  said(pattern: RegExp): number
  /** Stops what still runs; the log of whatever ended before its time goes to the console. */
  stop(): Promise<void>
}

export interface ProductParts {
  databaseUrl: string
  telegramUrl: string
  redisUrl?: string
  roles: readonly ('bot' | 'worker')[]
  /** On top of all else. */
  env?: Record<string, string>
}

const secret = 'a-secret-for-tests-only'

/** Starts it; resolves when every process says that it is running. */
export async function startProduct(parts: ProductParts): Promise<Product> {
  const port = await freePort()
  const webhook = `http://127.0.0.1:${port}/telegram`
  const env = {
    DATABASE_URL: parts.databaseUrl,
    BOT_TOKEN: token,
    TELEGRAM_API_ROOT: parts.telegramUrl,
    ...(parts.redisUrl ? { REDIS_URL: parts.redisUrl } : {}),
    WEBHOOK_URL: webhook,
    WEBHOOK_SECRET: secret,
    ...parts.env,
  }
  const processes: RoleProcess[] = []
  for (const role of parts.roles) {
    const running = startRole(role, { env: { ...env, PORT: role === 'bot' ? String(port) : '0' } })
    processes.push(running)
    await running.saying(new RegExp(`${role} is running`))
  }
  const ended = () => processes.filter((one) => !one.isRunning())
  return {
    async call(body) {
      try {
        const response = await fetch(webhook, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
          body,
          signal: AbortSignal.timeout(60_000),
        })
        await response.arrayBuffer()
        return response.status
      } catch {
        return 0
      }
    },
    ends: () => ended().length,
    said: (pattern) =>
      processes.reduce(
        (sum, one) =>
          sum +
          one
            .stdout()
            .split('\n')
            .filter((line) => pattern.test(line)).length,
        0,
      ),
    async stop() {
      for (const one of ended()) console.error(one.stdout().split('\n').slice(-20).join('\n'), one.stderr())
      await Promise.all(processes.filter((one) => one.isRunning()).map((one) => one.stop()))
    },
  }
}
