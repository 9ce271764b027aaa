// A message with a mark of secrecy. The intake never stored its words (intake.ts), only the fact of a
// refusal. An open draft may be of the same document, so it is deleted as well.
import { Composer } from 'grammy'
import type { BotContext } from '../context.ts'
import { secretContent } from '../updates/intake.ts'
import { refuseAsSecret } from './new-directive/secrecy-refusal.ts'

const feature = new Composer<BotContext>()

export { feature as secretFeature }

feature
  .on(['message', 'edited_message'])
  .filter((ctx) => secretContent in ctx.msg)
  .use((ctx) => refuseAsSecret(ctx, 'mark_found', 'chat-secret-refused'))
