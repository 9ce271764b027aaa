// The words of a part that a document takes in from elsewhere (Word's altChunk): HTML, MHT, plain text.
import { htmlText } from './markup-text.ts'

/** Null when a part of this name is of another kind. */
export function attachedText(name: string, bytes: Buffer): string | null {
  if (/\.txt$/i.test(name)) return decoded(bytes)
  if (/\.x?html?$/i.test(name)) return htmlText(decoded(bytes))
  if (/\.mht(?:ml)?$/i.test(name)) return mhtText(bytes)
  return null
}

/** A text in the Unicode form that its first bytes tell; UTF-8 without. */
export function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le')
  return bytes.toString('utf8')
}

/** The words of a page that was saved with its pictures as a mail. Each part says how it is packed. */
function mhtText(bytes: Buffer): string {
  const mail = bytes.toString('latin1')
  const texts: string[] = []
  for (const part of mail.split(/\r?\n--/)) {
    const head = /\r?\n\r?\n/.exec(part)
    if (!head) continue
    const headers = part.slice(0, head.index)
    if (/content-type:\s*(?:image|font|audio|video)\//i.test(headers)) continue
    const content = part.slice(head.index + head[0].length)
    texts.push(htmlText(decoded(unpacked(content, headers))))
  }
  return texts.join('\n')
}

function unpacked(content: string, headers: string): Buffer {
  const encoding = /content-transfer-encoding:\s*([\w-]+)/i.exec(headers)?.[1]?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(content, 'base64')
  if (encoding !== 'quoted-printable') return Buffer.from(content, 'latin1')
  const letters = content
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(letters, 'latin1')
}
