// Lines for a person who watches a start: one per step with its time, and one in between while a step takes
// long.

export interface ProgressLines {
  /** Runs a step and prints its line. A text that the step returns is added to the line. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>
  /** Prints the closing lines. */
  done(lines: string[]): void
}

const longAfterMs = 3_000

/** Prints through `print`, a line at a time. */
export function createProgress(print: (line: string) => void): ProgressLines {
  const began = performance.now()
  const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(1)} s`
  print('Thông Suốt')
  return {
    async step(title, work) {
      const since = performance.now()
      const still = setInterval(
        () => print(`  …  ${title}: still at it after ${seconds(since)}`),
        longAfterMs,
      )
      try {
        const result = await work()
        print(`  ✓  ${title}${typeof result === 'string' ? `: ${result}` : ''} (${seconds(since)})`)
        return result
      } finally {
        clearInterval(still)
      }
    },
    done(lines) {
      print(`  ✓  Ready after ${seconds(began)}\n`)
      for (const line of lines) print(line)
    },
  }
}
