// Tells a drafter who may approve in the second place; when nobody may, what to do about that.
import { type Approver, approversOf } from '../../../directive/approvers.store.ts'
import { can } from '../../../org/permissions.ts'
import { unitPath } from '../../../org/unit.store.ts'
import type { BotContext } from '../../context.ts'

/** Of those who may approve; the others see it in /duyet as well. */
const namesShown = 3

/** The command of the operator; the same in every language. */
const switchOff = 'npm run cli -- rule two-persons off'

export interface SecondPersonAsked {
  issuerUnitId: number
  /** Officers who drafted it or asked for approval. */
  except: readonly (number | null)[]
  /** Has it been submitted already? Else it is still being drafted. */
  waits: boolean
}

/** Lines of Telegram HTML. People above whom the drafter may not look up are told by their duty alone. */
export async function secondPersonLines(ctx: BotContext, asked: SecondPersonAsked): Promise<string[]> {
  const path = await unitPath(ctx.tx, asked.issuerUnitId)
  const approvers = await approversOf(ctx.tx, { pathIds: path.ids, except: asked.except, now: ctx.now })
  const unit = path.names.at(-1) ?? ''
  if (approvers.length === 0) {
    return [
      ctx.html('second-nobody', { unit }),
      ctx.html('second-nobody-invite', { unit }),
      ctx.html('second-nobody-switch', { command: switchOff }),
      ctx.html(asked.waits ? 'second-nobody-waits' : 'second-nobody-drafting'),
    ]
  }
  const seen = new Set(approvers.slice(0, namesShown).map((approver) => nameLine(ctx, approver, path.ids)))
  return [
    ctx.html('second-who'),
    ...seen,
    ...(approvers.length > namesShown
      ? [ctx.html('second-more', { count: approvers.length - namesShown })]
      : []),
    ...(approvers.some(({ chat }) => chat) ? [] : [ctx.html('second-none-told')]),
  ]
}

function nameLine(ctx: BotContext, { fullName, duty, unitId, unitName, chat }: Approver, path: number[]) {
  const pathIds = path.slice(0, path.indexOf(unitId) + 1)
  const who = { duty: ctx.t(`unit-duty-${duty}`), unit: unitName }
  if (!ctx.actor || !can(ctx.actor, 'unit.view', { pathIds })) return ctx.html('second-duty', who)
  return ctx.html(chat ? 'second-person' : 'second-person-unreached', { ...who, name: fullName })
}
