// The data folder of npm start: not to be used, too small, in use.
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { startRole } from '../support/role-process.ts'
import { faultOf, stopWithinMs, useSurroundings } from './operator-faults.ts'

const around = useSurroundings('data_folder')

const isRoot = process.getuid?.() === 0
const nobody = 65_534

describe('the data folder of npm start', () => {
  const start = (dataDir: string, uid?: number) =>
    faultOf('start', { DATA_DIR: dataDir, PORT: '0', SANDBOX_PORT: '0' }, uid === undefined ? {} : { uid })
  const env = (dataDir: string) => ({ DATA_DIR: dataDir, PORT: '0', SANDBOX_PORT: '0' })
  const notThere = (role: string, dataDir: string, args: string[] = []) =>
    faultOf(role, env(dataDir), { code: 2, args })

  it('is a file, or below one', async () => {
    const file = path.join(around.folder, 'file')
    await writeFile(file, '')
    for (const dataDir of [file, path.join(file, 'data')])
      expect(await notThere('start', dataDir)).toMatch(/is not a folder: choose another with DATA_DIR/)
  })

  it('is not there: nothing is made, by the command line neither', async () => {
    for (const name of ['slip', 'slip/of/the/hand']) {
      const dataDir = path.join(around.folder, name)
      expect(await notThere('start', dataDir)).toMatch(/does not exist: correct DATA_DIR/)
      expect(await notThere('cli', dataDir, ['org', 'export'])).toMatch(/does not exist: correct DATA_DIR/)
    }
    expect(await readdir(around.folder)).not.toContain('slip')
  })

  it('is empty though a database was kept there: the place of a disk that is not mounted', async () => {
    const dataDir = path.join(around.folder, 'disk-away')
    await mkdir(dataDir)
    const first = startRole('start', { env: env(dataDir) })
    await first.saying(/Ctrl-C/)
    await first.stop()
    await rename(dataDir, `${dataDir}.away`)
    await mkdir(dataDir)
    expect(await notThere('start', dataDir)).toMatch(/was kept in .*disk-away is not there: mount its disk/)
    expect(await readdir(dataDir)).toEqual([])
    await rm(dataDir, { recursive: true })
    await rename(`${dataDir}.away`, dataDir)
    const again = startRole('start', { env: env(dataDir) })
    await again.saying(/Ctrl-C/)
    expect(again.stdout()).toMatch(/found as they were/)
    await again.stop()
  })

  it('may not be written', async () => {
    const closed = path.join(around.folder, 'closed')
    await mkdir(closed, { mode: 0o555 })
    expect(await start(closed, isRoot ? nobody : undefined)).toMatch(/No permission for .*DATA_DIR/)
  })

  // Too small for a new cluster, for the tables, for the first transactions.
  it.for([4, 44, 60])('is on a disk of %i MB, which is full too soon', async (megabytes, context) => {
    const disk = path.join(around.folder, `disk-${megabytes}`)
    await mkdir(disk)
    const options = `size=${megabytes}m,mode=755`
    const mounted = isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', disk]).status === 0
    if (!mounted) return context.skip('no right to mount a small disk')
    let said = ''
    try {
      await mkdir(path.join(disk, 'data'))
      said = await start(path.join(disk, 'data'))
    } finally {
      // Fails while a database still runs there.
      expect(spawnSync('umount', [disk]).status, said).toBe(0)
    }
    expect(said).toMatch(/[Tt]he disk is full/)
  })

  it('belongs to one start at a time; a killed one is found again as it was', async () => {
    const dataDir = path.join(around.folder, 'data')
    await mkdir(dataDir)
    const killed = startRole('start', { env: env(dataDir) })
    await killed.saying(/Ctrl-C/)
    expect(await faultOf('start', env(dataDir))).toMatch(/Another start is already running on the data in/)
    expect(killed.isRunning()).toBe(true)
    killed.kill('SIGKILL')
    await killed.ended
    const again = startRole('start', { env: env(dataDir) })
    await again.saying(/Ctrl-C/)
    expect(again.stdout()).toMatch(/found as they were/)
    const { code, ms } = await again.stop()
    expect(code, again.stderr()).toBe(0)
    expect(ms).toBeLessThan(stopWithinMs)
  })
})
