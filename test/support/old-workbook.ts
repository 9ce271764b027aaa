// Makes workbooks of the old kind (XLS) for tests, honest ones and others.
import { createRequire } from 'node:module'
import type { WorkBook } from '@e965/xlsx'

// The module for import lacks the container's tools.
const library = createRequire(import.meta.url)('@e965/xlsx') as typeof import('@e965/xlsx') & {
  CFB: {
    utils: { cfb_new(): object; cfb_add(file: object, name: string, content: Uint8Array): void }
    read(bytes: Uint8Array, options: { type: 'buffer' }): object
    find(file: object, name: string): { content: Uint8Array; size: number } | null
    write(file: object, options: { type: 'buffer' }): Buffer
  }
}

/** An XLS file with these sheets; with `macros` it carries a project of Visual Basic. */
export function makeOldWorkbook(sheets: Record<string, string[][]>, { macros = false } = {}): Buffer {
  const { CFB, utils, write } = library
  const book: WorkBook = utils.book_new()
  for (const [name, rows] of Object.entries(sheets))
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows), name)
  if (macros) {
    const project = CFB.utils.cfb_new()
    CFB.utils.cfb_add(project, '/VBA/_VBA_PROJECT', Buffer.from('x'))
    CFB.utils.cfb_add(project, '/VBA/dir', Buffer.from('x'))
    book.vbaraw = CFB.write(project, { type: 'buffer' })
  }
  return write(book, { type: 'buffer', bookType: 'biff8', bookSST: true, bookVBA: macros }) as Buffer
}

/** The same workbook with its first sheet marked as macros of Excel 4, or with the record of a locked one. */
export function changeOldWorkbook(bytes: Buffer, change: 'macro_sheet' | 'locked'): Buffer {
  const { CFB } = library
  const file = CFB.read(bytes, { type: 'buffer' })
  const stream = CFB.find(file, 'Workbook')
  if (!stream) throw new Error('No workbook inside.')
  let content = Buffer.from(stream.content)
  const starts: number[] = []
  for (let at = 0; at + 4 <= content.length; at += 4 + content.readUInt16LE(at + 2))
    if (content.readUInt16LE(at) === 0x809) starts.push(at)
  if (change === 'macro_sheet') content.writeUInt16LE(0x40, (starts[1] ?? 0) + 6)
  else {
    const end = 4 + content.readUInt16LE(2)
    const filePass = Buffer.alloc(10)
    filePass.writeUInt16LE(0x2f, 0)
    filePass.writeUInt16LE(6, 2)
    content = Buffer.concat([content.subarray(0, end), filePass, content.subarray(end)])
  }
  stream.content = content
  stream.size = content.length
  return CFB.write(file, { type: 'buffer' })
}
