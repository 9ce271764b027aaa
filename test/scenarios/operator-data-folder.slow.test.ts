// The data folder of npm start: not to be used, too small, in use.
import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
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

  it('is a file', async () => {
    const file = path.join(around.folder, 'file')
    await writeFile(file, '')
    expect(await start(file)).toMatch(/is not a folder: choose another with DATA_DIR/)
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
      said = await start(path.join(disk, 'data'))
    } finally {
      // Fails while a database still runs there.
      expect(spawnSync('umount', [disk]).status, said).toBe(0)
    }
    expect(said).toMatch(/[Tt]he disk is full/)
  })

  it('belongs to one start at a time; a killed one is found again as it was', async () => {
    const env = { DATA_DIR: path.join(around.folder, 'data'), PORT: '0', SANDBOX_PORT: '0' }
    const killed = startRole('start', { env })
    await killed.saying(/Ctrl-C/)
    expect(await faultOf('start', env)).toMatch(/Another start is already running on the data in/)
    expect(killed.isRunning()).toBe(true)
    killed.kill('SIGKILL')
    await killed.ended
    const again = startRole('start', { env })
    await again.saying(/Ctrl-C/)
    expect(again.stdout()).toMatch(/found as they were/)
    const { code, ms } = await again.stop()
    expect(code, again.stderr()).toBe(0)
    expect(ms).toBeLessThan(stopWithinMs)
  })
})
