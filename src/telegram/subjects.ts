// What the ids in buttons name, each with the rule that decides who may see or use it. The rules belong to
// the rooms.
import { mayViewDelivery } from '../circulation/needs-person.ts'
import { mayHandleDirective } from '../directive/directive.store.ts'
import { mayKeepAudience } from '../directive/saved-audiences.ts'
import { mayAtUnit } from '../org/authorise.ts'
import { mayHandOver } from '../org/hand-over.ts'
import { type Action, subtreesFor } from '../org/permissions.ts'
import { personWithin } from '../org/search-people.ts'
import { speakersNow } from '../org/speakers.ts'
import { mayReadObligation, mayReportOn, mayReviewReport } from '../response/obligation.store.ts'
import { findVisibleDirective, mayViewCampaign, viewedPaths } from '../rollup/visible-directives.ts'
import { subject } from './buttons.ts'

/** An issued directive that concerns the person's units. */
export const directive = subject(
  'directive',
  async (ctx, actor, id) => (await findVisibleDirective(ctx.tx, actor, id)) !== null,
)

/** A directive that the person's office issues and may change. */
export const ownDirective = directiveFor('directive.issue', 'directive.recall')

/** A directive whose circulation the person may pause and resume. */
export const ownCirculation = directiveFor('circulation.control')

/** A draft that the person may edit or approve. */
export const draft = directiveFor('directive.draft', 'directive.approve')

/** An obligation that the person reports on. */
export const obligation = subject('obligation', (ctx, actor, id) => mayReportOn(ctx.tx, actor, id))

/** An obligation that the person may acknowledge or follow. */
export const readObligation = subject('obligation', (ctx, actor, id) => mayReadObligation(ctx.tx, actor, id))

/** An obligation whose report the person may accept or return. */
export const reviewedObligation = subject('obligation', (ctx, actor, id) =>
  mayReviewReport(ctx.tx, actor, id),
)

/** A unit whose card the person may see. */
export const unit = unitFor('unit.view')

/** A unit whose responses the person may follow. */
export const followedUnit = unitFor('circulation.view')

/** A unit whose office the person runs, or an office above it. */
export const issuingUnit = unitFor('directive.draft', 'directive.issue')

/** A unit that the person may give a code for. */
export const invitedUnit = unitFor('code.create', 'administrator.appoint')

/** A unit whose duties the person may pass on. */
export const managedUnit = unitFor('duty.manage')

/** A unit whose people's data the person may export or erase. */
export const peoplesUnit = unitFor('person.export', 'person.erase')

/**
 * A unit that issues what the person may see: the person's own units, those above, and those the person
 * follows.
 */
export const issuerUnit = subject(
  'unit',
  async (ctx, actor, id) =>
    viewedPaths(actor).flat().includes(id) || (await mayAtUnit(ctx.tx, actor, ['circulation.view'], id)),
)

/** A unit to which the person may bind a group. */
export const boundUnit = unitFor('group.bind')

/** A campaign of the person's units or of those above. */
export const campaign = subject('campaign', (ctx, actor, id) => mayViewCampaign(ctx.tx, actor, id))

/** A list of recipients that the person may keep. */
export const savedList = subject('list', (ctx, actor, id) => mayKeepAudience(ctx.tx, actor, id))

/** The duty of a speaker whom the person may put into a list. */
export const speaker = subject('duty', async (ctx, actor, id) => {
  const [found] = await speakersNow(ctx.tx, [id])
  return found !== undefined && (await mayAtUnit(ctx.tx, actor, ['directive.draft'], found.unitId))
})

/** A duty that the person may take from its holder. */
export const duty = subject('duty', (ctx, actor, id) => mayHandOver(ctx.tx, actor, id))

/** Somebody with a duty in a unit that the person may see. */
export const person = subject(
  'person',
  async (ctx, actor, id) =>
    (await personWithin(ctx.tx, subtreesFor(actor, 'unit.view'), id, ctx.now)) !== null,
)

/** A message to a unit that the person follows. */
export const delivery = subject('delivery', (ctx, actor, id) => mayViewDelivery(ctx.tx, actor, id))

function directiveFor(...actions: Action[]) {
  return subject('directive', (ctx, actor, id) => mayHandleDirective(ctx.tx, actor, id, actions))
}

function unitFor(...actions: Action[]) {
  return subject('unit', (ctx, actor, id) => mayAtUnit(ctx.tx, actor, actions, id))
}
