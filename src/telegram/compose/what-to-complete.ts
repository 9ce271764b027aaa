// What a return asks for, in one line: the questions, and the office's own words.
import type { Label } from '../../response/outline.ts'
import type { Language } from '../../texts/index.ts'

/** 'Số đảng viên dự, Số bài thu hoạch — ghi rõ theo danh sách'. */
export function whatToComplete(questions: readonly Label[], note: string | null, language: Language): string {
  return [questions.map((label) => label[language]).join(', '), note].filter(Boolean).join(' — ')
}
