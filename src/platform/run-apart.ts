// Runs functions of a module in a process of its own, with limits of time and memory: for bytes from outside
// and for what computes for seconds. The limits of a thread do not count what lies outside its heap, such as
// unpacked archives, and a thread without memory ends its whole process; so it is a process. Nothing secret
// is in it: it gets the argument and an empty environment. It may read files, and neither write them, nor
// start programs, nor use the network. After a piece of work it waits a little for the next one: starting
// costs a third of a second. After a fault it is gone.
import { type ChildProcess, fork } from 'node:child_process'
import pLimit, { type LimitFunction } from 'p-limit'

export interface Limits {
  /** Memory of the whole process, in MiB. An empty one has about 90. */
  memoryMb: number
  /** Time for one piece of work, in milliseconds; what it waited for its turn does not count. */
  timeMs: number
}

/** What the process is told to do. */
export interface ApartWork {
  module: string
  name: string
  argument: unknown
}

/** What it answers: the result, or the kind of fault. `isWorn`: it has used too much to go on. */
export type ApartAnswer = ({ result: unknown } | { fault: string }) & { isWorn: boolean }

/** Processes at once for the functions of one module: who sends a list does not wait for somebody's cards. */
const maxAtOnce = 2
/** How long a process waits for its next piece of work, in milliseconds. */
const idleMs = 10_000

/** Ended by a limit of its own or by a fault in it; `message` holds nothing of the argument. */
export class ApartFault extends Error {
  override name = 'ApartFault'
}

/**
 * Calls the exported function `name` of the module at `url` with a cloneable argument and resolves with what
 * it returns. Types are for the caller to name.
 * @throws ApartFault when it throws or goes over a limit
 */
export function runApart<Result>(url: URL, name: string, argument: unknown, limits: Limits): Promise<Result> {
  const crew = crewOf(url, limits.memoryMb)
  return crew.turn(() => runOne<Result>(crew, { module: url.href, name, argument }, limits))
}

/** The processes of one module. */
interface Crew {
  turn: LimitFunction
  idle: { child: ChildProcess; timer: NodeJS.Timeout }[]
}
const crews = new Map<string, Crew>()

function crewOf(url: URL, memoryMb: number): Crew {
  const key = `${memoryMb} ${url.href}`
  const crew = crews.get(key) ?? { turn: pLimit(maxAtOnce), idle: [] }
  crews.set(key, crew)
  return crew
}

const program = new URL('./apart-process.ts', import.meta.url)
/** Memory of a process outside the heap of its program, in MiB. */
const outsideMb = 100

function start(memoryMb: number): ChildProcess {
  const heapMb = Math.max(16, memoryMb - outsideMb)
  return fork(program, [String(memoryMb)], {
    // Node reads the TypeScript itself; what this process was started with is not for that one.
    execArgv: [
      '--permission',
      '--allow-fs-read=*',
      '--allow-worker',
      '--disable-warning=SecurityWarning',
      `--max-old-space-size=${heapMb}`,
    ],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

async function runOne<Result>(crew: Crew, work: ApartWork, limits: Limits): Promise<Result> {
  const child = takeIdle(crew) ?? start(limits.memoryMb)
  const answer = await ask(child, work, limits.timeMs)
  if ('fault' in answer || answer.isWorn) await end(child)
  else rest(crew, child)
  if ('fault' in answer) throw new ApartFault(answer.fault)
  return answer.result as Result
}

function ask(child: ChildProcess, work: ApartWork, timeMs: number): Promise<ApartAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: ApartAnswer) => {
      clearTimeout(timer)
      child.removeAllListeners()
      // A process that fails later fails alone.
      child.on('error', () => {})
      resolve(answer)
    }
    const fault = (kind: string) => settle({ fault: kind, isWorn: true })
    const timer = setTimeout(() => fault('took too long'), timeMs)
    child.once('message', settle)
    child.once('error', () => fault('could not be started'))
    child.once('exit', (code, signal) =>
      fault(isOutOfMemory(code, signal) ? 'took too much memory' : 'ended early'),
    )
    // A process that is gone already has told it by its end.
    child.send(work, () => {})
  })
}

// Killed by its own watch or by the machine (SIGKILL), or by its engine without memory (SIGABRT, or 134 where
// signals are codes).
const isOutOfMemory = (code: number | null, signal: string | null) =>
  signal === 'SIGKILL' || signal === 'SIGABRT' || code === 134

/** Its turn ends with the process, not before: until then it has its memory. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** Lets it wait for the next piece of work; it keeps nobody from ending. */
function rest(crew: Crew, child: ChildProcess): void {
  const leave = () => {
    crew.idle = crew.idle.filter((each) => each !== resting)
  }
  const timer = setTimeout(() => {
    leave()
    child.kill('SIGKILL')
  }, idleMs)
  timer.unref()
  child.once('exit', leave)
  child.unref()
  child.channel?.unref()
  const resting = { child, timer }
  crew.idle.push(resting)
}

function takeIdle(crew: Crew): ChildProcess | undefined {
  const resting = crew.idle.pop()
  if (!resting) return undefined
  const { child, timer } = resting
  clearTimeout(timer)
  child.removeAllListeners('exit')
  child.ref()
  child.channel?.ref()
  return child
}
