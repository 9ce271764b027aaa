// A message with a mark of secrecy. Its words were never stored (intake.ts); all that is kept is that it was
// refused. A draft in the making may be of the same document: it goes as well.
import { Composer } from 'grammy'
import type { BotContext } from '../context.ts'
import { secretContent } from '../updates/intake.ts'
import { refuseAsSecret } from './new-directive/secrecy-refusal.ts'

export const secret = new Composer<BotContext>()

secret
  .on(['message', 'edited_message'])
  .filter((ctx) => secretContent in ctx.msg)
  .use((ctx) => refuseAsSecret(ctx, 'mark_found', 'chat-secret-refused'))
