// What a thread of in-worker.ts begins with: calls the function it was named and sends back what came of it.
import { parentPort, workerData } from 'node:worker_threads'

const { module, name, argument } = workerData as { module: string; name: string; argument: unknown }
try {
  const functions = (await import(module)) as Record<string, (argument: unknown) => unknown>
  parentPort?.postMessage({ result: await functions[name]?.(argument) })
} catch (error) {
  parentPort?.postMessage({ fault: error instanceof Error ? error.name : 'not an error object' })
}
