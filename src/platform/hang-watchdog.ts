// Ends a process that hangs: nothing else would, neither the container (an unhealthy one goes on) nor the
// person who is asleep. A thread looks at a counter that the process raises every second.
import { writeSync } from 'node:fs'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

const beatMs = 1_000

/** Starts watching. Once the event loop has stood still for `limitMs`, the process gets SIGKILL. */
export function endWhenHanging(limitMs: number): { stop: () => Promise<unknown> } {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const timer = setInterval(() => Atomics.add(beats, 0, 1), beatMs)
  timer.unref()
  const worker = new Worker(new URL(import.meta.url), { workerData: { beats, limitMs }, execArgv: [] })
  worker.unref()
  return {
    stop: () => {
      clearInterval(timer)
      return worker.terminate()
    },
  }
}

if (!isMainThread) watch(workerData as { beats: Int32Array; limitMs: number })

function watch({ beats, limitMs }: { beats: Int32Array; limitMs: number }): void {
  let last = Atomics.load(beats, 0)
  let stillFor = 0
  // Both count with the same clock: a machine that slept does not look like a process that hung.
  setInterval(() => {
    const now = Atomics.load(beats, 0)
    stillFor = now === last ? stillFor + beatMs : 0
    last = now
    if (stillFor < limitMs) return
    writeSync(2, `Thông Suốt: the process has stood still for ${limitMs / 1_000} s and is ended.\n`)
    process.kill(process.pid, 'SIGKILL')
  }, beatMs)
}
