// What is typed to find directives: the phrases that narrow, and everything that stays a word.
import { expect, test } from 'vitest'
import { readRegisterQuery } from '../../src/directive/read-register-query.ts'

test.each([
  ['', { text: '' }],
  ['05-CT/TU', { text: '05-CT/TU' }],
  ['15/2026/QĐ-UBND', { text: '15/2026/QĐ-UBND' }],
  ['học tập nghị quyết', { text: 'học tập nghị quyết' }],
  ['kế hoạch', { text: '', kind: 'plan' }],
  ['Kế hoạch 2026 học tập', { text: 'học tập', kind: 'plan', since: '2026-01-01', until: '2026-12-31' }],
  [
    'ke hoach nam 2026 da thu hoi',
    { text: '', kind: 'plan', state: 'recalled', since: '2026-01-01', until: '2026-12-31' },
  ],
  ['chương trình hành động số', { text: 'số', kind: 'action_programme' }],
  ['nghị quyết tháng 2/2024', { text: '', kind: 'resolution', since: '2024-02-01', until: '2024-02-29' }],
  ['tháng 11 năm 2026 cán bộ', { text: 'cán bộ', since: '2026-11-01', until: '2026-11-30' }],
  ['đại hội từ 1/3/2026 đến 30/6/2026', { text: 'đại hội', since: '2026-03-01', until: '2026-06-30' }],
  ['đã được thay thế', { text: '', state: 'superseded' }],
  // Words, and nothing else: a kind that is not at the beginning, a term, a state without "đã".
  ['về kế hoạch', { text: 'về kế hoạch' }],
  ['đại hội nhiệm kỳ 2025-2030', { text: 'đại hội nhiệm kỳ 2025-2030' }],
  ['thu hồi đất', { text: 'thu hồi đất' }],
  ['kế hoạchh', { text: 'kế hoạchh' }],
])('“%s”', (typed, query) => {
  expect(readRegisterQuery(typed)).toEqual(query)
  expect(readRegisterQuery(typed.normalize('NFD')).kind).toBe((query as { kind?: string }).kind)
})
