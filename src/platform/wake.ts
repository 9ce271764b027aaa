// The jobs and the wake-ups that have them run. A wake-up carries ids only and may be lost, doubled or late:
// whoever is woken reads the rows again, and the sweeper finds due work that nobody was woken for. Use cases
// record their wake-ups on the transaction that makes the work (wake-after-commit.ts).

/** What a job carries. */
interface Contract<Data> {
  /** Of several wake-ups with the same key that wait, one is kept. */
  keyOf: (data: Data) => string
}

const nothing: Contract<Record<string, never>> = { keyOf: () => '' }
const directive: Contract<{ directiveId: number }> = { keyOf: ({ directiveId }) => String(directiveId) }
const slot: Contract<{ slot: number }> = { keyOf: (data) => String(data.slot) }

/** Every job with what it carries; `jobs/index.ts` says how it is done and how due work is found. */
export const jobContracts = {
  /** Make obligations and deliveries of an issued directive. */
  'circulate-directive': directive,
  /** Plan the reminders of a circulated directive. */
  'plan-chase': directive,
  /** Send what is due. Several slots let several workers send at once. */
  'send-deliveries': slot,
  /** Send answers to people who wait; where the bot runs, its own process does it without a job. */
  'send-answers': nothing,
  /** Remind and tell the committee above, as far as due. */
  'chase-due': nothing,
  /** Tell units, once a day, that their reports were accepted. */
  'tell-acceptances': nothing,
  /** Make the exports that people asked for, and send them. */
  'make-exports': nothing,
  /** Bring the progress messages of officers up to date. */
  'show-progress': nothing,
  /** Seal new audit entries into the chain. */
  'seal-audit': nothing,
  /** Forget handled updates and abandoned conversations. */
  'clean-up': nothing,
}

export type JobName = keyof typeof jobContracts

export type JobData = {
  [Name in JobName]: (typeof jobContracts)[Name] extends Contract<infer Data> ? Data : never
}

/** How many workers may send at once; each takes one slot. */
export const senderSlots = 4

/** Wakes a worker. Never fails: a lost wake-up is found by the sweeper. */
export type Wake = <Name extends JobName>(name: Name, data: JobData[Name]) => void

/** Does one job. `signal` fires when the process is to stop: finish what is in flight, begin nothing new. */
export type RunJob = <Name extends JobName>(
  name: Name,
  data: JobData[Name],
  signal: AbortSignal,
) => Promise<void>

/** Names the wake-ups of which one is kept. */
export function keyOfWake<Name extends JobName>(name: Name, data: JobData[Name]): string {
  const contracts: { [Each in JobName]: Contract<JobData[Each]> } = jobContracts
  return `${name}.${contracts[name].keyOf(data)}`
}

/** A name from a queue; another version may know jobs that this one does not. */
export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobContracts, name)
}
