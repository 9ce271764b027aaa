// Short forms for what features listen to: a command in the private chat, a button, an answer within a conversation.
import type { Composer, Filter } from 'grammy'
import type { CallbackAction } from './callback-codec.ts'
import type { BotContext } from './context.ts'

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

/** A text, not a command, that the person sends while the conversation `kind` is open in a private chat. */
export function onAnswer(composer: Composer<BotContext>, kind: string): Composer<AnswerContext> {
  return composer
    .on('message:text')
    .filter(
      (ctx): ctx is AnswerContext =>
        ctx.isPrivate && ctx.dialog.kind === kind && !ctx.message.text.startsWith('/'),
    )
}
export type AnswerContext = Filter<BotContext, 'message:text'>
