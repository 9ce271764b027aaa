// Runs a benchmark by name: `npm run bench -- NAME [--json] [--write] [--machine NAME]`. A benchmark is a
// file beside this one that exports `run`. It prints a table; with --json also one object on the last line
// for machines to read, and with --write it adds the figures to the table in docs/BENCHMARKS.md.
import { readdir } from 'node:fs/promises'
import os from 'node:os'
import { parseArgs } from 'node:util'
import { type Row, writeRows } from './figures-table.ts'

export interface Figure {
  name: string
  value: number
  /** Such as s, ms, MB, messages/s; '' for a ratio. */
  unit: string
  better: 'higher' | 'lower'
  /** The least (higher is better) or the most (lower is better) that is aimed at. */
  aim?: number
}

export interface Bench {
  run(): Promise<Figure[]>
}

/** What the figures were measured on. */
export function machine(): string {
  const cpus = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  return `${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown CPU'}, ${memory} GB, ${os.type()} ${os.release()}, Node ${process.version}`
}

/** The middle value (the lower of the two middle ones). */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN
}

function table(figures: readonly Figure[]): string {
  const wide = Math.max(...figures.map((figure) => figure.name.length))
  return figures
    .map((figure) => {
      const { name, value, unit, better } = figure
      const { aim, isMet } = row(figure)
      const aimed = aim === '' ? '' : `, aim ${aim}${isMet ? '' : ', MISSED'}`
      return `${name.padEnd(wide)}  ${shown(value).padStart(10)} ${unit.padEnd(12)} (${better} is better${aimed})`
    })
    .join('\n')
}

function shown(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en')
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}

function row({ name, value, unit, better, aim }: Figure): Row {
  const withUnit = (text: string) => `${text} ${unit}`.trimEnd()
  if (aim === undefined) return { figure: name, value: withUnit(shown(value)), aim: '' }
  const isMet = better === 'higher' ? value >= aim : value <= aim
  const sign = better === 'higher' ? '≥' : '≤'
  return { figure: name, value: withUnit(shown(value)), aim: withUnit(`${sign} ${aim}`), isMet }
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, write: { type: 'boolean' }, machine: { type: 'string' } },
  })
  const [name] = positionals
  const folder = new URL('.', import.meta.url)
  const known: string[] = []
  for (const entry of await readdir(folder)) {
    const match = /^([a-z]+)\.ts$/.exec(entry)
    if (match && match[1] !== 'run') known.push(match[1]!)
  }
  if (name === undefined || !known.includes(name)) {
    console.error(`Which benchmark? One of: ${known.join(', ')}. Such as: npm run bench -- ${known[0]}`)
    return 2
  }
  const bench = (await import(new URL(`${name}.ts`, folder).href)) as Bench
  const figures = await bench.run()
  console.log(`\n${name} on ${machine()}\n${table(figures)}`)
  if (values.write) await writeRows(figures.map(row), values.machine)
  if (values.json) console.log(JSON.stringify({ bench: name, machine: machine(), figures }))
  return 0
}

// Benchmarks import the helpers above; only the command itself runs anything. Not awaited here: a benchmark
// that imports this file would wait for it for ever.
if (process.argv[1] === import.meta.filename)
  void main(process.argv.slice(2)).then((code) => process.exit(code))
