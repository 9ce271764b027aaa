// Reads a PDF of cards as a person with a phone does: the words of every page, and what its QR codes say.
import { createRequire } from 'node:module'
import { extractText, getDocumentProxy, getResolvedPDFJS } from 'unpdf'

const jsQR = createRequire(import.meta.url)('jsqr') as typeof import('jsqr')['default']

export interface ReadPage {
  text: string
  /** What the QR codes of the page hold, in the order of the cards; '' for one that cannot be read. */
  links: string[]
}

export async function readCards(bytes: Uint8Array): Promise<ReadPage[]> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes))
  const { OPS } = await getResolvedPDFJS()
  const { text } = await extractText(pdf, { mergePages: false })
  const pages: ReadPage[] = []
  for (const [index, words] of text.entries()) {
    const page = await pdf.getPage(index + 1)
    const { fnArray, argsArray } = await page.getOperatorList()
    const links: string[] = []
    for (const [at, operation] of fnArray.entries()) {
      if (operation !== OPS.paintImageXObject) continue
      links.push(decode(await new Promise((resolve) => page.objs.get(argsArray[at][0], resolve))))
    }
    pages.push({ text: words.replace(/\s+/g, ' '), links })
  }
  return pages
}

/** A picture of three bytes to a point; white around it, as on paper. */
function decode({ data, width, height }: { data: Uint8Array; width: number; height: number }): string {
  const margin = 40
  const size = width + 2 * margin
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const isWhite = (data[(y * width + x) * 3] ?? 0) > 127
      if (!isWhite)
        pixels.fill(0, ((y + margin) * size + x + margin) * 4, ((y + margin) * size + x + margin) * 4 + 3)
    }
  return jsQR(pixels, size, size)?.data ?? ''
}
