// The workbook in which an office writes an outline, with an example on each sheet. Reading it back is
// outline-table.ts.
import { writeWorkbook } from '../platform/workbook.ts'
import { fieldHeadings, figureHeadings, levelWords, ruleHeadings, typeWords } from './outline-table.ts'

/** A workbook to fill in, with choices for types and levels. */
export async function outlineTemplate(): Promise<Uint8Array> {
  const example = ['tong_so', 'Tham dự', 'Tổng số người', typeWords.whole, '', 'x', 0, 5000, 'người', '', '']
  const attended = [
    'du',
    'Tham dự',
    'Số người dự',
    typeWords.whole,
    '',
    'x',
    0,
    5000,
    'người',
    '',
    'tong_so >= 1',
  ]
  const progress = [
    'tien_do',
    'Kết quả',
    'Đã triển khai chưa?',
    typeWords.choice,
    'Đã xong; Đang làm; Chưa làm',
    '',
    '',
    '',
    '',
    '',
    '',
  ]
  return await writeWorkbook([
    {
      name: 'Câu hỏi',
      headings: Object.values(fieldHeadings),
      rows: [example, attended, progress],
      widths: [16, 20, 40, 24, 30, 10, 10, 10, 14, 40, 20],
      choices: [
        {
          column: 3,
          values: Object.values(typeWords),
        },
      ],
    },
    {
      name: 'Điều kiện',
      headings: Object.values(ruleHeadings),
      widths: [20, 12, 40, 60],
      rows: [
        ['du_khong_qua_tong', levelWords.error, 'du <= tong_so', 'Số người dự nhiều hơn tổng số.'],
        ['du_tu_90', levelWords.warning, 'du / tong_so >= 90%', 'Tỷ lệ dự dưới 90 %.'],
      ],
      choices: [
        {
          column: 1,
          values: Object.values(levelWords),
        },
      ],
    },
    {
      name: 'Số liệu',
      headings: Object.values(figureHeadings),
      widths: [16, 40, 40, 14],
      rows: [
        ['ty_le_du', 'Tỷ lệ dự', 'du / tong_so', 90],
        ['da_xong', 'Đơn vị đã triển khai xong', 'tien_do = Đã xong', 100],
      ],
    },
  ])
}
