// The default outline (đề cương) for study and implementation of a directive, as data: the fields, errors and
// warnings that the users' offices ask for. How fields are read and rules applied is left to outline*.ts.
// Other outlines that every office may ask for are in built-in-outlines.ts.
import type { DateField, Label, Outline, Sum, TextField, WholeField } from './outline.ts'

const people: Label = { vi: 'người', en: 'people' }
const members: Label = { vi: 'đảng viên', en: 'members' }
const sessions: Label = { vi: 'cuộc', en: 'sessions' }
const papers: Label = { vi: 'bài', en: 'papers' }
const copies: Label = { vi: 'bản', en: 'copies' }

function whole(
  key: string,
  vi: string,
  en: string,
  max: number,
  unit?: Label,
  more?: Partial<WholeField>,
): WholeField {
  return { key, type: 'whole', label: { vi, en }, min: 0, max, unit, required: true, ...more }
}

function sessionDate(key: string, vi: string, en: string): DateField {
  return {
    key,
    type: 'date',
    label: { vi, en },
    help: { vi: 'Ví dụ 7/11/2026, hoặc “hôm nay”.', en: 'For example 7/11/2026, or “today”.' },
    required: true,
    onlyWhen: { field: 'sessions', atLeast: 1 },
  }
}

function text(key: string, vi: string, en: string): TextField {
  return {
    key,
    type: 'text',
    label: { vi, en },
    help: {
      vi: 'Viết ngắn gọn, tối đa 2.000 ký tự. Nếu không có, ghi “Không”.',
      en: 'Keep it short, at most 2,000 characters. If there is nothing, write “None”.',
    },
    required: true,
    maxLength: 2000,
  }
}

/** Members who ought to attend and to write: the total without those exempt. */
const expected: Sum = { plus: ['total_members'], minus: ['exempt_members'] }
const attendance = ['members_attended', 'union_members_attended', 'non_members_attended']

export const defaultOutline: Outline = {
  key: 'study',
  version: 2,
  title: {
    vi: 'Báo cáo kết quả học tập, quán triệt và triển khai thực hiện',
    en: 'Report on study and implementation',
  },
  sections: [
    {
      title: { vi: 'Đảng viên, đoàn viên, hội viên', en: 'Members and union members' },
      fields: ['total_members', 'exempt_members', 'total_union_members'],
    },
    {
      title: { vi: 'Tổ chức học tập, quán triệt', en: 'Study sessions' },
      fields: [
        'sessions',
        'sessions_in_person',
        'sessions_online',
        'sessions_combined',
        'hours',
        'started_on',
        'ended_on',
      ],
    },
    {
      title: { vi: 'Tham dự', en: 'Attendance' },
      fields: [...attendance, 'attendances', 'reflection_papers'],
    },
    { title: { vi: 'Tài liệu', en: 'Materials' }, fields: ['materials_needed', 'materials_supplied'] },
    { title: { vi: 'Triển khai', en: 'Implementation' }, fields: ['plan_issued', 'models'] },
    { title: { vi: 'Đánh giá', en: 'Assessment' }, fields: ['results', 'difficulties', 'proposals'] },
  ],
  fields: [
    whole('total_members', 'Tổng số đảng viên', 'Total members', 5000, members),
    whole('exempt_members', 'Số đảng viên được miễn', 'Members exempt', 5000, members),
    whole(
      'total_union_members',
      'Tổng số đoàn viên, hội viên, người lao động',
      'Total union members and workers',
      50_000,
      people,
      {
        help: {
          vi: 'Trong phạm vi của đơn vị, không tính đảng viên. Nếu không có, ghi 0.',
          en: 'Within the unit, without members. If there are none, write 0.',
        },
      },
    ),
    whole('sessions', 'Số cuộc học tập, quán triệt', 'Study sessions', 500, sessions),
    whole('sessions_in_person', 'Số cuộc trực tiếp', 'Sessions in person', 500, sessions),
    whole('sessions_online', 'Số cuộc trực tuyến', 'Sessions online', 500, sessions),
    whole('sessions_combined', 'Số cuộc lồng ghép', 'Sessions combined with other meetings', 500, sessions, {
      help: {
        vi: 'Trong số các cuộc trên, bao nhiêu cuộc lồng ghép với sinh hoạt khác.',
        en: 'How many of the sessions above were part of another meeting.',
      },
    }),
    {
      key: 'hours',
      type: 'hours',
      label: { vi: 'Tổng thời lượng', en: 'Total duration' },
      help: { vi: 'Tính bằng giờ, ví dụ 1,5.', en: 'In hours, for example 1.5.' },
      required: true,
      min: 0,
      max: 200,
      unit: { vi: 'giờ', en: 'hours' },
      onlyWhen: { field: 'sessions', atLeast: 1 },
    },
    sessionDate('started_on', 'Ngày bắt đầu', 'First day'),
    sessionDate('ended_on', 'Ngày kết thúc', 'Last day'),
    whole('members_attended', 'Số đảng viên dự', 'Members attending', 5000, members, {
      help: {
        vi: 'Tính theo người: mỗi đảng viên chỉ tính một lần.',
        en: 'Count persons: each member once.',
      },
    }),
    whole('union_members_attended', 'Số đoàn viên, hội viên dự', 'Union members attending', 50_000, people),
    whole('non_members_attended', 'Số quần chúng dự', 'Non-members attending', 50_000, people),
    whole(
      'attendances',
      'Tổng số lượt người dự',
      'Attendances in all',
      1_000_000,
      { vi: 'lượt', en: 'attendances' },
      {
        required: false,
        usual: { plus: attendance },
        help: {
          vi: 'Cộng số người dự của tất cả các cuộc. Không bắt buộc, có thể bỏ qua.',
          en: 'People at all sessions added up. Optional, may be skipped.',
        },
      },
    ),
    whole('reflection_papers', 'Số bài thu hoạch', 'Reflection papers', 5000, papers),
    whole('materials_needed', 'Số tài liệu cần', 'Copies of materials needed', 100_000, copies, {
      usual: { plus: ['total_members'] },
    }),
    whole('materials_supplied', 'Số tài liệu đã cấp', 'Copies of materials supplied', 100_000, copies),
    {
      key: 'plan_issued',
      type: 'yes_no_document',
      label: {
        vi: 'Đã ban hành kế hoạch/chương trình hành động?',
        en: 'Plan or action programme issued?',
      },
      help: {
        vi: 'Nếu có, ghi số và ngày, ví dụ: 34-KH/ĐUK ngày 7/11/2026. Nếu chưa, ghi “Chưa”.',
        en: 'If so, give number and date, for example: 34-KH/ĐUK 7/11/2026. If not, write “No”.',
      },
      required: true,
    },
    whole('models', 'Số mô hình', 'Models', 50, { vi: 'mô hình', en: 'models' }),
    text('results', 'Kết quả', 'Results'),
    text('difficulties', 'Khó khăn', 'Difficulties'),
    text('proposals', 'Kiến nghị', 'Proposals'),
  ],
  rules: [
    {
      key: 'exempt_at_most_total',
      level: 'error',
      test: 'at_most',
      left: { plus: ['exempt_members'] },
      right: { plus: ['total_members'] },
    },
    {
      key: 'attended_at_most_expected',
      level: 'error',
      test: 'at_most',
      left: { plus: ['members_attended'] },
      right: expected,
    },
    {
      key: 'union_attended_at_most_total',
      level: 'error',
      test: 'at_most',
      left: { plus: ['union_members_attended'] },
      right: { plus: ['total_union_members'] },
    },
    {
      key: 'papers_at_most_expected',
      level: 'error',
      test: 'at_most',
      left: { plus: ['reflection_papers'] },
      right: expected,
    },
    {
      key: 'supplied_at_most_needed',
      level: 'error',
      test: 'at_most',
      left: { plus: ['materials_supplied'] },
      right: { plus: ['materials_needed'] },
    },
    {
      key: 'sessions_add_up',
      level: 'error',
      test: 'equal',
      left: { plus: ['sessions_in_person', 'sessions_online'] },
      right: { plus: ['sessions'] },
    },
    {
      key: 'combined_at_most_sessions',
      level: 'error',
      test: 'at_most',
      left: { plus: ['sessions_combined'] },
      right: { plus: ['sessions'] },
    },
    {
      key: 'attendance_needs_session',
      level: 'error',
      test: 'implies',
      whenAny: [...attendance, 'attendances'],
      needs: 'sessions',
      atLeast: 1,
    },
    {
      key: 'dates_in_order',
      level: 'error',
      test: 'dates_in_order',
      fields: ['started_on', 'ended_on', 'submitted_on'],
    },
    {
      key: 'attendance_below_goal',
      level: 'warning',
      test: 'rate_at_least',
      part: { plus: ['members_attended'] },
      whole: expected,
      percent: 90,
    },
    {
      key: 'full_attendance_without_papers',
      level: 'warning',
      test: 'full_rate_without',
      part: { plus: ['members_attended'] },
      whole: expected,
      but: 'reflection_papers',
    },
    {
      key: 'total_differs_from_last',
      level: 'warning',
      test: 'near_last_report',
      field: 'total_members',
      percent: 10,
    },
    {
      key: 'all_zero',
      level: 'warning',
      test: 'not_all_zero',
      fields: ['sessions', ...attendance, 'reflection_papers', 'materials_supplied', 'models'],
    },
    {
      key: 'many_members_for_cell',
      level: 'warning',
      test: 'usual_maximum',
      field: 'total_members',
      max: 200,
      unitKinds: ['cell'],
    },
  ],
  rates: [
    {
      key: 'attendance',
      label: { vi: 'Đảng viên dự học tập', en: 'Members attending' },
      part: { plus: ['members_attended'] },
      whole: expected,
      goal: 99.5,
    },
    {
      key: 'union_attendance',
      label: { vi: 'Đoàn viên, hội viên, người lao động dự', en: 'Union members and workers attending' },
      part: { plus: ['union_members_attended'] },
      whole: { plus: ['total_union_members'] },
      goal: 90,
    },
    {
      key: 'papers',
      label: { vi: 'Bài thu hoạch', en: 'Reflection papers' },
      part: { plus: ['reflection_papers'] },
      whole: expected,
    },
    {
      key: 'materials',
      label: { vi: 'Cấp phát tài liệu', en: 'Materials supplied' },
      part: { plus: ['materials_supplied'] },
      whole: { plus: ['materials_needed'] },
      goal: 100,
    },
  ],
  unitCounts: [
    {
      key: 'with_model',
      label: { vi: 'Đơn vị có ít nhất một mô hình', en: 'Units with at least one model' },
      field: 'models',
      atLeast: 1,
    },
    {
      key: 'with_plan',
      label: { vi: 'Đơn vị đã ban hành kế hoạch', en: 'Units that issued a plan' },
      field: 'plan_issued',
      atLeast: 1,
    },
  ],
}

/** What the second version of the default outline asks, forbids and adds up beyond the first. */
const sinceSecond = {
  field: 'total_union_members',
  rule: 'union_attended_at_most_total',
  rate: 'union_attendance',
}

/**
 * The first version: of every directive that keeps no outline of its own. Since the second version a
 * directive keeps the outline that it asks for, also the default one.
 */
export const firstDefaultOutline: Outline = {
  key: defaultOutline.key,
  version: 1,
  title: defaultOutline.title,
  sections: defaultOutline.sections!.map(({ title, fields }) => ({
    title,
    fields: fields.filter((key) => key !== sinceSecond.field),
  })),
  fields: defaultOutline.fields.filter(({ key }) => key !== sinceSecond.field),
  rules: defaultOutline.rules.filter(({ key }) => key !== sinceSecond.rule),
  rates: defaultOutline.rates!.filter(({ key }) => key !== sinceSecond.rate),
  unitCounts: defaultOutline.unitCounts!,
}
