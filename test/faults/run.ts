// `npm run test:faults [-- NAME …] [--seed N] [--short]`: strikes the product with each fault in turn and says what held.
// Seeded; the seed is printed, and given again it strikes in the same order. Ends with 1 when anything did not hold.
import { parseArgs } from 'node:util'
import { startGround } from '../bench/circulation-ground.ts'
import { machine } from '../bench/run.ts'
import { faults } from './faults.ts'
import { isHeld } from './harness.ts'

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, short: { type: 'boolean', default: false } },
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
let allHeld = true
for (const fault of faults) {
  if (positionals.length > 0 && !positionals.includes(fault.name)) continue
  await ground.empty()
  const began = performance.now()
  const { db } = ground.database
  const report = await (values.short && fault.short ? fault.short : fault.full)({
    db,
    databaseUrl: ground.url,
    dir: ground.dir,
    seed,
  })
  const seconds = ((performance.now() - began) / 1_000).toFixed(0)
  console.log(`\n${fault.name}: ${isHeld(report) ? 'held' : 'BROKEN'} (${report.note}; ${seconds} s)`)
  for (const { what, value, atMost } of report.checks) {
    const mark = value <= atMost ? ' ' : '!'
    console.log(`${mark} ${what}: ${Number.isInteger(value) ? value : value.toFixed(2)} (at most ${atMost})`)
  }
  allHeld &&= isHeld(report)
}
await ground.stop()
process.exit(allHeld ? 0 : 1)
