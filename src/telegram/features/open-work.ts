// The answer to the question whether to give up the open work: the bot keeps it, or drops it and does what
// the person wanted instead.
import { Composer } from 'grammy'
import type { BotContext } from '../context.ts'
import { dropOpen, isAskedNow, openWorkButtons, wantedUpdate } from '../dialog.ts'

const feature = new Composer<BotContext>()

export { feature as openWorkFeature }

openWorkButtons.on(feature, {
  keep: (ctx, { asked }) =>
    ctx.showInstead([], ctx.html(isAskedNow(ctx, asked) ? 'open-work-kept' : 'open-work-old')),
  drop: async (ctx, { asked }) => {
    if (!isAskedNow(ctx, asked)) return ctx.showInstead([], ctx.html('open-work-old'))
    const wanted = wantedUpdate(ctx)
    await dropOpen(ctx)
    ctx.showInstead([], ctx.html(wanted ? 'open-work-dropped' : 'open-work-dropped-again'))
    if (wanted) ctx.handleNext(wanted)
  },
})
