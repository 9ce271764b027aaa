// Tells those who may approve that a draft waits for them. The approval itself is features/register.ts.
import { enqueueMessages } from '../circulation/outbox.ts'
import { approversOf } from '../directive/approvers.store.ts'
import { findDirective } from '../directive/directive.store.ts'
import { unitPath } from '../org/unit.store.ts'
import { html, plain } from '../texts/index.ts'
import { encodeCallback } from './callback-codec.ts'
import type { BotContext } from './context.ts'

/** Returns how many were told. */
export async function announceForApproval(ctx: BotContext, directiveId: number): Promise<number> {
  const directive = await findDirective(ctx.tx, directiveId)
  if (!directive) return 0
  const path = await unitPath(ctx.tx, directive.issuerUnitId)
  const approvers = await approversOf(ctx.tx, {
    pathIds: path.ids,
    except: directive.approvalAskedBy,
    now: ctx.now,
  })
  await enqueueMessages(
    ctx.tx,
    approvers.map(({ telegramChatId, chatId, language }) => ({
      ...{ purpose: 'notice' as const, lane: 0 as const, telegramChatId, chatId, language, directiveId },
      payload: {
        message: {
          text: html(language, 'approve-waiting', {
            number: directive.numberText,
            subject: directive.subject,
            name: ctx.actor?.fullName ?? '',
          }),
          buttons: [
            [
              {
                text: plain(language, 'approve-button-look'),
                data: encodeCallback({ action: 'approve', id: directiveId }),
              },
            ],
          ],
        },
      },
      ...{ dueAt: ctx.now, now: ctx.now },
    })),
  )
  ctx.effects.said = true
  return approvers.length
}
