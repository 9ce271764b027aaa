// `npm run test:faults [-- NAME …] [--seed N] [--short] [--json FILE] [--write] [--machine NAME]`: strikes
// the product with each fault in turn and says what held, one after the other and at the end in one table.
// Seeded; the seed is printed, and given again it strikes in the same order. Ends with 1 when any target was
// missed.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startGround } from '../bench/circulation-ground.ts'
import { type Row, writeRows } from '../bench/figures-table.ts'
import { machine } from '../bench/run.ts'
import { emptyTables } from '../support/empty-tables.ts'
import { type Fault, faults } from './faults.ts'
import { type Check, type FaultReport, isHeld } from './harness.ts'

interface Run extends FaultReport {
  name: string
  target: string
  seconds: number
}

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string' },
    short: { type: 'boolean', default: false },
    json: { type: 'string' },
    write: { type: 'boolean' },
    machine: { type: 'string' },
  },
  allowPositionals: true,
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const unknown = positionals.filter((name) => !faults.some((fault) => fault.name === name))
if (unknown.length > 0 || !Number.isSafeInteger(seed)) {
  console.error(`Unknown: ${unknown.join(', ')}. Faults: ${faults.map((fault) => fault.name).join(', ')}`)
  process.exit(2)
}
console.log(`Seed ${seed}, ${machine()}`)
const ground = await startGround()
const runs: Run[] = []
try {
  for (const fault of faults) {
    if (positionals.length > 0 && !positionals.includes(fault.name)) continue
    const run = await strike(fault)
    runs.push(run)
    const state = isHeld(run) ? 'held' : 'BROKEN'
    console.log(`\n${run.name}: ${state} (${run.note}; ${run.seconds} s)`)
    for (const check of run.checks)
      console.log(`${isMet(check) ? ' ' : '!'} ${check.what}: ${measured(check)} (at most ${check.atMost})`)
  }
} finally {
  await ground.stop()
}
console.log(`\n${table(runs)}`)
if (values.write) await writeRows(runs.map(row), values.machine)
if (values.json)
  await writeFile(
    values.json,
    JSON.stringify({ seed, machine: machine(), short: values.short, runs }, null, 2),
  )
process.exit(runs.every(isHeld) ? 0 : 1)

async function strike(fault: Fault): Promise<Run> {
  await emptyTables(ground.database)
  const began = performance.now()
  const { db } = ground.database
  const act = values.short ? fault.short : fault.full
  const named = { name: fault.name, target: fault.target }
  try {
    const report = await act({ db, databaseUrl: ground.url, dir: ground.dir, seed })
    return { ...report, ...named, seconds: Math.round((performance.now() - began) / 1_000) }
  } catch (error) {
    console.error(error)
    const checks = [{ what: `the run itself failed: ${String(error)}`, value: 1, atMost: 0 }]
    const seconds = Math.round((performance.now() - began) / 1_000)
    return { fault: fault.name, seed, note: 'cut short', checks, ...named, seconds }
  }
}

function isMet({ value, atMost }: Check): boolean {
  return value <= atMost
}

function measured({ value }: Check): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}

function figures(run: Run): string {
  const told = run.checks.filter((check) => !isMet(check) || check.isTold !== false)
  const each = told.map((check) => `${isMet(check) ? '' : '**missed** '}${check.what} ${measured(check)}`)
  return [run.note, ...each].join('; ')
}

/** As it stands in docs/BENCHMARKS.md. */
function row(run: Run): Row {
  const length = values.short ? ' (short form)' : ''
  return {
    figure: `${run.name}${length}, seed ${seed}`,
    value: `${figures(run)}; took ${run.seconds} s`,
    aim: run.target,
    isMet: isHeld(run),
  }
}

function table(of: readonly Run[]): string {
  const rows = of.map((run) => {
    const state = isHeld(run) ? 'held' : '**BROKEN**'
    return `| ${run.name} | ${run.target} | ${state}: ${figures(run)} | ${run.seconds} s |`
  })
  return ['| fault | target | measured | took |', '| --- | --- | --- | --- |', ...rows].join('\n')
}
