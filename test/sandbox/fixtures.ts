// A local Telegram for each test of this room, gone after it.
import { test as base } from 'vitest'
import { createMovableClock } from '../../src/platform/clock.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts'
import { caller } from './caller.ts'

/** Tests with the local Telegram `sandbox`, whose bot has `token`; `options` are what it is started with. */
export const test = base
  .extend('token', 't')
  .extend('clock', () => createMovableClock())
  .extend('options', {} as Partial<SandboxOptions>)
  .extend('sandbox', async ({ token, clock, options }, { onCleanup }) => {
    const sandbox = await startSandbox({ port: 0, token, botUsername: 'b', clock, ...options })
    onCleanup(() => sandbox.close())
    return sandbox
  })
  .extend('call', ({ sandbox, token }) => caller(sandbox.url, token))
