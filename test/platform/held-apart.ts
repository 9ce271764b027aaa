// What a process does in the tests of run-apart.ts.
import { existsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'

/** Computes, without a pause, until a file of that name is there. */
export function holdOn(file: string): string {
  while (!existsSync(file));
  return 'let go'
}

export function fail(): never {
  throw new RangeError('as it was told')
}

/** Asks for memory outside the heap, which no limit of a thread counts. */
export function swallow(): never {
  const all: Buffer[] = []
  for (;;) all.push(Buffer.alloc(16 * 1024 * 1024, 1))
}

/** Asks for memory of the heap. */
export function fill(): never {
  const all: string[][] = []
  for (;;) all.push(Array.from({ length: 1_000 }, (_, index) => `${all.length}.${index}`))
}

/** The codes with which reaching out of the process fails, and the names in its environment. */
export async function reachOut(file: string): Promise<{ codes: unknown[]; environment: string[] }> {
  const codeOf = (act: () => unknown) => {
    try {
      return act()
    } catch (error) {
      return (error as { code?: string }).code
    }
  }
  const connecting = () =>
    new Promise((resolve) => {
      connect(1, '127.0.0.1').on('error', (error: Error & { code?: string }) => resolve(error.code))
    })
  const codes = [codeOf(() => writeFileSync(file, '')), await codeOf(connecting)]
  return { codes, environment: Object.keys(process.env) }
}
