// What is wrong on the command line.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import product from '../../package.json' with { type: 'json' }
import { freePort } from '../support/installation.ts'
import { runCli } from '../support/role-process.ts'
import { faultOf, password, useSurroundings } from './operator-faults.ts'

const around = useSurroundings('command_line')

describe('the command line', () => {
  const misuse = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli([...args, '--json'], {
      env: { ...around.bot, DATABASE_URL: around.goodUrl },
    })
    expect(code, stderr).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).not.toMatch(/ {2,}at /)
    return stderr.trim()
  }
  const issue = (changes: Record<string, string> = {}) => {
    const given: Record<string, string> = {
      file: path.join(around.folder, 'cli.txt'),
      number: '07-CT/TU',
      'issued-on': '2026-01-15',
      subject: 'Thử',
      from: 'TU',
      'ack-due': '+3d',
      'report-due': '+10d',
      ...changes,
    }
    return ['directive', 'issue', ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])]
  }

  beforeAll(async () => {
    await writeFile(path.join(around.folder, 'cli.txt'), 'Chỉ thị về công tác chi bộ.')
    await writeFile(
      path.join(around.folder, 'good.csv'),
      'code,parent_code,kind,name\nTU,,province,Tỉnh\nA,TU,cell,Chi bộ A\n',
    )
    await writeFile(
      path.join(around.folder, 'bad.csv'),
      'code,parent_code,kind,name\nTU,,province,Tỉnh\nB,XX,cell,Chi bộ B\n',
    )
    const { code, stderr } = await runCli(['org', 'import', path.join(around.folder, 'good.csv'), '--json'], {
      env: { ...around.bot, DATABASE_URL: around.goodUrl },
    })
    expect(code, stderr).toBe(0)
  })

  it('an unknown command, an unknown or missing option', async () => {
    expect(await misuse('directive', 'shred')).toMatch(/Unknown command "directive shred"/)
    expect(await misuse('code', 'create', '--bogus', 'x')).toMatch(/bogus/)
    expect(await misuse('code', 'create', '--unit', 'A')).toMatch(/Missing: --duty/)
    expect(await misuse('directive', 'issue')).toMatch(/Missing: --file, --number/)
    expect(await misuse('directive', 'status')).toMatch(/Missing: the number/)
  })

  it('nothing wrong: the version and the help open no database', async () => {
    const env = { ...around.bot, DATABASE_URL: `postgres://someone:${password}@127.0.0.1:1/none` }
    expect(await runCli(['--version'], { env })).toMatchObject({ code: 0, stdout: `${product.version}\n` })
    const help = await runCli(['help', 'unit'], { env })
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain('rename')
  })

  it('a missing or wrong file', async () => {
    expect(await misuse('org', 'import', path.join(around.folder, 'none.csv'))).toMatch(
      /none\.csv: there is no such file/,
    )
    expect(await misuse('org', 'import', path.join(around.folder, 'bad.csv'))).toMatch(
      /row 3: unknown parent "XX"/,
    )
    expect(await misuse(...issue({ file: path.join(around.folder, 'none.pdf') }))).toMatch(
      /--file: there is no file/,
    )
  })

  it('a bad date, an unknown unit, a number given twice', async () => {
    expect(await misuse(...issue({ 'issued-on': '31/02/2026' }))).toMatch(/--issued-on: .*31\/02\/2026/)
    expect(await misuse(...issue({ 'ack-due': 'soon' }))).toMatch(/--ack-due: "soon"/)
    expect(await misuse(...issue({ from: 'ZZ' }))).toMatch(/--from: .*"ZZ"/)
    expect(await misuse('code', 'create', '--unit', 'ZZ', '--duty', 'secretary')).toMatch(/"ZZ"/)
    expect(await misuse('directive', 'status', '99-CT/TU')).toMatch(/99-CT\/TU/)
    const env = { ...around.bot, DATABASE_URL: around.goodUrl }
    expect(await runCli([...issue(), '--json'], { env })).toMatchObject({ code: 0, stderr: '' })
    expect(await misuse(...issue())).toMatch(/07-CT\/TU/)
  })

  it('a database that is down', async () => {
    const url = `postgres://someone:${password}@127.0.0.1:${await freePort()}/thongsuot`
    const said = await faultOf('cli', { ...around.bot, DATABASE_URL: url }, { args: issue(), code: 2 })
    expect(said).toMatch(/Nothing answers at/)
  })
})
