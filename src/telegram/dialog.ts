// Conversations: what each kind notes, and the one rule for what may replace an open conversation. A question
// may be replaced by anything. Work is replaced only after the person agrees; until then it stays.
import type { Update } from 'grammy/types'
import type { Tx } from '../platform/database.ts'
import type { JsonObject } from '../platform/database-types.ts'
import { defineButtons, token } from './buttons.ts'
import type { BotContext } from './context.ts'

/**
 * What is lost when another conversation replaces this one: `work` that somebody has written, the place of a
 * `question` that the bot can easily ask again, or `nothing`: it only listens, such as for the next search.
 */
export type Holds = 'work' | 'question' | 'nothing'

/** A kind of conversation. Its `Data` must fit JSON. */
export interface Dialog<Data extends object> {
  readonly kind: string
  /** The noted data; null when this conversation is not open. */
  data(ctx: BotContext): Data | null
  isOpen(ctx: BotContext): boolean
  /**
   * Opens the conversation. Null when work is open: the person was asked whether to give that up, and the
   * caller must say nothing else. A function as `data` runs only when nothing stands in the way. `isSecret`:
   * the person's update is not stored, so it cannot be repeated when the person agrees.
   */
  open(
    ctx: BotContext,
    data: Data | (() => Promise<Data>),
    options?: { isSecret?: boolean },
  ): Promise<Data | null>
  /**
   * Opens the conversation unless another one waits for an answer; never asks. Returns whether it is open.
   */
  openIfFree(ctx: BotContext, data: Data): Promise<boolean>
  /** Notes how far it has come. Does nothing when it is not open. */
  moveOn(ctx: BotContext, data: Data): Promise<void>
  /** Closes it, if it is open. */
  close(ctx: BotContext): Promise<void>
}

interface Kind {
  holds: Holds
  drop?: (tx: Tx, data: JsonObject) => Promise<void>
}
const kinds = new Map<string, Kind>()

/** Every kind of conversation, for tests that must hold for all of them. */
export const dialogKinds = (): ReadonlyMap<string, { holds: Holds }> => kinds

/**
 * Defines a kind of conversation. `drop` deletes what the work has stored. Throws when the kind is defined
 * twice.
 */
export function defineDialog<Data extends object>(
  kind: string,
  how: { holds: 'question' | 'nothing' } | { holds: 'work'; drop: (tx: Tx, data: Data) => Promise<void> },
): Dialog<Data> {
  if (kinds.has(kind)) throw new Error(`Conversation defined twice: ${kind}`)
  const drop = 'drop' in how ? (tx: Tx, data: JsonObject) => how.drop(tx, data as Data) : undefined
  kinds.set(kind, { holds: how.holds, ...(drop ? { drop } : {}) })
  const isOpen = (ctx: BotContext) => ctx.dialog.kind === kind
  return {
    kind,
    isOpen,
    data: (ctx) => (isOpen(ctx) ? (ctx.dialog.data as Data) : null),
    async open(ctx, data, { isSecret = false } = {}) {
      if (!(await mayReplaceOpen(ctx, { isSecret }))) return null
      const noted = typeof data === 'function' ? await data() : data
      await ctx.dialog.set(kind, asJson(noted))
      return noted
    },
    async openIfFree(ctx, data) {
      if (heldBy(ctx) !== 'nothing' && !isOpen(ctx)) return false
      await ctx.dialog.set(kind, asJson(data))
      return true
    },
    async moveOn(ctx, data) {
      if (!isOpen(ctx)) throw new Error(`The conversation ${kind} is not open.`)
      await ctx.dialog.set(kind, asJson(data))
    },
    async close(ctx) {
      if (isOpen(ctx)) await ctx.dialog.clear()
    },
  }
}

/** Is no conversation open in this chat? Then typed text answers no question. */
export const isIdle = (ctx: BotContext): boolean => ctx.dialog.kind === null

/** May another conversation open? When work is open, the person is asked whether to give it up. */
export async function mayReplaceOpen(ctx: BotContext, { isSecret = false } = {}): Promise<boolean> {
  if (heldBy(ctx) !== 'work') return true
  await askWhetherToDrop(ctx, isSecret)
  return false
}

/** Closes the open conversation of any kind and drops what its work has stored. */
export async function dropOpen(ctx: BotContext): Promise<void> {
  const { kind, data } = ctx.dialog
  await ctx.dialog.clear()
  await kinds.get(kind ?? '')?.drop?.(ctx.tx, data)
}

/** A kind that this version of the bot does not know holds nothing that anybody could continue. */
function heldBy(ctx: BotContext): Holds {
  return kinds.get(ctx.dialog.kind ?? '')?.holds ?? 'nothing'
}

const asJson = (data: object) => JSON.parse(JSON.stringify(data)) as JsonObject

/** The buttons below the question whether to give up the open work; `asked` ties them to that question. */
export const openWorkButtons = defineButtons('open_work', {
  keep: { asked: token },
  drop: { asked: token },
})

/** The command or the tap that would have replaced the work. */
interface Wanted {
  /** The number of the refused update. */
  asked: number
  command?: string
  tap?: { data: string; messageId: number }
}

async function askWhetherToDrop(ctx: BotContext, isSecret: boolean): Promise<void> {
  const { message, callbackQuery } = ctx
  const asked = ctx.update.update_id
  const wanted: Wanted = { asked }
  if (!isSecret && message?.text?.startsWith('/')) wanted.command = message.text
  if (!isSecret && callbackQuery?.data !== undefined && callbackQuery.message)
    wanted.tap = { data: callbackQuery.data, messageId: callbackQuery.message.message_id }
  await ctx.dialog.setWanted(asJson(wanted))
  const { button } = openWorkButtons
  await ctx.say(
    'open-work-ask',
    { work: ctx.dialog.kind ?? '' },
    {
      buttons: [
        [button.keep(ctx.t('open-work-button-keep'), { asked })],
        [button.drop(ctx.t('open-work-button-drop'), { asked })],
      ],
    },
  )
}

/** Is the question of that button still open? Any answer to the work since then makes the button old. */
export function isAskedNow(ctx: BotContext, asked: number): boolean {
  return ctx.dialog.wanted?.asked === asked
}

/** What the person wanted, as an update of the same chat; null when it was not stored. */
export function wantedUpdate(ctx: BotContext): Update | null {
  const tapped = ctx.callbackQuery
  const message = tapped?.message
  const { command, tap } = (ctx.dialog.wanted ?? {}) as Partial<Wanted>
  const { update_id } = ctx.update
  if (!tapped || !message || message.chat.type !== 'private') return null
  const { chat, date } = message
  if (tap)
    return {
      update_id,
      callback_query: {
        id: tapped.id,
        from: tapped.from,
        chat_instance: tapped.chat_instance,
        data: tap.data,
        message: { chat, message_id: tap.messageId, date: 0 },
      },
    }
  if (command === undefined) return null
  const length = command.split(/\s/, 1)[0]?.length ?? 0
  return {
    update_id,
    message: {
      message_id: message.message_id,
      from: tapped.from,
      chat,
      date,
      text: command,
      entities: [{ type: 'bot_command', offset: 0, length }],
    },
  }
}
