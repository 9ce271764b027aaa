// The process of run-apart.ts. It does one piece of work after the other; a thread looks after its memory,
// which it could not do itself while it computes.
import { isMainThread, Worker } from 'node:worker_threads'
import type { ApartAnswer, ApartWork } from './run-apart.ts'

const memoryBytes = Number(process.argv[2]) * 1024 * 1024
/** Time between two looks at the memory, in milliseconds. */
const lookEveryMs = 20

if (isMainThread) {
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) })
  process.on('message', (work: ApartWork) => void answer(work))
  // Nobody waits for an answer any more.
  process.once('disconnect', () => process.exit())
} else {
  const parent = process.ppid
  setInterval(() => {
    const isOver = process.memoryUsage.rss() > memoryBytes
    // Without its parent it would compute for nobody.
    if (isOver || process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  }, lookEveryMs)
}

async function answer({ module, name, argument }: ApartWork): Promise<void> {
  const given = await resultOf(module, name, argument)
  // What is left in memory counts against the next piece of work.
  const isWorn = process.memoryUsage.rss() > memoryBytes * 0.6
  process.send?.({ ...given, isWorn } satisfies ApartAnswer)
}

async function resultOf(module: string, name: string, argument: unknown) {
  try {
    const functions = (await import(module)) as Record<string, (argument: unknown) => unknown>
    const work = functions[name]
    if (!work) throw new TypeError(`${module} exports no ${name}`)
    return { result: await work(argument) }
  } catch (error) {
    return { fault: error instanceof Error ? error.name : 'not an error object' }
  }
}
