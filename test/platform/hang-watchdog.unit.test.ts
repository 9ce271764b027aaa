// A process that stands still is ended; one that only has much to do is not.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const module = new URL('../../src/platform/hang-watchdog.ts', import.meta.url).href

async function endOf(script: string): Promise<{ code: number | null; signal: string | null; said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, said }
}

test('an event loop that stands still ends the process with a line', async () => {
  const end = await endOf(`
    import { endWhenHanging } from '${module}'
    endWhenHanging(3_000)
    setTimeout(() => { for (;;) continue }, 1_500)`)
  expect(end.signal).toBe('SIGKILL')
  expect(end.said).toContain('stood still for 3 s')
})

test('work in pieces goes on, and the watch keeps no process from ending', async () => {
  const end = await endOf(`
    import { endWhenHanging } from '${module}'
    endWhenHanging(3_000)
    const until = Date.now() + 5_000
    const piece = () => {
      const pause = Date.now() + 300
      while (Date.now() < pause) continue
      if (Date.now() < until) setTimeout(piece, 1)
    }
    piece()`)
  expect(end).toEqual({ code: 0, signal: null, said: '' })
})
