// Names of the wake-up calls. A wake-up carries ids only and may be lost, doubled or late: whoever is woken reads
// the rows again, and the sweeper finds due work that nobody was woken for.

/** What each job carries. `jobs/` has exactly one processor for each name. */
export interface JobData {
  /** Make obligations and deliveries of an issued directive. */
  'circulate-directive': { directiveId: number }
  /** Send what is due. Several slots let several workers send at once. */
  'send-deliveries': { slot: number }
  /** Plan the reminders of a circulated directive. */
  'plan-chase': { directiveId: number }
  /** Remind and tell the committee above, as far as due. */
  'chase-due': Record<string, never>
  /** Bring the progress messages of officers up to date. */
  'show-progress': Record<string, never>
  /** Seal new audit entries into the chain. */
  'seal-audit': Record<string, never>
  /** Forget handled updates and abandoned conversations. */
  'clean-up': Record<string, never>
}

export type JobName = keyof JobData

/** Wakes a worker. Never fails: a lost wake-up is found by the sweeper. */
export type Wake = <Name extends JobName>(
  name: Name,
  data: JobData[Name],
  options?: { delayMs?: number },
) => void
