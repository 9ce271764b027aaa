// A report by the default outline in which nothing is wrong or odd, handed in on 22 November 2026 or later.
import type { Answers } from '../../src/response/outline.ts'

export const goodReport: Answers = {
  total_members: 25,
  exempt_members: 2,
  total_union_members: 12,
  sessions: 3,
  sessions_in_person: 2,
  sessions_online: 1,
  sessions_combined: 3,
  hours: 4.5,
  members_attended: 23,
  union_members_attended: 10,
  non_members_attended: 0,
  attendances: null,
  reflection_papers: 23,
  materials_needed: 30,
  materials_supplied: 30,
  plan_issued: { yes: true, number: '12-KH/CB', date: '2026-11-02' },
  models: 1,
  started_on: '2026-11-03',
  ended_on: '2026-11-20',
  results: 'Tốt',
  difficulties: 'Không',
  proposals: 'Không',
}
