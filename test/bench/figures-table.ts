// The table in docs/BENCHMARKS.md, which `npm run bench` and `npm run test:faults` write to when they are
// given --write.
import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

export interface Row {
  figure: string
  value: string
  /** As words; empty when nothing was aimed at. */
  aim: string
  /** undefined: nothing was aimed at. */
  isMet?: boolean
}

const page = path.resolve(import.meta.dirname, '../../docs/BENCHMARKS.md')
const end = '<!-- bench:end -->'

/** Adds a row for each figure, with today's date, the commit and `machine` (by default what this one is). */
export async function writeRows(rows: readonly Row[], machine = shortMachine()): Promise<void> {
  const text = await readFile(page, 'utf8')
  if (!text.includes(end)) throw new Error(`${page} has no line ${end}`)
  const date = new Date().toISOString().slice(0, 10)
  const about = `| ${date} | ${commit()} | ${machine} |`
  const lines = rows.map(({ figure, value, aim, isMet }) => {
    const met = isMet === undefined ? '' : isMet ? 'yes' : '**no**'
    return `${about} ${cell(figure)} | ${cell(value)} | ${cell(aim)} | ${met} |\n`
  })
  await writeFile(page, text.replace(end, `${lines.join('')}${end}`))
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** The commit that was measured; with a plus when files differ from it. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+')
}

function shortMachine(): string {
  const cpus = os.cpus()
  const model = (cpus[0]?.model ?? 'unknown CPU').replace(/\((R|TM)\)|@.*|\b(CPU|Processor)\b/g, '')
  return `${cpus.length} × ${model.replace(/\s+/g, ' ').trim()}`
}
