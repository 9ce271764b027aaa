// Reads one entry of a ZIP archive, enough for Word documents. Nothing is trusted: sizes are checked, and an entry
// that would unpack to more than 20 MB counts as unreadable.
import { inflateRawSync } from 'node:zlib'

const maxEntryBytes = 20 * 1024 * 1024
const endSignature = 0x06054b50
const entrySignature = 0x02014b50

/** The entry as UTF-8 text; null when the archive is damaged or has no such entry. */
export function readZipEntry(archive: Uint8Array, name: string): string | null {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  try {
    // The directory is found from the end; a comment of up to 64 KB may follow it.
    let end = zip.length - 22
    while (end >= Math.max(0, zip.length - 65_557) && zip.readUInt32LE(end) !== endSignature) end--
    if (end < 0 || zip.readUInt32LE(end) !== endSignature) return null
    let at = zip.readUInt32LE(end + 16)
    for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
      if (zip.readUInt32LE(at) !== entrySignature) return null
      const nameLength = zip.readUInt16LE(at + 28)
      if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) return unpack(zip, at)
      at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    }
  } catch {
    // Offsets beyond the end or a broken stream: damaged.
  }
  return null
}

function unpack(zip: Buffer, entry: number): string | null {
  const method = zip.readUInt16LE(entry + 10)
  const packedSize = zip.readUInt32LE(entry + 20)
  const header = zip.readUInt32LE(entry + 42)
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
  const packed = zip.subarray(start, start + packedSize)
  if (method === 0) return packed.toString('utf8')
  return method === 8 ? inflateRawSync(packed, { maxOutputLength: maxEntryBytes }).toString('utf8') : null
}
