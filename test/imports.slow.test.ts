// Every import rule, and the rule that a face holds no SQL, rejects a violation planted in a small tree of
// the same folders, through the same npm scripts as `npm run check`; what is allowed beside it passes.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  forbidden: { name: string }[]
}

/** One module in every folder, to be imported; and what each folder may import. */
const sound: Record<string, string> = {
  'src/circulation/sending/sender.ts': '',
  'src/circulation/sending/window.ts': '',
  'src/telegram/sound.ts': "import '../privacy/plain.ts'\nimport '../circulation/sending/sender.ts'",
  'src/web/sound.store.ts': "import { sql } from 'kysely'\nexport const one = sql`select 1`",
  'src/org/sound.store.ts': "import { sql } from 'kysely'\nexport const one = sql`select 1`",
  'src/main/sound.ts': "import '../cli/plain.ts'\nimport '../web/plain.ts'",
  'jobs/sound.ts': "import '../src/chase/plain.ts'",
  'migrations/sound.ts': "import { sql } from 'kysely'\nexport const one = sql`select 1`",
  'test/sound.ts': "import '../src/main/plain.ts'",
}
const rooms = ['platform', 'org', 'directive', 'circulation', 'response', 'chase', 'rollup', 'privacy']
for (const folder of [...rooms, 'telegram', 'web', 'cli', 'texts', 'sandbox', 'main'])
  sound[`src/${folder}/plain.ts`] = ''
for (const folder of ['jobs', 'migrations', 'test']) sound[`${folder}/plain.ts`] = ''

/** By rule: in which folder, and the module that may not be imported there. */
const planted: [rule: string, folder: string, imported: string][] = [
  ...rooms.map((room, index): [string, string, string] => [
    `${room}-imports-earlier-rooms-only`,
    `src/${room}`,
    `../${rooms[index + 1] ?? 'web'}/plain.ts`,
  ]),
  ['telegram-is-a-face', 'src/telegram', '../web/plain.ts'],
  ['web-is-a-face', 'src/web', '../sandbox/plain.ts'],
  ['cli-is-a-face', 'src/cli', '../telegram/plain.ts'],
  ['jobs-are-a-face', 'jobs', '../src/telegram/plain.ts'],
  ['texts-import-nothing', 'src/texts', '../platform/plain.ts'],
  ['sandbox-imports-platform-only', 'src/sandbox', '../org/plain.ts'],
  ['sending-by-its-doors', 'src/circulation', './sending/window.ts'],
  ['sending-by-its-doors', 'jobs', '../src/circulation/sending/window.ts'],
  ['faces-have-no-sql', 'src/telegram', 'kysely'],
  ['faces-have-no-sql', 'src/web', 'kysely'],
  ['faces-have-no-sql', 'src/cli', 'kysely'],
  ['faces-have-no-sql', 'jobs', 'kysely'],
  ['migrations-import-kysely-only', 'migrations', '../src/platform/plain.ts'],
  ['production-code-imports-no-test', 'src/rollup', '../../test/plain.ts'],
  ['nobody-imports-main', 'src/sandbox', '../main/plain.ts'],
  ['nobody-imports-main', 'jobs', '../src/main/plain.ts'],
  ['not-to-unresolvable', 'src/directive', './nowhere.ts'],
  ['production-imports-no-dev-dependency', 'src/response', 'fast-check'],
]
const withPlace = planted.map(
  ([rule, folder, imported], index) => [rule, imported, `${folder}/planted-${index}.ts`] as const,
)

/** What a face would write to ask the database itself, without any import. */
const queries = [
  "export const ask = (ctx) => ctx.tx.selectFrom('unit')",
  "export const put = (tx) => tx.insertInto('unit')",
  "export const change = (ctx) => ctx?.tx?.updateTable('unit')",
  "export const drop = (tx) => tx.deleteFrom('unit')",
  'export const plain = (sql) => sql`select 1`',
  'export const typed = (sql) => sql<{ n: number }>`select 1`',
].map((text, index) => {
  const folder = ['src/telegram/features', 'src/web', 'src/cli/org', 'jobs'][index % 4]
  return [text, `${folder}/query-${index}.ts`] as const
})

let tree = ''
const violations: { rule: string; from: string }[] = []
let lint = ''

beforeAll(async () => {
  tree = await mkdtemp(path.join(tmpdir(), 'thongsuot-imports-'))
  const files = {
    ...sound,
    'src/org/circle-one.ts': "import './circle-two.ts'",
    'src/org/circle-two.ts': "import './circle-one.ts'",
    ...Object.fromEntries(withPlace.map(([, imported, file]) => [file, `import '${imported}'`])),
    ...Object.fromEntries(queries.map(([text, file]) => [file, text])),
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(tree, file)), { recursive: true })
    await writeFile(path.join(tree, file), `${text || 'export const plain = 1'}\n`)
  }
  for (const name of ['package.json', 'biome.json', '.biome', '.dependency-cruiser.cjs', 'tsconfig.json'])
    await cp(path.join(root, name), path.join(tree, name), { recursive: true })
  await writeFile(path.join(tree, '.gitignore'), 'node_modules\n')
  await symlink(path.join(root, 'node_modules'), path.join(tree, 'node_modules'))
  const [imports, linted] = await Promise.all([npmRun('check:imports'), npmRun('lint')])
  expect([imports.failed, linted.failed]).toEqual([true, true])
  for (const [, rule = '', from = ''] of imports.said.matchAll(/error (\S+): (\S+)/g))
    violations.push({ rule, from })
  lint = linted.said
})
afterAll(() => rm(tree, { recursive: true, force: true }))

function npmRun(script: string): Promise<{ failed: boolean; said: string }> {
  return new Promise((resolve) => {
    execFile(
      'npm',
      ['run', '--silent', script],
      { cwd: tree, env: { ...process.env, NO_COLOR: '1' } },
      (error, out, err) => {
        resolve({ failed: error !== null, said: out + err })
      },
    )
  })
}

describe('npm run check:imports', () => {
  test.each(withPlace)('%s: rejects an import of %s by %s', (rule, _imported, file) => {
    expect(violations.filter((one) => one.from === file).map((one) => one.rule)).toContain(rule)
  })

  test('no-circular: rejects a circle', () => {
    const circle = violations.filter((one) => one.rule === 'no-circular').map((one) => one.from)
    expect(circle).toContain('src/org/circle-one.ts')
  })

  test('every rule has a violation here', () => {
    const named = [...planted.map(([rule]) => rule), 'no-circular']
    expect([...new Set(named)].toSorted()).toEqual(forbidden.map((rule) => rule.name).toSorted())
  })

  test('what is allowed passes', () => {
    expect(violations.map((one) => one.from).filter((from) => !/planted|circle/.test(from))).toEqual([])
  })
})

describe('npm run lint', () => {
  test.each(queries)('rejects in a face: %s', (_text, file) => {
    expect(lint).toMatch(new RegExp(`${file}:\\d+:\\d+ plugin`))
  })

  test('leaves the stores alone', () => {
    expect(lint).not.toMatch(/(sound|plain)\S*:\d+:\d+ plugin/)
  })
})
