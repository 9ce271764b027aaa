// Where a new database may be made, and where none: a slip in DATA_DIR must not look like the loss of
// everything.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base, expect } from 'vitest'
import { DataFolderError, expectDataFolder, noteDataFolder } from '../../src/platform/data-folder.ts'

const test = base.extend('place', async ({ task: _task }, { onCleanup }) => {
  const place = await mkdtemp(path.join(tmpdir(), 'thongsuot-place-'))
  onCleanup(() => rm(place, { recursive: true }))
  return place
})

const refused = async (dir: string) => {
  const error = await expectDataFolder(dir).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DataFolderError)
  return (error as Error).message
}

test('an empty folder may get a database, and so may one whose first start was cut off', async ({
  place,
}) => {
  const dir = path.join(place, 'data')
  await mkdir(dir)
  await expectDataFolder(dir)
  await mkdir(path.join(dir, 'postgres/cluster.new'), { recursive: true })
  await writeFile(path.join(dir, 'postgres/password'), 'x')
  await noteDataFolder(dir)
  await expectDataFolder(dir)
})

test('a folder that is missing, a file, and a path through a file get none', async ({ place }) => {
  await writeFile(path.join(place, 'file'), '')
  expect(await refused(path.join(place, 'none'))).toContain('does not exist: correct DATA_DIR')
  expect(await refused(path.join(place, 'none/below'))).toContain('does not exist')
  expect(await refused(path.join(place, 'file'))).toContain('is not a folder')
  expect(await refused(path.join(place, 'file/below'))).toContain('is not a folder')
  expect(await readdir(place)).toEqual(['file'])
})

test('a folder that held a database and is empty gets none until the note beside it is deleted', async ({
  place,
}) => {
  const dir = path.join(place, 'data')
  const version = path.join(dir, 'postgres/cluster/PG_VERSION')
  await mkdir(path.dirname(version), { recursive: true })
  await writeFile(version, '18')
  await expectDataFolder(dir)
  await noteDataFolder(dir)
  await noteDataFolder(dir)
  await expectDataFolder(dir)
  await rm(path.join(dir, 'postgres'), { recursive: true })
  const note = path.join(place, '.data.thongsuot')
  expect(await refused(dir)).toContain(`delete ${note}`)
  await rm(note)
  await expectDataFolder(dir)
})

test('what is left of a damaged database is no place for a new one', async ({ place }) => {
  await mkdir(path.join(place, 'postgres/cluster/base'), { recursive: true })
  expect(await refused(place)).toContain('is not there')
  await rm(path.join(place, 'postgres/cluster'), { recursive: true })
  await expectDataFolder(place)
  await writeFile(path.join(place, 'postgres/password'), 'x')
  expect(await refused(place)).toContain('is not there')
})

test('a folder beside which nothing can be written goes without a note', async ({ place }) => {
  await noteDataFolder(path.join(place, 'none/data'))
  expect(await readdir(place)).toEqual([])
})
