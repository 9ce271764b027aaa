// How a document stands to those it names: by the telling word nearest before the reference, in the same
// sentence.
import { describe, expect, test } from 'vitest'
import { proposeLinks } from '../../src/directive/proposed-links.ts'
import { readDocumentText } from '../../src/directive/reading/read-document-text.ts'

const proposed = (text: string) =>
  proposeLinks(text, readDocumentText(text, { today: '2026-11-16' }).refersTo).map(
    ({ relation, numberText }) => `${relation} ${numberText}`,
  )

describe('proposed links', () => {
  test.each([
    ['Căn cứ Chỉ thị số 06-CT/TU', ['refers 06-CT/TU']],
    ['Thực hiện Kết luận số 01-KL/TW', ['implements 01-KL/TW']],
    ['Nhằm cụ thể hóa Nghị quyết 35-NQ/TW', ['implements 35-NQ/TW']],
    ['về tiếp tục thực hiện Chỉ thị số 05-CT/TW', ['continues 05-CT/TW']],
    ['Tiếp tục đẩy mạnh việc học tập Chỉ thị 05-CT/TW', ['continues 05-CT/TW']],
    ['sửa đổi, bổ sung một số điều của Quy định số 22-QĐ/TW', ['amends 22-QĐ/TW']],
    ['thay thế Chỉ thị số 01-CT/TU và Chỉ thị số 02-CT/TU', ['replaces 01-CT/TU', 'replaces 02-CT/TU']],
    // Each by the word nearest to it, not by the first that is anywhere near.
    [
      'Kế hoạch thực hiện Kết luận số 01-KL/TW về tiếp tục thực hiện Chỉ thị số 05-CT/TW',
      ['implements 01-KL/TW', 'continues 05-CT/TW'],
    ],
    // A sentence before says nothing of the next.
    ['thay thế Quy định số 05-QĐ/TU. Căn cứ Chỉ thị số 06-CT/TU', ['replaces 05-QĐ/TU', 'refers 06-CT/TU']],
    ['Thực hiện\nChỉ thị số 06-CT/TU'.normalize('NFD'), ['implements 06-CT/TU']],
  ])('%j', (text, links) => {
    expect(proposed(`Kính gửi các đồng chí\n${text}`)).toEqual(links)
  })
})
