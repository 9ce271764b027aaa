// Short forms for what features listen to: a command in the private chat, an answer within a conversation.
import type { Composer, Filter } from 'grammy'
import type { BotContext } from './context.ts'
import type { Dialog } from './dialog.ts'

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
/** `ctx.dialog.data` has the data that the conversation has noted. */
export type AnswerContext<Data extends object> = Filter<BotContext, 'message:text'> & {
  readonly dialog: { readonly data: Data }
}
