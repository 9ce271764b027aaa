// Files of a local Bot API server (--local): it names an absolute path on its disk instead of serving bytes.
// Only what lies below the folder of the setting is read, links resolved.
import { open, realpath } from 'node:fs/promises'
import { sep } from 'node:path'

/**
 * This machine cannot read a file that its Bot API server has: the operator must put the set-up right. The
 * file itself is sound.
 */
export class LocalFileError extends Error {
  override name = 'LocalFileError'
  readonly reason: LocalFault

  constructor(reason: LocalFault) {
    super(`a file of the local Bot API server cannot be read: ${reason}`)
    this.reason = reason
  }
}

/** `no_folder`: the setting is missing. `outside`: the path leads out of the folder. */
export type LocalFault = 'no_folder' | 'outside' | 'unreadable'

export type LocalFile = { ok: true; bytes: Uint8Array } | { ok: false; reason: LocalFault | 'too_large' }

/** Reads the file at `path` when it lies below `folder` and has at most `maxBytes`. */
export async function readLocalFile(
  folder: string | undefined,
  path: string,
  maxBytes: number,
): Promise<LocalFile> {
  if (folder === undefined) return { ok: false, reason: 'no_folder' }
  try {
    const root = await realpath(folder)
    const real = await realpath(path)
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return { ok: false, reason: 'outside' }
    await using file = await open(real, 'r')
    const stat = await file.stat()
    if (!stat.isFile()) return { ok: false, reason: 'unreadable' }
    if (stat.size > maxBytes) return { ok: false, reason: 'too_large' }
    return { ok: true, bytes: await file.readFile() }
  } catch {
    return { ok: false, reason: 'unreadable' }
  }
}
