// Reads width and height from the first bytes of a PNG or JPEG: sendPhoto needs them, and Telegram refuses as
// a photo what it cannot read as a picture.

/** Size in pixels, or undefined when the bytes are neither PNG nor JPEG. */
export function imageSize(bytes: Buffer): { width: number; height: number; mime: string } | undefined {
  if (bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), mime: 'image/png' }
  }
  if (bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes)
  return undefined
}

/** Walks over the JPEG segments to the start-of-frame one. */
function jpegSize(bytes: Buffer): { width: number; height: number; mime: string } | undefined {
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7), mime: 'image/jpeg' }
    }
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}
