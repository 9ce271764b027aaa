// Reads ZIP archives from outside: Word documents and workbooks. It trusts nothing that an archive says of
// itself: every offset is checked, and a part is unpacked no further than the caller allows.
import { inflateRawSync } from 'node:zlib'

export interface ZipPart {
  /** As the directory spells it. */
  name: string
  /** Size within the archive, in bytes. */
  packedSize: number
  /** Size that the directory claims, in bytes. It may lie. */
  claimedSize: number
  /** False when it is encrypted, or packed by a method other than "stored" and "deflate". */
  isReadable: boolean
  /** Unpacks it; null when it is damaged, not readable, or larger than `limit` bytes. */
  unpack(limit: number): Buffer | null
}

const endSignature = 0x06054b50
const endSize = 22
/** Longest comment after the end of the directory, in bytes. */
const maxComment = 65_535
const partSignature = 0x02014b50
const encryptedFlag = 1
const stored = 0
const deflated = 8

/** The parts that the directory of the archive lists, nothing unpacked; null when the archive is damaged. */
export function zipParts(archive: Uint8Array): ZipPart[] | null {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  try {
    // The directory is found from the end of the file.
    let end = zip.length - endSize
    const first = Math.max(0, end - maxComment)
    while (end >= first && zip.readUInt32LE(end) !== endSignature) end--
    if (end < first) return null
    const parts: ZipPart[] = []
    let at = zip.readUInt32LE(end + 16)
    for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
      if (zip.readUInt32LE(at) !== partSignature) return null
      const nameLength = zip.readUInt16LE(at + 28)
      parts.push(readPart(zip, at, nameLength))
      at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    }
    return parts
  } catch {
    // An offset points beyond the end.
    return null
  }
}

function readPart(zip: Buffer, at: number, nameLength: number): ZipPart {
  const isEncrypted = (zip.readUInt16LE(at + 8) & encryptedFlag) !== 0
  const method = zip.readUInt16LE(at + 10)
  const packedSize = zip.readUInt32LE(at + 20)
  const header = zip.readUInt32LE(at + 42)
  const isReadable = !isEncrypted && (method === stored || method === deflated)
  return {
    name: zip.toString('utf8', at + 46, at + 46 + nameLength),
    packedSize,
    claimedSize: zip.readUInt32LE(at + 24),
    isReadable,
    unpack: (limit) => (isReadable ? unpack(zip, { header, packedSize, method }, limit) : null),
  }
}

function unpack(
  zip: Buffer,
  part: { header: number; packedSize: number; method: number },
  limit: number,
): Buffer | null {
  try {
    const { header } = part
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
    if (start + part.packedSize > zip.length) return null
    const packed = zip.subarray(start, start + part.packedSize)
    // zlib stops with an error at the limit; it takes none below 1.
    const content =
      part.method === stored ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, limit) })
    return content.length > limit ? null : content
  } catch {
    return null
  }
}
