// Opens the conversation of /moi for a registered draft (sent back, or still awaiting approval), so that the
// drafter can change every field and the file before submitting it again.
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { contentOf } from '../../../directive/draft-content.store.ts'
import type { BotContext } from '../../context.ts'
import { newDirective } from './conversation.ts'

/** Asks for the declaration anew, then what to change. A conversation about the same version continues. */
export async function reworkDraft(ctx: BotContext, row: DirectiveRow): Promise<void> {
  const open = await newDirective.current(ctx)
  const { directiveId, version } = open?.notes.redraft ?? {}
  if (open && directiveId === row.id && version === row.version) return await newDirective.askNext(ctx, open)
  const content = await contentOf(ctx.tx, row)
  const links = (content.links ?? []).map(({ numberText, relation }) => ({ numberText, relation }))
  await newDirective.start(ctx, {
    content,
    notes: {
      redraft: { directiveId: row.id, version: row.version },
      links,
      keepLinks: links.length > 0,
      ...(row.notAMark ? { notAMark: row.notAMark } : {}),
      ...(row.unseen ? { unseen: row.unseen } : {}),
    },
  })
}
