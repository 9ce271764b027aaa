// Runs one function of a module in a thread of its own, with a limit on memory and time: for what takes
// seconds of computing, or reads bytes from outside with a library that promises no limits. The thread is
// gone afterwards. No more than a few run at once, whoever sends how many lists: the others wait for their
// turn.
import { Worker } from 'node:worker_threads'
import pLimit, { type LimitFunction } from 'p-limit'

export interface Limits {
  /** Heap of the thread, in MiB. */
  memoryMb: number
  /** From its start; what it waited for its turn does not count. */
  timeMs: number
}

/**
 * Threads at once in a process for the functions of one module: who sends a list does not wait for somebody's
 * cards.
 */
const maxAtOnce = 2
const turns = new Map<string, LimitFunction>()
function turnOf(url: URL): LimitFunction {
  const turn = turns.get(url.href) ?? pLimit(maxAtOnce)
  turns.set(url.href, turn)
  return turn
}

/** Ended by a limit of its own or by a fault in the thread; `message` holds nothing of the argument. */
export class WorkerFault extends Error {
  override name = 'WorkerFault'
}

/**
 * Calls the exported function `name` of the module at `url` with a cloneable argument and resolves with what
 * it returns. Rejects with a WorkerFault when it throws or goes over a limit. Types are for the caller to
 * name.
 */
export function runInWorker<Result>(
  url: URL,
  name: string,
  argument: unknown,
  limits: Limits,
): Promise<Result> {
  return turnOf(url)(() => runAlone<Result>(url, name, argument, limits))
}

function runAlone<Result>(url: URL, name: string, argument: unknown, limits: Limits): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker-thread.ts', import.meta.url), {
      workerData: { module: url.href, name, argument },
      // Node reads the TypeScript itself; what the main thread was started with is not for this one.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
      stdout: true,
      stderr: true,
    })
    let hasEnded = false
    // Its turn ends with the thread, not before: until then it has its memory.
    const end = (act: () => void) => {
      if (hasEnded) return
      hasEnded = true
      clearTimeout(timer)
      void worker.terminate().then(act, act)
    }
    const timer = setTimeout(() => end(() => reject(new WorkerFault('took too long'))), limits.timeMs)
    worker.once('message', (answer: { result: Result } | { fault: string }) =>
      end(() =>
        'fault' in answer ? reject(new WorkerFault(answer.fault)) : resolve(answer.result as Result),
      ),
    )
    worker.once('error', (error: Error & { code?: string }) =>
      end(() => reject(new WorkerFault(error.code ?? error.name))),
    )
    worker.once('exit', () => end(() => reject(new WorkerFault('ended early'))))
  })
}
