// `npm run test:mutants [-- GROUP …]`: changes the pure rules one thing at a time and runs their unit tests,
// which must notice. Fails when fewer changes are noticed than promised. Needs no service. Reports for
// people: data/mutants/*.html. What survives is judged in docs/internals/mutants.md.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { groups } from './groups.ts'

/** The least share of changes that tests notice, in percent: of all, and of each file. */
const leastOfAll = 85
const leastOfFile = 75

const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js'
const report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          status: z.string(),
          mutatorName: z.string(),
          replacement: z.string().optional(),
          location: z.object({ start: z.object({ line: z.number(), column: z.number() }) }),
        }),
      ),
    }),
  ),
})

interface Score {
  noticed: number
  survived: number
}
const percent = ({ noticed, survived }: Score) => (100 * noticed) / Math.max(1, noticed + survived)
const line = (what: string, score: Score) =>
  `${percent(score).toFixed(1).padStart(6)} %  ${score.noticed} noticed, ${score.survived} not  ${what}`

/** Runs Stryker over a group; returns the score of each file, and prints what survived. */
function runGroup(name: string): [file: string, score: Score][] {
  const args = ['--import', './src/main/require-node.js', stryker, 'run', 'test/mutants/stryker.config.ts']
  const { status } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, MUTANTS_GROUP: name },
  })
  if (status !== 0) throw new Error(`Stryker failed in the group ${name}.`)
  const { files } = report.parse(JSON.parse(readFileSync(`data/mutants/${name}.json`, 'utf8')))
  return Object.entries(files).map(([file, { mutants }]) => {
    const survivors = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    for (const { location, mutatorName, replacement = '' } of survivors) {
      const { line: row, column } = location.start
      console.info(`survived: ${file}:${row}:${column} ${mutatorName} → ${JSON.stringify(replacement)}`)
    }
    const noticed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length
    return [file, { noticed, survived: survivors.length }]
  })
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(groups, name))
if (unknown.length > 0)
  throw new Error(`No such group: ${unknown.join(', ')}. There are ${Object.keys(groups).join(', ')}.`)
const scores = (asked.length > 0 ? asked : Object.keys(groups)).flatMap(runGroup)
const all = {
  noticed: scores.reduce((sum, [, { noticed }]) => sum + noticed, 0),
  survived: scores.reduce((sum, [, { survived }]) => sum + survived, 0),
}
for (const [file, score] of scores) console.info(line(file, score))
console.info(line('all', all))
if (percent(all) < leastOfAll || scores.some(([, score]) => percent(score) < leastOfFile)) {
  console.error(`Too few: at least ${leastOfAll} % of all and ${leastOfFile} % of each file must be noticed.`)
  process.exitCode = 1
}
