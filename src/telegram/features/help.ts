// /trogiup: what the person can do here, by the person's duties; for unknown people, how to enrol.
import { Composer } from 'grammy'
import { commandsFor } from '../commands.ts'
import type { BotContext } from '../context.ts'
import { onCommand } from '../routing.ts'
import { sayWithoutDuty } from './people/current-person.ts'

const feature = new Composer<BotContext>()

export { feature as helpFeature }

onCommand(feature, 'trogiup', 'help').use(async (ctx) => {
  await sayHelp(ctx)
})

/** Greets, names the duties and lists the commands of use. */
export async function sayHelp(ctx: BotContext): Promise<void> {
  const { actor } = ctx
  if (actor === null) return await sayNotEnrolled(ctx)
  const duties = actor.duties
    .slice(0, 5)
    .map(({ duty, unitName }) => ctx.html('help-duty', { duty: ctx.t(`help-duty-${duty}`), unit: unitName }))
  const lines = commandsFor(actor).map(({ name }) => `/${name} — ${ctx.html(`help-command-${name}`)}`)
  await ctx.sayHtml(
    [
      ctx.html('help-greeting', { name: actor.fullName }),
      ...duties,
      '',
      ...lines,
      '',
      ctx.html('help-closing'),
    ].join('\n'),
  )
}

/**
 * For somebody without a duty: what the person can still do, or how to enrol. Says nothing about any
 * directive.
 */
export async function sayNotEnrolled(ctx: BotContext): Promise<void> {
  if (ctx.callbackQuery && !ctx.isPrivate) return ctx.answerTap('chat-not-yours', {}, { alert: true })
  await sayWithoutDuty(ctx)
}
