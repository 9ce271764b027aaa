// Reads ZIP archives, enough for Word documents. Nothing is trusted: sizes are checked, and an archive that would unpack
// to too much counts as unreadable.
import { inflateRawSync } from 'node:zlib'

export interface ZipEntry {
  name: string
  /** Unpacks it; null when it is damaged, locked, or larger than `limit` bytes. */
  unpack(limit: number): Buffer | null
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const lockedFlag = 1

/** All entries as the directory of the archive lists them; null when the archive is damaged. */
export function zipEntries(archive: Uint8Array): ZipEntry[] | null {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  try {
    // The directory is found from the end; a comment of up to 64 KB may follow it.
    let end = zip.length - 22
    while (end >= Math.max(0, zip.length - 65_557) && zip.readUInt32LE(end) !== endSignature) end--
    if (end < 0 || zip.readUInt32LE(end) !== endSignature) return null
    const entries: ZipEntry[] = []
    let at = zip.readUInt32LE(end + 16)
    for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
      if (zip.readUInt32LE(at) !== entrySignature) return null
      const nameLength = zip.readUInt16LE(at + 28)
      const entryAt = at
      const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
      entries.push({ name, unpack: (limit) => unpack(zip, entryAt, limit) })
      at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    }
    return entries
  } catch {
    // Offsets beyond the end.
    return null
  }
}

function unpack(zip: Buffer, entry: number, limit: number): Buffer | null {
  try {
    if (zip.readUInt16LE(entry + 8) & lockedFlag) return null
    const method = zip.readUInt16LE(entry + 10)
    const packedSize = zip.readUInt32LE(entry + 20)
    const header = zip.readUInt32LE(entry + 42)
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
    if (start + packedSize > zip.length) return null
    const packed = zip.subarray(start, start + packedSize)
    if (method === 0) return packed.length > limit ? null : packed
    return method === 8 ? inflateRawSync(packed, { maxOutputLength: Math.max(1, limit) }) : null
  } catch {
    return null
  }
}
