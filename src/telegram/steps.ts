// A conversation that writes a draft is a list of steps. The next question is the first step that is not
// answered, unless one is asked out of turn. A step holds everything about its question: when it is answered,
// how it is asked, and how a typed text, a document or a button changes the draft.

import type { Composer, Filter } from 'grammy'
import { type Draft, readDraft, saveDraft, startDraft } from '../directive/draft.store.ts'
import type { TextKey } from '../texts/index.ts'
import { type ButtonValue, defineButtons, type TapContext, token } from './buttons.ts'
import type { BotContext } from './context.ts'
import { type Dialog, dropOpen } from './dialog.ts'
import { onAnswer, onCommand } from './routing.ts'

/** What the steps of any draft remember. */
export interface StepNotes {
  again?: string
}

/** The result of an answer. */
export type Outcome<D> =
  /** The draft is saved and the next question is asked; `note` is the key of a text that comes before it. */
  | { next: D; note?: TextKey }
  /** The draft is saved and the step with this id is asked out of turn. */
  | { ask: string; draft: D }
  /** The draft is saved and the question replaces the message whose button was tapped. */
  | { here: D }
  /** The draft is saved; the step has already answered the person. */
  | { kept: D }
  /** Nothing changes; the text of this key says why. */
  | { fault: TextKey }
  /** The conversation ends; the step has already answered the person. */
  | 'over'
  /** Nothing changes, because the button no longer fits; the open question is asked again. */
  | null

type Answer<D> = Outcome<D> | Promise<Outcome<D>>

export interface Step<D> {
  readonly id: string
  isAnswered(draft: D): boolean
  /** An `askButton` may ask it out of turn. */
  readonly outOfTurn?: true
  /** Asks the question; `inPlace`: in the message whose button was tapped, where the question allows it. */
  ask(ctx: BotContext, draft: D, how: { inPlace: boolean }): Promise<unknown>
  /** Takes a typed answer. Without this only buttons answer the question. */
  onText?(ctx: TextContext, draft: D, text: string): Answer<D>
  onDocument?(ctx: BotContext, draft: D): Answer<D>
  /** The handlers of its buttons, made by `answerTaps`. They also work while another question is open. */
  readonly taps?: StepTaps<D>
}

export type TextContext = Filter<BotContext, 'message:text'>

/** Registers the buttons of a step; `answer` finds the draft and applies the handler's outcome. */
export type StepTaps<D> = (
  composer: Composer<BotContext>,
  answer: (ctx: TapContext, draftId: number, handle: (draft: D, open: string) => Answer<D>) => Promise<void>,
) => void

/**
 * The handlers of all buttons of a step. Each button names the draft, so that a button of an earlier
 * conversation changes nothing. `open` is the id of the open step.
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

/** The id of a step. The list of steps knows which ids exist. */
const stepId: ButtonValue<string> = {
  names: null,
  maxLength: 16,
  write: (id) => id,
  read: (text) => (/^[a-z_]{1,16}$/.test(text) ? text : undefined),
  isAllowed: async () => true,
}

/** Buttons of every conversation with steps: give it up, or ask a step out of turn. */
export const defineStepButtons = (group: string) =>
  defineButtons(group, { cancel: { draft: token }, ask: { draft: token, step: stepId } })

export interface Conversation<Notes extends StepNotes> {
  /** Starts a draft and asks its first question. When work is open, asks first whether to give that up. */
  start(
    ctx: BotContext,
    begin: { content: Draft<Notes>['content']; notes: Notes; note?: Note },
  ): Promise<void>
  /** The draft that is open in this chat; null when there is none. */
  current(ctx: BotContext): Promise<Draft<Notes> | null>
  /** Asks the next question. */
  askNext(ctx: BotContext, draft: Draft<Notes>): Promise<void>
  /** Registers everything that the conversation listens to. */
  listen(composer: Composer<BotContext>): void
}
/** A text of src/texts that is sent before the first question. */
type Note = readonly [key: TextKey, values: Record<string, string>]

interface ConversationParts<Notes extends StepNotes> {
  dialog: Dialog<{ draftId: number }>
  buttons: ReturnType<typeof defineStepButtons>
  steps: readonly Step<Draft<Notes>>[]
  /** Says that it was given up. */
  sayCancelled(ctx: BotContext): Promise<void>
  /**
   * Refuses a text because of its content, ends the conversation and tells the person; false when the text is
   * allowed.
   */
  refuses(ctx: BotContext, text: string): Promise<boolean>
  /** Takes a document while the open question asks for none. */
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
