// What a thread of run-in-thread.ts begins with: calls the function it was named and sends back what came of
// it.
import { parentPort, workerData } from 'node:worker_threads'

const { module, name, argument } = workerData as { module: string; name: string; argument: unknown }
try {
  const functions = (await import(module)) as Record<string, (argument: unknown) => unknown>
  const work = functions[name]
  if (!work) throw new TypeError(`${module} exports no ${name}`)
  parentPort?.postMessage({ result: await work(argument) })
} catch (error) {
  parentPort?.postMessage({ fault: error instanceof Error ? error.name : 'not an error object' })
}
