// What the words of an operator come to before anything is opened: a command with its values, something to
// read, or one sentence that says what is wrong.
import { describe, expect, it, test } from 'vitest'
import {
  type CliContext,
  CliFault,
  type Command,
  command,
  flag,
  optional,
  repeated,
  required,
} from '../../src/cli/command.ts'
import { readCommandLine } from '../../src/cli/command-line.ts'
import { groups } from '../../src/cli/groups.ts'
import { wholeNumber } from '../../src/cli/options.ts'

const known = { groups, version: '1.2.3', columns: 100 }

async function shown(...words: string[]): Promise<string> {
  const line = await readCommandLine(words, known)
  return 'show' in line ? line.show : 'It is a command.'
}

async function fault(...words: string[]): Promise<string> {
  const error = await readCommandLine(words, known).then(
    () => new Error('It was found right.'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CliFault)) throw error
  expect(error.message).not.toContain('\n')
  return error.message
}

describe('help', () => {
  it('tells the groups, the commands of a group, and one command', async () => {
    for (const words of [[], ['help'], ['--help']])
      expect(await shown(...words)).toMatch(/directive +Issuing, finding[\s\S]+audit +The audit trail/)
    for (const words of [
      ['help', 'unit'],
      ['unit', '--help'],
    ]) {
      expect(await shown(...words)).toMatch(/rename +Gives a unit another name/)
      expect(await shown(...words)).not.toContain('campaign')
    }
    for (const words of [
      ['help', 'unit', 'move'],
      ['unit', 'move', '--help'],
    ]) {
      expect(await shown(...words)).toContain(
        'npm run cli -- unit move CODE --to CODE --decision NUMBER [options]',
      )
      expect(await shown(...words)).toMatch(/--on <DAY> +The day from which it holds/)
    }
  })

  it('tells the version, and leaves --version to the commands that have it', async () => {
    expect(await shown('--version')).toBe('1.2.3')
    expect(await shown('directive', 'approve', '05-CT/TU', '--version', '2')).toBe('It is a command.')
  })
})

describe('a mistake is told in one sentence', () => {
  test.each<[string[], RegExp]>([
    [['directve', 'show'], /^Unknown command "directve show"\. Did you mean directive\? See .* help\.$/],
    [
      ['directive', 'shwo', 'x'],
      /^Unknown command "directive shwo"\. Did you mean show\? See .*help directive\.$/,
    ],
    [['help', 'untis'], /^Unknown command "untis"\. Did you mean unit\?/],
    [['help', 'unit', 'moev'], /^Unknown command "unit moev"\. Did you mean move\?/],
    [
      ['unit'],
      /^Missing: what to do with "unit", one of history, rename, .*; see npm run cli -- help unit\.$/,
    ],
    [['directive', 'show', '05-CT/TU', '--fron', 'T'], /^Unknown option "--fron"\. Did you mean --from\?$/],
    [['code', 'create', '--unit'], /^--unit: the value is missing \(--unit CODE\)\.$/],
    [['code', 'create', '--unit', '--duty', 'office'], /^--unit: the value is missing, or/],
    [['directive', 'show', '05-CT/TU', 'x'], /^Surplus: "x"\. Put words that belong together in quotes\.$/],
    [['directive', 'issue', '--file', 'x'], /^Missing: --number, --issued-on, --subject/],
    [['directive', 'extend', '05-CT/TU', '--ack-due', 'mai'], /^--ack-due: "mai" is neither/],
    [['directive', 'search', '--state', 'lost'], /^--state: "lost" is none of/],
    [['directive', 'recall'], /^Missing: the number of the directive/],
    [['directive', 'recall', '05-CT/TU', '--bogus'], /^Unknown option "--bogus"/],
    [['sending', 'pause', '05-CT/TU', '--everything'], /not both/],
  ])('%j', async (words, sentence) => {
    expect(await fault(...words)).toMatch(sentence)
  })
})

test.each([
  [['--json', 'sending', 'status']],
  [['sending', '--json', 'status']],
  [['sending', 'status', '--json']],
])('%j asks for JSON', async (words) => {
  expect(await readCommandLine(words, known)).toMatchObject({ asJson: true })
  expect(await readCommandLine(['sending', 'status'], known)).toMatchObject({ asJson: false })
  expect(await shown('--json', 'help')).toMatch(/^Usage: npm run cli/)
})

describe('what a command gets', () => {
  const input = async (...words: string[]) => {
    let got: unknown
    const probe: Command = command({
      name: 'probe run',
      summary: 'Keeps what it is given.',
      arguments: { first: required('FIRST', 'the first word'), rest: repeated('REST', 'the others') },
      options: {
        ackDue: optional('T', 'A time.'),
        remindReport: optional('DAYS', 'Days.'),
        id: repeated('ID', 'A number.', wholeNumber),
        noReport: flag('No report.'),
      },
      run: async (_, given) => {
        got = given
        return { text: '', json: null }
      },
    })
    const group = { name: 'probe', summary: 'A probe', load: async () => [probe] }
    const line = await readCommandLine(['probe', 'run', ...words], { ...known, groups: [group] })
    if ('show' in line) throw new Error(line.show)
    await line.run({} as CliContext)
    return { got, asJson: line.asJson }
  }

  it('has a value for everything that is declared', async () => {
    expect(await input('một')).toEqual({
      asJson: false,
      got: {
        first: 'một',
        rest: [],
        ackDue: undefined,
        remindReport: undefined,
        id: [],
        noReport: false,
      },
    })
  })

  it(
    'keeps Vietnamese text, repeated options, values that begin with a dash, and --json ' + 'anywhere',
    async () => {
      const words = ['Đảng ủy xã  An', '--id', '1', '--remind-report=-1,0', 'hai', '--json', '--no-report']
      expect(await input(...words, '--id=2', '--ack-due', '+3d', '--', '--ba')).toEqual({
        asJson: true,
        got: {
          first: 'Đảng ủy xã  An',
          rest: ['hai', '--ba'],
          ackDue: '+3d',
          remindReport: '-1,0',
          id: [1, 2],
          noReport: true,
        },
      })
    },
  )
})
