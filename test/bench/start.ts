// From the start command to a page that can be used: in an empty folder, and again with the data of the first
// start. Beside it, in the same run, what PostgreSQL alone takes (new cluster, and again), as the floor
// nobody gets below.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { startInstallation } from '../support/installation.ts'
import type { Figure } from './run.ts'

const rounds = 3
/** Most seconds from the command to a page that can be used. */
const aims: Record<string, number> = { first_start_s: 15, second_start_s: 6 }

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

async function round() {
  const dir = await mkdtemp(path.join(tmpdir(), 'thongsuot-bench-'))
  const floorDir = path.join(dir, 'floor')
  const floor = async () => {
    const server = await startEmbeddedPostgres({ dir: floorDir })
    return () => server.stop()
  }
  const product = async () => {
    const running = await startInstallation({ dataDir: path.join(dir, 'data') })
    return () => running.stop()
  }
  const timed = async (start: () => Promise<() => Promise<unknown>>) => {
    let stop: () => Promise<unknown> = async () => {}
    const s = await seconds(async () => {
      stop = await start()
    })
    await stop()
    return s
  }
  try {
    return {
      postgres_first_s: await timed(floor),
      first_start_s: await timed(product),
      postgres_second_s: await timed(floor),
      second_start_s: await timed(product),
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Medians of three rounds. */
export async function run(): Promise<Figure[]> {
  const results: Awaited<ReturnType<typeof round>>[] = []
  for (let n = 0; n < rounds; n++) results.push(await round())
  const names = Object.keys(results[0] ?? {}) as (keyof (typeof results)[number])[]
  return names.map((name) => {
    const values = results.map((result) => result[name]).sort((a, b) => a - b)
    return {
      name,
      value: Math.round((values[Math.floor(values.length / 2)] ?? 0) * 100) / 100,
      unit: 's',
      better: 'lower',
      aim: aims[name],
    }
  })
}
