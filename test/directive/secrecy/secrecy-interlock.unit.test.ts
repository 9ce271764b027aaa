// The verdict of the interlock: the declaration, and a mark in any text or file name.
import { expect, test } from 'vitest'
import { screenForSecrecy } from '../../../src/directive/secrecy/secrecy-interlock.ts'

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
])('%s', (_what, screened, verdict) => {
  expect(screenForSecrecy(screened)).toEqual(verdict)
})
