// A conversation that writes a draft is a list of steps. The next question is the first step that is not
// answered, unless one is asked out of turn. A step holds everything about its question: when it is answered,
// how it is asked, and what a typed text, a document or a button makes of the draft.

import type { Composer, Filter } from 'grammy'
import { type Draft, readDraft, saveDraft, startDraft } from '../directive/draft.store.ts'
import type { TextKey } from '../texts/index.ts'
import { type ButtonValue, defineButtons, type TapContext, token } from './buttons.ts'
import type { BotContext } from './context.ts'
import { type Dialog, dropOpen } from './dialog.ts'
import { onAnswer, onCommand } from './routing.ts'

/** What the steps of any draft remember: the step that is asked out of turn. */
export interface StepNotes {
  again?: string
}

/** What an answer made of the draft. */
export type Outcome<D> =
  /** It is kept, and the next question is asked; `note` is the key of a text that is said before. */
  | { next: D; note?: TextKey }
  /** It is kept, and the step with this id is asked out of turn. */
  | { ask: string; draft: D }
  /** It is kept, and the question is put anew in the message whose button was tapped. */
  | { here: D }
  /** It is kept, and everything was said already. */
  | { kept: D }
  /** Nothing changes; the text of this key says why. */
  | { fault: TextKey }
  /** The conversation is over, and everything was said already. */
  | 'over'
  /** Nothing changes, as a button does not fit any more; the open question is asked again. */
  | null

type Answer<D> = Outcome<D> | Promise<Outcome<D>>

export interface Step<D> {
  readonly id: string
  isAnswered(draft: D): boolean
  /** It may be asked out of turn, by an `askButton`. */
  readonly outOfTurn?: true
  /** Asks; `inPlace` in the message whose button was tapped, where the question allows it. */
  ask(ctx: BotContext, draft: D, how: { inPlace: boolean }): Promise<unknown>
  /** A typed answer; without this the question is answered by buttons alone. */
  onText?(ctx: TextContext, draft: D, text: string): Answer<D>
  onDocument?(ctx: BotContext, draft: D): Answer<D>
  /** What its buttons do, by `answerTaps`. They also work while another question is open. */
  readonly taps?: StepTaps<D>
}

export type TextContext = Filter<BotContext, 'message:text'>

/** Registers the buttons of a step; `answer` finds the draft and carries out what the handler makes of it. */
export type StepTaps<D> = (
  composer: Composer<BotContext>,
  answer: (ctx: TapContext, draftId: number, handle: (draft: D, open: string) => Answer<D>) => Promise<void>,
) => void

/**
 * What the buttons of a step do; all of them must be named. Each button names the draft, so that one of an
 * earlier conversation changes nothing. `open` is the id of the step that is open.
 */
export function answerTaps<D, Values extends Record<string, { draft: number }>>(
  buttons: {
    on(
      composer: Composer<BotContext>,
      handlers: { [Action in keyof Values]: (ctx: TapContext, values: Values[Action]) => unknown },
    ): void
  },
  handlers: {
    [Action in keyof Values]: (ctx: TapContext, draft: D, values: Values[Action], open: string) => Answer<D>
  },
): StepTaps<D> {
  return (composer, answer) => {
    const wrapped = {} as { [Action in keyof Values]: (ctx: TapContext, values: Values[Action]) => unknown }
    for (const action in handlers)
      wrapped[action] = (ctx, values) =>
        answer(ctx, values.draft, (draft, open) => handlers[action](ctx, draft, values, open))
    buttons.on(composer, wrapped)
  }
}

/** The id of a step. Which steps there are is known where they are listed. */
const stepId: ButtonValue<string> = {
  names: null,
  maxLength: 16,
  write: (id) => id,
  read: (text) => (/^[a-z_]{1,16}$/.test(text) ? text : undefined),
  isAllowed: async () => true,
}

/** Buttons of every conversation with steps: to give it up, and to ask a step out of turn. */
export const defineStepButtons = (group: string) =>
  defineButtons(group, { cancel: { draft: token }, ask: { draft: token, step: stepId } })

export interface Conversation<Notes extends StepNotes> {
  /** Starts a draft and asks the first question; asks first when work is open. */
  start(
    ctx: BotContext,
    begin: { content: Draft<Notes>['content']; notes: Notes; note?: Note },
  ): Promise<void>
  /** The draft that is open in this chat; null when there is none. */
  current(ctx: BotContext): Promise<Draft<Notes> | null>
  /** Asks what comes next. */
  askNext(ctx: BotContext, draft: Draft<Notes>): Promise<void>
  /** Registers all that the conversation listens to. */
  listen(composer: Composer<BotContext>): void
}
/** A text of src/texts that is said before the first question. */
type Note = readonly [key: TextKey, values: Record<string, string>]

interface ConversationParts<Notes extends StepNotes> {
  dialog: Dialog<{ draftId: number }>
  buttons: ReturnType<typeof defineStepButtons>
  steps: readonly Step<Draft<Notes>>[]
  /** Says that it was given up. */
  sayCancelled(ctx: BotContext): Promise<void>
  /** Refuses a text for what it says, ends the conversation and says so; false when the text may be kept. */
  refuses(ctx: BotContext, text: string): Promise<boolean>
  /** A document while the open question asks for none. */
  onOtherDocument(ctx: BotContext, draft: Draft<Notes>): Answer<Draft<Notes>>
}

export function createConversation<Notes extends StepNotes>(
  parts: ConversationParts<Notes>,
): Conversation<Notes> {
  type D = Draft<Notes>
  const { dialog, buttons, steps } = parts

  const stepOf = (draft: D) =>
    steps.find(({ id }) => id === draft.notes.again) ??
    steps.find((step) => !step.isAnswered(draft)) ??
    steps.at(-1)!

  async function current(ctx: BotContext): Promise<D | null> {
    const open = dialog.data(ctx)
    return open && (await readDraft<Notes>(ctx.tx, open.draftId))
  }

  async function askNext(ctx: BotContext, draft: D, how = { inPlace: false }): Promise<void> {
    await stepOf(draft).ask(ctx, draft, how)
  }

  async function save(ctx: BotContext, draft: D): Promise<void> {
    await saveDraft(ctx.tx, draft, ctx.now)
    // Both rows live equally long after the last answer.
    await dialog.moveOn(ctx, { draftId: draft.id })
  }

  async function apply(ctx: BotContext, draft: D, outcome: Outcome<D>): Promise<void> {
    if (outcome === null) return await askNext(ctx, draft)
    if (outcome === 'over') return
    if ('fault' in outcome) return await ctx.say(outcome.fault)
    if ('kept' in outcome) return await save(ctx, outcome.kept)
    if ('here' in outcome) {
      await save(ctx, outcome.here)
      return await askNext(ctx, outcome.here, { inPlace: true })
    }
    const again = 'ask' in outcome ? outcome.ask : undefined
    const changed = 'ask' in outcome ? outcome.draft : outcome.next
    const next: D = { ...changed, notes: { ...changed.notes, again } }
    await save(ctx, next)
    if ('next' in outcome && outcome.note) await ctx.say(outcome.note)
    await askNext(ctx, next)
  }

  async function answerTap(
    ctx: TapContext,
    draftId: number,
    handle: (draft: D, open: string) => Answer<D>,
  ): Promise<void> {
    const draft = await current(ctx)
    if (draft?.id !== draftId) {
      ctx.answerTap('new-over')
      return ctx.showInstead([])
    }
    const outcome = await handle(draft, stepOf(draft).id)
    const staysHere = outcome !== null && typeof outcome === 'object' && 'here' in outcome
    if (!staysHere) ctx.showInstead([])
    await apply(ctx, draft, outcome)
  }

  async function cancel(ctx: BotContext): Promise<void> {
    await dropOpen(ctx)
    await parts.sayCancelled(ctx)
  }

  function listen(composer: Composer<BotContext>): void {
    onCommand(composer, 'huy').use(async (ctx, next) =>
      dialog.isOpen(ctx) ? await cancel(ctx) : await next(),
    )
    const ownTaps = answerTaps<D, { cancel: { draft: number }; ask: { draft: number; step: string } }>(
      buttons,
      {
        cancel: async (ctx): Promise<Outcome<D>> => {
          await cancel(ctx)
          return 'over'
        },
        ask: (_ctx, draft, { step }) =>
          steps.some(({ id, outOfTurn }) => id === step && outOfTurn) ? { ask: step, draft } : null,
      },
    )
    ownTaps(composer, answerTap)
    for (const step of steps) step.taps?.(composer, answerTap)
    composer
      .on('message:document')
      .filter((ctx) => ctx.isPrivate && dialog.isOpen(ctx))
      .use(async (ctx) => {
        const draft = await current(ctx)
        if (!draft) return await cancel(ctx)
        const step = stepOf(draft)
        const taken = step.onDocument ? step.onDocument(ctx, draft) : parts.onOtherDocument(ctx, draft)
        await apply(ctx, draft, await taken)
      })
    onAnswer(composer, dialog).use(async (ctx) => {
      const draft = await current(ctx)
      if (!draft) return await cancel(ctx)
      const { text } = ctx.message
      if (await parts.refuses(ctx, text)) return
      const step = stepOf(draft)
      const outcome: Outcome<D> = step.onText
        ? await step.onText(ctx, draft, text)
        : { fault: 'new-use-buttons' }
      await apply(ctx, draft, outcome)
    })
  }

  return {
    current,
    askNext: (ctx, draft) => askNext(ctx, draft),
    listen,
    async start(ctx, { content, notes, note }) {
      const { actor, now, tx } = ctx
      if (!actor) return
      let draft: D | null = null
      const opened = await dialog.open(ctx, async () => {
        draft = await startDraft<Notes>(tx, { officerId: actor.officerId, content, notes, now })
        return { draftId: draft.id }
      })
      if (!opened || !draft) return
      if (note) await ctx.say(...note)
      await askNext(ctx, draft)
    },
  }
}
