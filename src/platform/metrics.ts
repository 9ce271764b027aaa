// Figures for Prometheus, one registry per process. Labels are few and closed: no ids, no names.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { withinTime } from './time-limit.ts'

export interface Metrics {
  /** The text for /metrics. */
  render(): Promise<{ contentType: string; body: string }>
  updatesStored: Counter
  dueWork: Gauge<'work'>
  dueAgeSeconds: Gauge<'work'>
  jobSeconds: Histogram<'job'>
  deliveries: Gauge<'state'>
  telegramCalls: Counter<'outcome'>
}

/**
 * Answers of `deliveryCounts` are kept for so long: with 300,000 messages waiting it takes a third of a
 * second.
 */
const keepMs = 10_000

/**
 * Makes the registry. `deliveryCounts` is asked when the page is, at most every ten seconds and once at a
 * time however many ask for the page. `elapsedMs` is a clock that only counts; `performance.now` unless told.
 */
export function createMetrics(
  deliveryCounts?: () => Promise<Record<string, number>>,
  elapsedMs: () => number = () => performance.now(),
): Metrics {
  const registry = new Registry()
  let known: { at: number; counts: Record<string, number> } | undefined
  let asking: Promise<Record<string, number>> | undefined
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'thongsuot_' })
  const buckets = [0.005, 0.02, 0.1, 0.5, 1, 5, 20]
  const ask = async (counts: () => Promise<Record<string, number>>) => {
    if (known && elapsedMs() - known.at < keepMs) return known.counts
    asking ??= counts()
      .then((found) => {
        known = { at: elapsedMs(), counts: found }
        return found
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }
  return {
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
    updatesStored: new Counter({
      name: 'thongsuot_updates_stored_total',
      help: 'Updates taken in.',
      registers,
    }),
    dueWork: new Gauge({
      name: 'thongsuot_due_work',
      help: 'Due and undone, by kind.',
      labelNames: ['work'],
      registers,
    }),
    dueAgeSeconds: new Gauge({
      name: 'thongsuot_due_work_age_seconds',
      help: 'Age of the oldest due and undone work, by kind.',
      labelNames: ['work'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'thongsuot_job_seconds',
      help: 'Time of a job.',
      labelNames: ['job'],
      buckets,
      registers,
    }),
    telegramCalls: new Counter({
      name: 'thongsuot_telegram_calls_total',
      help: 'Calls that send, edit or remove a message, by what became of them; rate_limited: a 429.',
      labelNames: ['outcome'],
      registers,
    }),
    deliveries: new Gauge({
      name: 'thongsuot_deliveries',
      help: 'Deliveries under way or in need of a person, by state.',
      labelNames: ['state'],
      registers,
      async collect() {
        if (!deliveryCounts) return
        this.reset()
        // Without the database these figures are missing; all the others are still to be had.
        const counts = await withinTime(2_000, ask(deliveryCounts)).catch(() => ({}))
        for (const [state, count] of Object.entries(counts)) this.set({ state }, count)
      },
    }),
  }
}
