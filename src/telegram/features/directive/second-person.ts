// Tells a drafter who may approve as the second person; when nobody may, what to do about that.
import { type Approver, approversOf } from '../../../directive/approvers.store.ts'
import { can } from '../../../org/permissions.ts'
import { unitPath } from '../../../org/unit.store.ts'
import type { BotContext } from '../../context.ts'

/** Maximum number of named approvers; the others see the draft in /duyet as well. */
const namesShown = 3

/** The operator's command; the same in every language. */
const switchOff = 'npm run cli -- rule two-persons off'

export interface SecondPersonAsked {
  issuerUnitId: number
  /** Officers who drafted it or submitted it for approval. */
  except: readonly (number | null)[]
  /** Has the draft been submitted? Otherwise it is still being written. */
  waits: boolean
}

/** Lines of Telegram HTML. Approvers whom the drafter may not look up appear by their duty alone. */
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
