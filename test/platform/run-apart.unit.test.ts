// Processes of their own: never more than two at once, limits that hold, and what goes wrong in one leaves
// its place to the next.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect, vi } from 'vitest'
import { ApartFault, runApart } from '../../src/platform/run-apart.ts'

const held = new URL('./held-apart.ts', import.meta.url)
const limits = { memoryMb: 256, timeMs: 30_000 }

const test = base.extend('folder', ({ task }, { onCleanup }) => {
  const folder = mkdtempSync(path.join(tmpdir(), `thongsuot-apart-${task.id}-`))
  onCleanup(() => rmSync(folder, { recursive: true }))
  return folder
})

const faultOf = async (work: Promise<unknown>) => {
  const fault = await work.catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(ApartFault)
  return (fault as Error).message
}

/** Processes of ours that do such work just now. */
function running(): number {
  const all = execFileSync('ps', ['-eo', 'ppid=,args='], { encoding: 'utf8' }).split('\n')
  const ours = new RegExp(`^\\s*${process.pid}\\s.*apart-process`)
  return all.filter((line) => ours.test(line)).length
}

test('two at once, the others wait for their turn', async ({ folder }) => {
  const file = path.join(folder, 'go')
  const all = Array.from({ length: 5 }, () => runApart(held, 'holdOn', file, limits))
  await vi.waitFor(() => expect(running()).toBe(2), { timeout: 15_000, interval: 50 })
  writeFileSync(file, '')
  let most = 2
  const watching = setInterval(() => {
    most = Math.max(most, running())
  }, 20)
  await expect(Promise.all(all)).resolves.toEqual(Array(5).fill('let go'))
  clearInterval(watching)
  expect(most).toBe(2)
})

test('what throws, is not there, or takes too long is a fault and leaves its place', async ({ folder }) => {
  const file = path.join(folder, 'never')
  const faults = [
    runApart(held, 'fail', null, limits),
    runApart(held, 'nothingOfThatName', null, limits),
    runApart(held, 'holdOn', file, { ...limits, timeMs: 1_000 }),
    runApart(held, 'fail', null, limits),
  ]
  expect(await Promise.all(faults.map(faultOf))).toEqual([
    'RangeError',
    'TypeError',
    'took too long',
    'RangeError',
  ])
  writeFileSync(file, '')
  await expect(runApart(held, 'holdOn', file, limits)).resolves.toBe('let go')
})

test.each(['swallow', 'fill'])('%s: memory ends, the process that asked for it goes on', async (name) => {
  expect(await faultOf(runApart(held, name, null, limits))).toBe('took too much memory')
})

test('it reads files and reaches nothing else', async ({ folder }) => {
  const file = path.join(folder, 'written')
  const found = await runApart<{ codes: string[]; environment: string[] }>(held, 'reachOut', file, limits)
  expect(found.codes).toEqual(['ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED'])
  expect(existsSync(file)).toBe(false)
  // Node itself names the channel to the process that started it.
  expect(found.environment.filter((name) => !name.startsWith('NODE_'))).toEqual([])
})
