// Handles taps on "Đã nhận", hundreds in one transaction: the receipts and that the taps are handled are
// committed together, then every person is answered and the directive's message shows who received it and
// when.
import { messagesOf } from '../../circulation/messages.store.ts'
import { type Actor, lockActors } from '../../org/actor.ts'
import { officerNames } from '../../org/officer-name.ts'
import type { Tx } from '../../platform/database.ts'
import { type AcknowledgementOutcome, recordAcknowledgements } from '../../response/record-acknowledgement.ts'
import { timeAndDayText } from '../../texts/dates.ts'
import { type Language, plain } from '../../texts/index.ts'
import type { BotDeps } from '../bot-deps.ts'
import { obligationButtons } from '../compose/keyboards.ts'
import { acknowledgeButtons } from '../features/report/buttons.ts'
import type { AfterCommit } from './after-commit.ts'
import { errorSummary, isDatabaseTrouble } from './failures.ts'
import { failUpdate, finishUpdates, takeAcknowledgements } from './update.store.ts'

const maxAtOnce = 500
/** Batches under way at the same time: while the database works for one, the other is prepared. */
const lanes = 2

/** Handles all taps that are open now, batch by batch. Returns how many were handled. */
export async function handleAcknowledgements(deps: BotDeps, afterCommit: AfterCommit): Promise<number> {
  const first = await handleBatches(deps, afterCommit, 1)
  // Few taps came: nothing is left for a second lane.
  if (first < maxAtOnce) return first
  const rest = await Promise.all(Array.from({ length: lanes }, () => handleBatches(deps, afterCommit)))
  return rest.reduce((sum, handled) => sum + handled, first)
}

async function handleBatches(
  deps: BotDeps,
  afterCommit: AfterCommit,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let total = 0
  let size = maxAtOnce
  let afterSeq = 0
  for (let batches = 0; batches < most; batches++) {
    try {
      const { handled, lastSeq } = await handleBatch(deps, afterCommit, size, afterSeq)
      total += handled
      if (handled === 0) return total
      afterSeq = lastSeq
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error
      deps.log.error({ failure: errorSummary(error), size }, 'A batch of acknowledgements failed')
      if (size === 1) await giveWay(deps, error, afterSeq)
      // One of them is at fault: take them one by one from here on.
      size = 1
      most = Number.POSITIVE_INFINITY
    }
  }
  return total
}

async function handleBatch(
  deps: BotDeps,
  afterCommit: AfterCommit,
  size: number,
  afterSeq: number,
): Promise<{ handled: number; lastSeq: number }> {
  const startedMs = performance.now()
  const batch = await deps.db.transaction().execute(async (tx) => {
    const now = deps.clock.now()
    const taps = await takeAcknowledgements(tx, deps.me.id, now, size, afterSeq)
    if (taps.length === 0) return null
    const people = taps.map((tap) => tap.payload.callback_query!.from.id)
    const actors = await lockActors(tx, people, now)
    const outcomes = await recordAcknowledgements(
      tx,
      taps.map((tap, i) => ({
        obligationId: tap.obligationId,
        actor: actors.get(people[i]!) ?? null,
        at: tap.receivedAt,
      })),
    )
    await finishUpdates(
      tx,
      taps.map((tap) => tap.seq),
      now,
    )
    const received = taps.flatMap((tap, i) => (isReceived(outcomes[i]!) ? [tap.obligationId] : []))
    const messages = await messagesOf(tx, received)
    const names = await namesByOfficer(tx, outcomes, actors.values())
    return { taps, people, actors, outcomes, messages, names }
  })
  if (batch === null) return { handled: 0, lastSeq: afterSeq }
  const tookMs = Math.round(performance.now() - startedMs)
  if (tookMs > 1_000) deps.log.warn({ taps: batch.taps.length, tookMs }, 'Handling taps was slow')
  batch.taps.forEach((tap, i) => {
    const outcome = batch.outcomes[i]!
    const query = tap.payload.callback_query!
    const language = batch.actors.get(batch.people[i]!)?.language ?? 'vi'
    const name = isReceived(outcome) ? (batch.names.get(outcome.by ?? 0) ?? '') : ''
    afterCommit.answerTap(query.id, tap.receivedAt, answer(deps, language, outcome, name))
    if (!isReceived(outcome)) return
    // The list of duties has buttons of its own, which stay.
    const inList = acknowledgeButtons.read(query.data ?? '')?.action === 'in_list'
    const shown = new Map(
      (batch.messages.get(tap.obligationId) ?? []).map((at) => [`${at.telegramChatId}:${at.messageId}`, at]),
    )
    if (!inList && query.message) {
      const at = { telegramChatId: query.message.chat.id, messageId: query.message.message_id }
      shown.set(`${at.telegramChatId}:${at.messageId}`, at)
    }
    const obligation = { ...outcome.obligation, acknowledgedAt: outcome.at, acknowledgedBy: name }
    for (const at of shown.values())
      afterCommit.showButtons(
        at,
        obligationButtons(language, obligation, {
          timeZone: deps.calendar.timeZone,
          botUsername: deps.me.username,
          inGroup: at.telegramChatId < 0,
        }),
      )
  })
  return { handled: batch.taps.length, lastSeq: batch.taps.at(-1)!.seq }
}

type Received = Extract<AcknowledgementOutcome, { obligation: unknown }>
const isReceived = (outcome: AcknowledgementOutcome): outcome is Received => 'obligation' in outcome

/** Names of those who acknowledged, by officer: those who tapped now, and whoever was quicker than them. */
async function namesByOfficer(
  tx: Tx,
  outcomes: AcknowledgementOutcome[],
  actors: Iterable<Actor>,
): Promise<Map<number, string>> {
  const names = new Map([...actors].map((actor) => [actor.officerId, actor.fullName]))
  const others = outcomes.flatMap((outcome) =>
    isReceived(outcome) && outcome.by !== null && !names.has(outcome.by) ? [outcome.by] : [],
  )
  if (others.length === 0) return names
  for (const [id, name] of await officerNames(tx, others)) names.set(id, name)
  return names
}

function answer(
  deps: BotDeps,
  language: Language,
  outcome: AcknowledgementOutcome,
  name: string,
): { text: string; alert: boolean } {
  switch (outcome.outcome) {
    case 'recorded':
    case 'already': {
      const time = timeAndDayText(outcome.at, language, deps.calendar.timeZone)
      return { text: plain(language, `chat-acknowledged-${outcome.outcome}`, { time, name }), alert: false }
    }
    case 'not_allowed':
      return { text: plain(language, 'chat-not-yours'), alert: true }
    case 'gone':
      return { text: plain(language, 'chat-directive-withdrawn'), alert: true }
  }
}

/** Notes the failure of the one tap that is next, so that the others can go on. */
async function giveWay(deps: BotDeps, error: unknown, afterSeq: number): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const now = deps.clock.now()
    const [tap] = await takeAcknowledgements(tx, deps.me.id, now, 1, afterSeq)
    if (tap) await failUpdate(tx, tap.seq, { error: errorSummary(error), counts: true, now })
  })
}
