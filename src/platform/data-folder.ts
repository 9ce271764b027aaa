// The folder of the embedded database. A wrong one must not get a new, empty database: a slip in DATA_DIR or
// a disk that is not mounted would look like the loss of everything. So only the default folder is made; and
// a note beside the folder, which stays when a disk is away, says that a database belongs there.
import { access, readdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The folder where none was chosen. */
export const defaultDataDir = 'data'

/** The data are not where they should be. Only a person can put that right: exit code 2. */
export class DataFolderError extends Error {
  override name = 'DataFolderError'
}

/**
 * Looks whether the folder is there, or is the one that may be made.
 *
 * @throws DataFolderError when it is no folder, or is missing although it was chosen.
 */
export async function expectFolder(dataDir: string): Promise<void> {
  const dir = path.resolve(dataDir)
  const kind = await kindOf(dir)
  if (kind === 'other')
    throw new DataFolderError(`${dir} is not a folder: choose another with DATA_DIR. Nothing was made there.`)
  if (kind === 'folder' || dir === path.resolve(defaultDataDir)) return
  throw new DataFolderError(
    `The folder ${dir} of DATA_DIR does not exist: correct DATA_DIR, or make the folder (mkdir) to begin ` +
      'there. No database was made.',
  )
}

/**
 * Looks whether the folder holds our database, or may get a new one.
 *
 * @throws DataFolderError as expectFolder, and when the folder has lost its database.
 */
export async function expectDataFolder(dataDir: string): Promise<void> {
  await expectFolder(dataDir)
  const dir = path.resolve(dataDir)
  if ((await kindOf(dir)) === 'none') return
  const database = path.join(dir, 'postgres')
  if (await exists(path.join(database, 'cluster', 'PG_VERSION'))) return
  // The first start was cut off half-way.
  if (await exists(path.join(database, 'cluster.new'))) return
  const note = noteBeside(dir)
  const isNoted = await exists(note)
  if (!isNoted && !(await exists(path.join(database, 'password'))) && !(await holdsClusterFiles(database)))
    return
  throw new DataFolderError(
    `The database that was kept in ${dir} is not there: mount its disk, or restore the folder. To begin ` +
      `anew, delete ${isNoted ? note : database} and start again. No database was made.`,
  )
}

/**
 * Notes beside the folder that a database belongs there. A folder whose neighbours we may not write has none.
 */
export async function noteDataFolder(dataDir: string): Promise<void> {
  const dir = path.resolve(dataDir)
  const text =
    `The folder ${path.basename(dir)} beside this file holds the database of Thông Suốt.\n` +
    'While this file is here, no new database is made there. Delete both to begin anew.\n'
  await writeFile(noteBeside(dir), text, { flag: 'wx' }).catch(() => {})
}

const noteBeside = (dir: string) => path.join(path.dirname(dir), `.${path.basename(dir)}.thongsuot`)

/** A cluster without its PG_VERSION is a damaged one, not a new one. */
async function holdsClusterFiles(database: string): Promise<boolean> {
  const files = await readdir(path.join(database, 'cluster')).catch(() => [])
  return files.length > 0
}

/** Throws what the system says when it may not be looked at. */
async function kindOf(dir: string): Promise<'folder' | 'none' | 'other'> {
  try {
    return (await stat(dir)).isDirectory() ? 'folder' : 'other'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return 'none'
    if (code === 'ENOTDIR') return 'other'
    throw error
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
