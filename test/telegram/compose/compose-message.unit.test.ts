// The message of a directive: what it says, in which order, and that it always fits below a file.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeliveryToSend } from '../../../src/circulation/sending/compose.ts'
import { isBodyTooLong } from '../../../src/directive/check-directive.ts'
import { createComposeMessage } from '../../../src/telegram/compose/compose-message.ts'
import { shownLength } from '../../../src/telegram/split-html.ts'
import { check } from '../../support/property.ts'

const compose = createComposeMessage({ timeZone: 'Asia/Ho_Chi_Minh', botUsername: 'thongsuot_bot' })
const delivery: DeliveryToSend = {
  id: 1,
  purpose: 'directive',
  telegramChatId: 101,
  threadId: null,
  language: 'vi',
  payload: null,
  isResend: false,
  directive: {
    id: 5,
    numberText: '05-CT/TU',
    kind: 'CT',
    subject: 'Về học tập <nghị quyết> & thực hiện',
    issuedOn: '2026-11-13',
    issuerName: 'Tỉnh ủy Hòa Khê',
    circulationMark: 'LƯU HÀNH NỘI BỘ',
    urgency: 'khan',
    body: null,
    hasFile: true,
    annexes: 0,
    protect: true,
    asksReport: true,
    ackDueAt: new Date('2026-11-18T10:00:00Z'),
    reportDueAt: new Date('2026-11-27T10:30:00Z'),
  },
  obligation: {
    id: 36,
    unitName: 'Chi bộ khu phố 1',
    acknowledgedAt: null,
    reportState: 'owed',
    ackDueAt: new Date('2026-11-18T10:00:00Z'),
    reportDueAt: new Date('2026-11-27T10:30:00Z'),
  },
}

describe('the message of a directive', () => {
  test('says urgency, number, date, issuer, subject and deadlines, with the buttons', () => {
    const message = compose(delivery)
    expect(message.text.split('\n')).toEqual([
      '❗️<b>KHẨN</b>',
      'LƯU HÀNH NỘI BỘ',
      '📄 <b>Số 05-CT/TU</b>',
      'Tỉnh ủy Hòa Khê, ngày 13/11/2026',
      '<b>Về học tập &lt;nghị quyết&gt; &amp; thực hiện</b>',
      'Kính gửi: Chi bộ khu phố 1',
      '✅ Đề nghị xác nhận đã nhận trước 17 giờ, thứ Tư 18/11/2026.',
      '📝 Đề nghị gửi báo cáo trước 17 giờ 30, thứ Sáu 27/11/2026.',
    ])
    expect(message.protect).toBe(true)
    expect(message.buttons?.map((row) => row.map((button) => button.text))).toEqual([
      ['✅ Đã nhận'],
      ['📝 Báo cáo'],
      ['📋 Sao chép số 05-CT/TU'],
    ])
    expect(message.buttons?.[2]?.[0]).toMatchObject({ copy: '05-CT/TU' })
  })

  test('gives a link for the report in groups, none when no report is asked for, and says when it is a re-send', () => {
    expect(compose({ ...delivery, telegramChatId: -100 }).buttons?.[1]?.[0]).toMatchObject({
      url: 'https://t.me/thongsuot_bot?start=bc_10',
    })
    const without = compose({
      ...delivery,
      isResend: true,
      obligation: { ...delivery.obligation!, reportState: 'not_required' },
    })
    expect(without.buttons).toHaveLength(2)
    expect(without.text).toMatch(/^\(Gửi lại/)
    expect(without.text).not.toContain('báo cáo')
  })

  test('is in English for who chose it', () => {
    expect(compose({ ...delivery, language: 'en' }).text).toContain(
      'before 17:00 on Wednesday 18 November 2026',
    )
  })

  test('a text of the length that is let through goes out whole, also when it was corrected', () => {
    const subject = 'Về việc thử '.repeat(16).trim()
    const body = 'Các chi bộ <thực hiện> & báo cáo. '.repeat(100).slice(0, 3_000).trim()
    expect(isBodyTooLong(body, subject)).toBe(false)
    expect(isBodyTooLong(`${body} thêm một câu nữa cho dài hơn`, subject)).toBe(true)
    const whole = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const directive = { ...delivery.directive!, subject, body, hasFile: false }
    const change = { kind: 'change', what: 'corrected', reason: 'Sửa ngày. '.repeat(30).trim() }
    for (const payload of [null, change]) {
      const { text } = compose({ ...delivery, payload, isResend: true, directive })
      expect(text).toContain(whole)
      expect(shownLength(text)).toBeLessThanOrEqual(4_096)
    }
  })

  test('news of a correction fits however long what was issued before is', () => {
    const words = fc.nat({ max: 20_000 }).map((times) => 'ễ & '.repeat(times / 4))
    check(words, words, fc.boolean(), (body, reason, hasFile) => {
      const payload = { kind: 'change', what: 'corrected', reason, ...(hasFile ? { fileToSend: 1 } : {}) }
      const directive = { ...delivery.directive!, subject: 'ễ '.repeat(500), body, hasFile }
      const { text } = compose({ ...delivery, payload, isResend: true, directive })
      expect(shownLength(text)).toBeLessThanOrEqual(hasFile ? 1_024 : 4_096)
      expect(text).toContain('05-CT/TU')
    })
  })

  test('always fits, and never loses number or deadlines', () => {
    // Built from repetitions, so that a failure is made small quickly.
    const text = fc
      .tuple(fc.constantFrom('a', 'ễ', '<', '&', ' x', '🔥'), fc.nat({ max: 3_000 }))
      .map(([piece, times]) => piece.repeat(times))
    check(text, fc.option(text), fc.boolean(), (subject, body, hasFile) => {
      const message = compose({
        ...delivery,
        isResend: true,
        directive: { ...delivery.directive!, subject, body, hasFile },
      })
      expect(shownLength(message.text)).toBeLessThanOrEqual(hasFile ? 1_024 : 4_096)
      expect(message.text).toContain('05-CT/TU')
      expect(message.text).toContain('27/11/2026')
      expect(message.text.match(/<b>/g)?.length).toBe(message.text.match(/<\/b>/g)?.length)
    })
  })
})
