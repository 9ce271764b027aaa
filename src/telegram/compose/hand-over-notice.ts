// Tells those who had a duty that it has changed hands or ended: to whom, since when, what that means, whom to ask. In the
// transaction that does it, so exactly once; to private chats only that can be written to and whose owner agreed to
// the notice on personal data. Used by chat and command line.
import { enqueueMessages } from '../../circulation/outbox.ts'
import type { HandedOver } from '../../org/duty-succession.ts'
import { unitPath } from '../../org/unit.store.ts'
import type { Tx } from '../../platform/database.ts'
import { timeAndDayText } from '../../texts/dates.ts'
import { html, plain } from '../../texts/index.ts'
import type { BotContext } from '../context.ts'

/** Officers' ids: to whom a notice goes, and who must be told otherwise. */
export interface Told {
  reached: number[]
  missed: number[]
}

/** Puts the notices into the outbox. Wake 'send-deliveries' after the commit when somebody is reached. */
export async function tellPredecessors(
  tx: Tx,
  { unitId, duty, successorId, ended }: HandedOver,
  { now, timeZone }: { now: Date; timeZone: string },
): Promise<Told> {
  if (ended.length === 0) return { reached: [], missed: [] }
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
  const successor =
    successorId === null
      ? undefined
      : await tx.selectFrom('officer').select('full_name').where('id', '=', successorId).executeTakeFirst()
  const what = successorId === null ? 'ended' : 'handed-over'
  const { names } = await unitPath(tx, unitId)
  const [unit, superior] = [names.at(-1) ?? '', names.at(-2)]
  await enqueueMessages(
    tx,
    chats.map((chat) => {
      const language = chat.language === 'en' ? 'en' : 'vi'
      const text = html(language, `unit-told-${stoodIn.get(chat.officer_id) ? 'stood-in-' : ''}${what}`, {
        duty: plain(language, `unit-duty-${duty}`),
        unit,
        name: successor?.full_name ?? '—',
        when: timeAndDayText(now, language, timeZone),
        ask: plain(language, superior === undefined ? 'unit-told-ask-top' : 'unit-told-ask', {
          unit: superior ?? unit,
        }),
      })
      return {
        purpose: 'notice' as const,
        lane: 0 as const,
        telegramChatId: chat.telegram_chat_id,
        chatId: chat.id,
        language,
        payload: { message: { text } },
        dueAt: now,
        now,
      } as const
    }),
  )
  const reached = chats.map((chat) => chat.officer_id)
  return { reached, missed: [...stoodIn.keys()].filter((id) => !reached.includes(id)) }
}

/** The same from within a chat, and has it sent. */
export async function tellFromChat(ctx: BotContext, handedOver: HandedOver): Promise<Told> {
  const told = await tellPredecessors(ctx.tx, handedOver, { now: ctx.now, timeZone: ctx.calendar.timeZone })
  if (told.reached.length > 0) ctx.wake('send-deliveries', { slot: 0 })
  return told
}
