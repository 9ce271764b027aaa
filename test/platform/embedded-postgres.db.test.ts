import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { oneAtATime } from '../../src/platform/machine-lock.ts'

const settings = ['shared_buffers=16MB', 'max_connections=20']

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return client
}

describe('the embedded database', () => {
  let dir = ''
  const start = () => startEmbeddedPostgres({ dir, settings, unsafeFast: true })
  const servers: EmbeddedPostgres[] = []

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'thongsuot-embedded-'))
    // What a start leaves that was cut off in the middle of making its cluster.
    await mkdir(path.join(dir, 'cluster.new', 'base'), { recursive: true })
    await writeFile(path.join(dir, 'cluster.new', 'PG_VERSION'), '18\n')
    servers.push(...(await Promise.all([start(), start(), start()])))
  })
  afterAll(async () => {
    await servers[0]?.stop().catch(() => {})
    await rm(dir, { recursive: true, force: true })
  })

  it('is made once and joined by those who start at the same time', async () => {
    expect(servers.filter((server) => !server.wasRunning)).toHaveLength(1)
    expect(new Set(servers.map((server) => server.url)).size).toBe(1)
    expect(await readdir(dir)).not.toContain('cluster.new')
  })

  it('is not taken from under another by the one who ends first', async () => {
    const other = await connected(servers[0]!.url)
    await other.query('create table kept (n int)')
    await servers[0]?.stopUnlessUsed()
    expect((await other.query('select count(*) from kept')).rowCount).toBe(1)
    await other.end()
    await servers[0]?.stopUnlessUsed()
    await expect(connected(servers[0]!.url)).rejects.toThrow('ECONNREFUSED')
  })

  it('has its data at the next start', async () => {
    const again = await start()
    servers.unshift(again)
    expect(again.wasRunning).toBe(false)
    const client = await connected(again.url)
    expect((await client.query('select count(*) from kept')).rowCount).toBe(1)
    await client.end()
  })
})

describe('one at a time', () => {
  it('lets nobody in before the one at work is done, even after it failed', async () => {
    const name = `test-${process.pid}`
    let inside = 0
    const work = (fails: boolean) => async () => {
      expect(++inside).toBe(1)
      await new Promise((resolve) => setImmediate(resolve))
      inside--
      if (fails) throw new Error('planned')
    }
    const ends = await Promise.allSettled(
      [true, false, true, false].map((fails) => oneAtATime(name, work(fails))),
    )
    expect(ends.map((end) => end.status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
  })
})
