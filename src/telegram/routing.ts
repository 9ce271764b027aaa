// Short forms for what features listen to: a command in the private chat, a button, an answer within a
// conversation.
import type { Composer, Filter } from 'grammy'
import type { CallbackAction } from './callback-codec.ts'
import type { BotContext } from './context.ts'
import type { Dialog } from './dialog.ts'

/** A tap on a button of this version with one of the actions. Its meaning is in `ctx.tap`. */
export function onTap(composer: Composer<BotContext>, ...actions: CallbackAction[]): Composer<TapContext> {
  return composer
    .on('callback_query:data')
    .filter((ctx): ctx is TapContext => ctx.tap !== null && actions.includes(ctx.tap.action))
}
export type TapContext = Filter<BotContext, 'callback_query:data'> & { tap: NonNullable<BotContext['tap']> }

/** A command such as `viec`, in private chats only; what follows it is in `ctx.match`. */
export function onCommand(composer: Composer<BotContext>, ...names: string[]): Composer<CommandContext> {
  return composer.chatType('private').command(names) as unknown as Composer<CommandContext>
}
export type CommandContext = Filter<BotContext, 'message:text'> & { match: string }

/** A text, not a command, that the person sends in a private chat while the conversation is open. */
export function onAnswer<Data extends object>(
  composer: Composer<BotContext>,
  dialog: Dialog<Data>,
): Composer<AnswerContext<Data>> {
  return composer
    .on('message:text')
    .filter(
      (ctx): ctx is AnswerContext<Data> =>
        ctx.isPrivate && dialog.isOpen(ctx) && !ctx.message.text.startsWith('/'),
    )
}
/** `ctx.dialog.data` is what the conversation has noted. */
export type AnswerContext<Data extends object> = Filter<BotContext, 'message:text'> & {
  readonly dialog: { readonly data: Data }
}
