// The verdict of the interlock: the declaration, and a mark in any text or file name.
import { expect, test } from 'vitest'
import { screenForSecrecy } from '../../../src/directive/secrecy/secrecy-interlock.ts'

const doubtful = { pass: false, reason: 'mark_found', isDoubtful: true }
const named = 'CHI BỘ THÔN TÂN MẬT'
const notAMark = 'Tân Mật là tên thôn'

const clean = { declaredNotSecret: true, texts: ['Kế hoạch năm 2026'], fileNames: ['ke-hoach.pdf'] }
const declared = { pass: false, reason: 'declared', isDoubtful: false }
const marked = { pass: false, reason: 'mark_found', isDoubtful: false }

test.each([
  ['declared and without a mark', clean, { pass: true }],
  ['nothing to look at', { ...clean, texts: [], fileNames: [] }, { pass: true }],
  ['texts that are not there', { ...clean, texts: [null, undefined, ''] }, { pass: true }],
  ['not declared', { ...clean, declaredNotSecret: false }, declared],
  ['a mark in the last text', { ...clean, texts: ['Kế hoạch', null, 'TỐI MẬT'] }, marked],
  ['a mark in one of the file names', { ...clean, fileNames: ['a.pdf', '12-BC-TU-MAT.pdf'] }, marked],
  ['a mark counts before the declaration', { ...clean, declaredNotSecret: false, texts: ['MẬT'] }, marked],
  ['a doubt without a reason', { ...clean, texts: [named] }, doubtful],
  ['a doubt with an empty reason', { ...clean, texts: [named], notAMark: ' \n' }, doubtful],
  ['a doubt with a reason', { ...clean, texts: [named], notAMark }, { pass: true }],
  [
    'a doubt with a reason, not declared',
    { declaredNotSecret: false, texts: [named], fileNames: [], notAMark },
    declared,
  ],
  ['a mark with a reason', { ...clean, texts: ['TỐI MẬT'], notAMark }, marked],
  ['a mark beside a doubt with a reason', { ...clean, texts: [named, 'TỐI MẬT'], notAMark }, marked],
  ['a mark in the reason', { ...clean, texts: [named], notAMark: 'TỐI MẬT' }, marked],
  ['a reason without a doubt', { ...clean, notAMark: 'Không có dấu' }, { pass: true }],
])('%s', (_what, screened, verdict) => {
  expect(screenForSecrecy(screened)).toEqual(verdict)
})
