// Makes small PDF files with Vietnamese text, for tests: one run of text per entry, at its place on the page.

export interface PdfRun {
  text: string
  x?: number
  /** From the bottom of the page; each run without one goes a line lower. */
  y?: number
  size?: number
}

/** What travels in the file besides its pages. */
export interface PdfUnseen {
  title?: string
  bookmark?: string
  /** A note on the first page. */
  note?: string
  attached?: { name: string; bytes: Uint8Array }
  /** Further entries of the catalog, as PDF writes them. */
  catalog?: string
  /** Pages, from 1, with a small picture; `after` so many lines. */
  pictures?: { page: number; after?: number }[]
  /** The table that leads from codes to letters is wrong: small letters are three further on. */
  hasShiftedLetters?: boolean
}

/** A valid PDF; the text is written in UCS-2 codes with a map back to Unicode, as word processors do. */
export function makePdf(pages: (string | PdfRun)[][], unseen: PdfUnseen = {}): Uint8Array {
  const objects: string[] = []
  const add = (body: string) => objects.push(body)
  const pageIds = pages.map((_, index) => 6 + index * 2)
  // What is unseen comes last; its numbers are known beforehand.
  const after = 6 + pages.length * 2
  const {
    title = '',
    bookmark = '',
    note = '',
    attached,
    catalog = '',
    pictures = [],
    hasShiftedLetters,
  } = unseen
  add(
    `<< /Type /Catalog /Pages 2 0 R /Outlines ${after + 1} 0 R ${catalog}` +
      `${attached ? ` /Names << /EmbeddedFiles << /Names [${written('a')} ${after + 4} 0 R] >> >>` : ''} >>`,
  )
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] >>`)
  add(
    '<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] ' +
      '/ToUnicode 5 0 R >>',
  )
  add(
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe) ' +
      '/Ordering (Identity) /Supplement 0 >> /DW 500 >>',
  )
  add(
    stream(
      '/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> ' +
        'endcodespacerange 1 beginbfrange ' +
        `${hasShiftedLetters ? '<0061> <0078> <0064>' : '<0000> <FFFF> <0000>'} endbfrange endcmap end`,
    ),
  )
  for (const [index, runs] of pages.entries()) {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [${index === 0 ? `${after + 3} 0 R` : ''}] /Contents ${pageIds[index]! + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    )
    let line = 800
    const drawn = runs.map((run) => {
      const { text, x = 50, y, size = 12 } = typeof run === 'string' ? { text: run } : run
      line = y ?? line - 20
      return `BT /F1 ${size} Tf ${x} ${line} Td <${Buffer.from(text, 'utf16le').swap16().toString('hex')}> Tj ET`
    })
    for (const { after: lines = 0 } of pictures.filter(({ page }) => page === index + 1))
      drawn.push(...Array.from({ length: lines }, (_, line) => `0 ${line} m 9 ${line} l S`), picture)
    add(stream(drawn.join('\n')))
  }
  add(`<< /Title ${written(title)} >>`)
  add(`<< /Type /Outlines /First ${after + 2} 0 R /Last ${after + 2} 0 R /Count 1 >>`)
  add(`<< /Title ${written(bookmark)} /Parent ${after + 1} 0 R /Dest [${pageIds[0]} 0 R /Fit] >>`)
  add(`<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents ${written(note)} >>`)
  if (attached) {
    add(
      `<< /Type /Filespec /F ${written(attached.name)} /UF ${written(attached.name)} /EF << /F ${after + 5} 0 R >> >>`,
    )
    add(stream(Buffer.from(attached.bytes).toString('latin1')))
  }
  let pdf = '%PDF-1.7\n'
  const offsets = objects.map((body, index) => {
    const at = pdf.length
    pdf += `${index + 1} 0 obj\n${body}\nendobj\n`
    return at
  })
  const xref = pdf.length
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  pdf += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  pdf += `trailer << /Size ${objects.length + 1} /Root 1 0 R /Info ${after} 0 R >>\nstartxref\n${xref}\n%%EOF\n`
  return new Uint8Array(Buffer.from(pdf, 'latin1'))
}

/** A picture of four by four dots within the page. */
const picture = 'q 40 0 0 40 300 300 cm BI /W 4 /H 4 /BPC 8 /CS /G ID abcdabcdabcdabcd EI Q'

/** A text string as PDF has them. */
const written = (text: string) => `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`

const stream = (body: string) => `<< /Length ${body.length} >>\nstream\n${body}\nendstream`
