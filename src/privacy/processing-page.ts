// The record of processing activities as a page in Markdown, for the command line and for
// docs/PERSONAL-DATA.md and .vi.md.
import { processingActivities } from './processing-record.ts'

const labels: Record<'vi' | 'en', Record<string, string>> = {
  en: {
    title: 'Record of processing activities',
    made:
      'This page is made from `src/privacy/processing-record.ts`; a test compares it with every column ' +
      'of the database. Do not edit it by hand: change the definition, then run `npm test -- --project ' +
      'unit test/privacy/processing-record.unit.test.ts -u`.',
    who:
      'The controller is the committee that runs the installation; nobody else receives data, and none ' +
      'are sold, profiled or used for automated decisions. Rights of a person: `/dulieu` in chat shows, ' +
      'exports and erases; `/ten` corrects. Commands: `person export`, `person log`, `person mentions`, ' +
      '`person erase`, `person record`.',
    what: 'Data',
    purpose: 'Purpose',
    basis: 'Basis',
    retention: 'Kept',
    recipients: 'Seen by',
    erasure: 'When a person is erased',
    columns: 'Columns',
  },
  vi: {
    title: 'Hồ sơ hoạt động xử lý dữ liệu cá nhân',
    made:
      'Trang này được lập từ `src/privacy/processing-record.ts`; một phép thử đối chiếu với mọi cột của ' +
      'cơ sở dữ liệu. Không sửa tay: sửa định nghĩa rồi chạy `npm test -- --project unit ' +
      'test/privacy/processing-record.unit.test.ts -u`.',
    who:
      'Bên kiểm soát dữ liệu là cấp ủy vận hành hệ thống; không ai khác nhận dữ liệu, không mua bán, ' +
      'không lập hồ sơ đánh giá, không ra quyết định tự động. Quyền của mỗi người: `/dulieu` trong ' +
      'trò chuyện để xem, tải về, xóa; `/ten` để sửa họ tên. Lệnh: `person export`, `person log`, ' +
      '`person mentions`, `person erase`, `person record`.',
    what: 'Dữ liệu',
    purpose: 'Mục đích',
    basis: 'Căn cứ',
    retention: 'Thời hạn lưu',
    recipients: 'Ai được xem',
    erasure: 'Khi xóa một người',
    columns: 'Cột dữ liệu',
  },
}

/** The page, in Markdown. */
export function processingPage(language: 'vi' | 'en'): string {
  const label = (key: string) => labels[language][key] ?? key
  const parts = ['what', 'purpose', 'basis', 'retention', 'recipients', 'erasure'] as const
  const sections = processingActivities.flatMap((activity) => [
    `## ${activity.title[language]}`,
    '',
    ...parts.map((part) => `- **${label(part)}**: ${activity[part][language]}.`),
    `- **${label('columns')}**: ${activity.columns.map((column) => `\`${column}\``).join(', ')}.`,
    '',
  ])
  return [`# ${label('title')}`, '', label('made'), '', label('who'), '', ...sections].join('\n')
}
