// Tells those who had a duty that it has changed hands: to whom, since when, what that means, whom to ask. In the
// transaction of the hand-over, so exactly once; to private chats only that can be written to and whose owner agreed to
// the notice on personal data. Used by chat and command line.
import { enqueueMessages } from '../circulation/outbox.ts'
import type { HandedOver } from '../org/duty-succession.ts'
import { unitPath } from '../org/unit.store.ts'
import type { Tx } from '../platform/database.ts'
import { timeAndDayText } from '../texts/dates.ts'
import { html, plain } from '../texts/index.ts'

/** Puts the notices into the outbox; returns how many. Wake 'send-deliveries' after the commit when there are any. */
export async function tellPredecessors(
  tx: Tx,
  { unitId, duty, successorId, ended }: HandedOver,
  { now, timeZone }: { now: Date; timeZone: string },
): Promise<number> {
  if (ended.length === 0) return 0
  const stoodIn = new Map(ended.map((one) => [one.officerId, one.stoodIn]))
  const chats = await tx
    .selectFrom('chat')
    .innerJoin('officer', 'officer.id', 'chat.officer_id')
    .select(['chat.id', 'chat.telegram_chat_id', 'officer.id as officer_id', 'officer.language'])
    .where('chat.officer_id', 'in', [...stoodIn.keys()])
    .where('chat.kind', '=', 'private')
    // A chat whose owner never agreed is in another state.
    .where('chat.state', '=', 'reachable')
    .where('officer.erased_at', 'is', null)
    .execute()
  const successor = await tx
    .selectFrom('officer')
    .select('full_name')
    .where('id', '=', successorId)
    .executeTakeFirst()
  const { names } = await unitPath(tx, unitId)
  const [unit, superior] = [names.at(-1) ?? '', names.at(-2)]
  const ids = await enqueueMessages(
    tx,
    chats.map((chat) => {
      const language = chat.language === 'en' ? 'en' : 'vi'
      const text = html(
        language,
        stoodIn.get(chat.officer_id) ? 'unit-told-stood-in' : 'unit-told-handed-over',
        {
          ...{ duty: plain(language, `unit-duty-${duty}`), unit, name: successor?.full_name ?? '—' },
          when: timeAndDayText(now, language, timeZone),
          ask: plain(language, superior === undefined ? 'unit-told-ask-top' : 'unit-told-ask', {
            unit: superior ?? unit,
          }),
        },
      )
      return {
        ...{ purpose: 'notice' as const, lane: 0 as const, telegramChatId: chat.telegram_chat_id },
        ...{ chatId: chat.id, language, payload: { message: { text } }, dueAt: now, now },
      } as const
    }),
  )
  return ids.length
}
