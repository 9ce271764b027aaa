// The words and buttons of reminders and of what the committee above hears.
import { describe, expect, test } from 'vitest'
import type { EscalationPayload, ReminderItem, ReminderPayload } from '../../../src/chase/payloads.ts'
import type { DeliveryToSend } from '../../../src/circulation/sending/compose.ts'
import { chaseMessage } from '../../../src/telegram/compose/compose-reminder.ts'
import { textKeys } from '../../../src/texts/index.ts'

const place = { timeZone: 'Asia/Ho_Chi_Minh', botUsername: 'thongsuot_bot', inGroup: false }
const item = (change: Partial<ReminderItem> = {}): ReminderItem => ({
  obligationId: 7,
  unitName: 'Chi bộ Một',
  numberText: '01-CT/TU',
  subject: 'về <một> việc',
  about: 'report',
  dueAt: '2026-10-15T10:00:00Z',
  workingDaysLeft: 5,
  overdueDays: 0,
  returned: false,
  ...change,
})
const reminder = (...items: ReminderItem[]): ReminderPayload => ({
  kind: 'reminder',
  items,
  answerBy: '2026-10-20T10:00:00Z',
})
const escalation = (change: Partial<EscalationPayload['items'][0]> = {}, items = 1): EscalationPayload => ({
  kind: 'escalation',
  unitId: 3,
  unitName: 'Đảng ủy xã An',
  items: Array.from({ length: items }, (_, i) => ({
    directiveId: 5 + i,
    numberText: '01-CT/TU',
    subject: 'về một việc',
    about: 'report' as const,
    dueAt: '2026-10-15T10:00:00Z',
    overdueDays: 5,
    isCallList: false,
    count: 2,
    units: [{ name: 'Chi bộ Một' }, { name: 'Chi bộ Hai' }],
    ...change,
  })),
})
function message(
  payload: ReminderPayload | EscalationPayload,
  more: Partial<DeliveryToSend> = {},
  inGroup = false,
) {
  const delivery: DeliveryToSend = {
    id: 1,
    purpose: payload.kind,
    telegramChatId: 1,
    threadId: null,
    language: 'vi',
    isResend: false,
    payload: payload as never,
    ...more,
  }
  return chaseMessage(delivery, { ...place, inGroup })!
}
const labels = (payload: ReminderPayload | EscalationPayload, more = {}) =>
  message(payload, more)
    .buttons!.flat()
    .map((button) => button.text)

describe('reminders', () => {
  test.each<[string, Partial<ReminderItem>, string]>([
    ['before', {}, 'Nhắc việc: còn 5 ngày làm việc đến hạn gửi báo cáo thực hiện văn bản <b>01-CT/TU</b>.'],
    [
      'on the day',
      { workingDaysLeft: 0 },
      'Nhắc việc: hôm nay là ngày làm việc cuối cùng trước hạn gửi báo cáo',
    ],
    [
      'late',
      { workingDaysLeft: null, overdueDays: 3 },
      'Đến nay, Văn phòng chưa nhận được báo cáo của Chi bộ Một về thực hiện văn bản <b>01-CT/TU</b>. ' +
        'Quá hạn 3 ngày làm việc. Đề nghị đồng chí quan tâm, gửi trước 17 giờ, thứ Ba 20/10/2026. Nếu đã gửi, xin ' +
        'bỏ qua thông báo này.',
    ],
    ['returned', { returned: true }, 'Nhắc việc: đề nghị bổ sung báo cáo thực hiện văn bản <b>01-CT/TU</b>.'],
    [
      'acknowledgement',
      { about: 'ack', workingDaysLeft: null },
      'Kính gửi các đồng chí: đề nghị xác nhận đã nhận văn bản <b>01-CT/TU</b>.',
    ],
    [
      'late acknowledgement',
      { about: 'ack', workingDaysLeft: null, overdueDays: 1 },
      'Quá hạn 1 ngày làm việc.',
    ],
  ])('%s', (_, change, words) => {
    expect(message(reminder(item(change))).text).toContain(words)
  })

  test('says what to do next, escapes what was received, and carries the button for it', () => {
    const { text, buttons } = message(reminder(item()))
    expect(text).toContain('về &lt;một&gt; việc')
    expect(text).toContain('Thời hạn: 17 giờ, thứ Năm 15/10/2026.')
    expect(text).toContain('Đồng chí bấm nút dưới đây')
    expect(buttons).toEqual([[{ text: '📝 Báo cáo 01-CT/TU', data: 'b1.report.start.7' }]])
  })

  test('several matters are one numbered message with a button each, and a way to all', () => {
    const payload = reminder(
      item(),
      item({ obligationId: 8, about: 'ack', numberText: '02-CT/TU', unitName: 'Chi bộ Hai' }),
    )
    const { text } = message(payload)
    expect(text).toContain('Nhắc việc: đồng chí còn 2 việc cần làm')
    expect(text).toContain('<b>1.</b>')
    expect(text).toContain('Đơn vị: Chi bộ Hai')
    expect(labels(payload)).toEqual([
      '📝 Báo cáo 01-CT/TU · Chi bộ Một',
      '✅ Đã nhận 02-CT/TU · Chi bộ Hai',
      '📋 Tất cả việc cần làm',
    ])
  })

  test('many matters fit into a message', () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      item({ obligationId: i + 1, subject: 'v'.repeat(900), unitName: 'Chi bộ '.repeat(8) }),
    )
    const { text } = message(reminder(...many))
    expect(text.length).toBeLessThanOrEqual(4096)
    expect(text).toContain('… và 22 việc khác.')
  })

  test('what was answered meanwhile is left out', () => {
    const both = reminder(item({ about: 'ack' }), item())
    const stillOpen = [{ obligationId: 7, about: 'report' as const }]
    expect(labels(both, { stillOpen })).toEqual(['📝 Báo cáo 01-CT/TU'])
  })

  test('in a group the report is a link into the private chat', () => {
    expect(message(reminder(item()), {}, true).buttons).toEqual([
      [{ text: '📝 Báo cáo 01-CT/TU', url: 'https://t.me/thongsuot_bot?start=bc_7' }],
    ])
  })
})

describe('the committee above', () => {
  test('hears which units, how late, and what to do', () => {
    const { text } = message(escalation())
    expect(text).toContain('Kính gửi Đảng ủy xã An')
    expect(text).toContain(
      'Văn bản <b>01-CT/TU</b>: 2 đơn vị chưa gửi báo cáo, quá hạn 5 ngày làm việc (thời hạn: 17 giờ, thứ Năm ' +
        '15/10/2026).',
    )
    expect(text).toContain('• Chi bộ Một\n• Chi bộ Hai')
    expect(text).toContain('/tinhhinh')
  })

  test('a call list names whom to phone', () => {
    const { text } = message(
      escalation({
        isCallList: true,
        about: 'ack',
        overdueDays: 0,
        units: [{ name: 'Chi bộ Một', officerId: 9 }],
      }),
      { names: { 9: 'Nguyễn Văn A' } },
    )
    expect(text).toContain('HỎA TỐC')
    expect(text).toContain('• Chi bộ Một – đồng chí Nguyễn Văn A')
    expect(text).toContain('… và 1 đơn vị khác.')
  })

  test('always fits, and a directive has one button', () => {
    const units = Array.from({ length: 20 }, () => ({ name: 'Chi bộ '.repeat(10) }))
    expect(
      message(escalation({ units, count: 903, subject: 'v'.repeat(900) }, 30)).text.length,
    ).toBeLessThanOrEqual(4096)
    const twice = escalation({}, 2)
    for (const each of twice.items) each.directiveId = 5
    expect(message(twice).buttons).toHaveLength(1)
  })
})

test('every text has both languages, and English reads too', () => {
  const ours = (key: string) => /^(chase|escalation)-/.test(key)
  expect(textKeys('en').filter(ours).sort()).toEqual(textKeys('vi').filter(ours).sort())
  expect(message(reminder(item({ workingDaysLeft: 1 })), { language: 'en' }).text).toContain(
    'one working day left',
  )
  expect(message(escalation(), { language: 'en' }).text).toContain(
    '2 units have not reported, 5 working days overdue',
  )
})

test('other payloads are not ours', () => {
  expect(message({ kind: 'directive' } as never)).toBeNull()
})
