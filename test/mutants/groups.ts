// The pure rules that are tested by changing them, and the tests that must notice. A rule is tested where its
// folder is mirrored, so each group runs its own tests only, once for every change.

/** By name: the files that are changed, and the tests that must fail. */
export const groups: Record<string, { rules: string[]; tests: string[] }> = {
  org: {
    rules: [
      'author',
      'code-rules',
      'enrolment-code',
      'permission-matrix',
      'permissions',
      'web-lifetimes',
    ].map((name) => `src/org/${name}.ts`),
    tests: ['test/org/{author,code-rules,enrolment-code,permissions,web-lifetimes}.unit.test.ts'],
  },
  calendar: {
    rules: ['src/platform/holidays.ts', 'src/platform/working-calendar.ts'],
    tests: ['test/platform/working-calendar.unit.test.ts'],
  },
  deadline: {
    rules: ['src/directive/deadline.ts'],
    tests: ['test/directive/deadline.unit.test.ts'],
  },
  reading: {
    rules: ['document-date', 'document-kinds', 'document-number'].map(
      (name) => `src/directive/reading/${name}.ts`,
    ),
    tests: ['test/directive/reading/document-*.unit.test.ts'],
  },
  secrecy: {
    rules: ['src/directive/secrecy/*.ts', '!src/directive/secrecy/*.store.ts'],
    tests: ['test/directive/secrecy/*.unit.test.ts'],
  },
  response: {
    rules: [
      'check-outline',
      'implied-answers',
      'outline',
      'outline-answers',
      'outline-checks',
      'overdue',
      'review-rules',
    ].map((name) => `src/response/${name}.ts`),
    tests: ['test/response/*.unit.test.ts'],
  },
  chase: {
    rules: ['chase-days', 'chase-plan', 'next-step'].map((name) => `src/chase/${name}.ts`),
    tests: ['test/chase/*.unit.test.ts'],
  },
  buttons: {
    rules: ['src/telegram/buttons.ts', 'src/telegram/callback-codec.ts'],
    tests: ['test/telegram/buttons.unit.test.ts'],
  },
}

/** The group that this process works on; run.ts names it. */
export function chosenGroup(): { name: string; rules: string[]; tests: string[] } {
  const name = process.env.MUTANTS_GROUP ?? ''
  const group = groups[name]
  if (!group) throw new Error(`MUTANTS_GROUP is none of ${Object.keys(groups).join(', ')}: "${name}"`)
  return { name, ...group }
}
