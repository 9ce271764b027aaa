// Assembles the chat face: the features in their order, the intake and the handling of updates. Main starts
// it.
import { Composer } from 'grammy'
import type { BotDeps } from './bot-deps.ts'
import type { BotContext } from './context.ts'
import { savedListsFeature } from './features/audiences/saved-lists.ts'
import { speakerListsFeature } from './features/audiences/speaker-lists.ts'
import { auditTrailFeature } from './features/audit-trail.ts'
import { annexesFeature } from './features/directive/annexes.ts'
import { approvalsFeature } from './features/directive/approvals.ts'
import { campaignsFeature } from './features/directive/campaigns.ts'
import { cascadeFeature } from './features/directive/cascade.ts'
import { changeDirectiveFeature } from './features/directive/change-directive.ts'
import { correctDirectiveFeature } from './features/directive/correct-directive.ts'
import { neutralNoticeFeature } from './features/directive/neutral-notice.ts'
import { registerFeature } from './features/directive/register.ts'
import { fallbackFeature } from './features/fallback.ts'
import { helpFeature } from './features/help.ts'
import { issueDirectiveFeature } from './features/new-directive/feature.ts'
import { openWorkFeature } from './features/open-work.ts'
import { pageFeature } from './features/page.ts'
import { enrolmentFeature } from './features/people/enrolment.ts'
import { groupChatsFeature } from './features/people/group-chats.ts'
import { languageFeature } from './features/people/language.ts'
import { ownDataFeature } from './features/people/own-data.ts'
import { provePhoneFeature } from './features/people/prove-phone.ts'
import { circulationProgressFeature } from './features/progress/circulation-progress.ts'
import { needsPersonFeature } from './features/progress/needs-person.ts'
import { pauseEverythingFeature } from './features/progress/pause-everything.ts'
import { statusFeature } from './features/progress/status.ts'
import { reportFeature } from './features/report/feature.ts'
import { reviewFeature } from './features/report/review.ts'
import { secretFeature } from './features/secret.ts'
import { todoFeature } from './features/todo.ts'
import { calendarFeature } from './features/units/calendar.ts'
import { handOverFeature } from './features/units/hand-over.ts'
import { invitationCardsFeature } from './features/units/invitation-cards.ts'
import { personDataFeature } from './features/units/person-data.ts'
import { unitsFeature } from './features/units/units.ts'
import { createUpdateHandler, type UpdateHandler } from './updates/handle-updates.ts'
import { storeUpdates } from './updates/intake.ts'

export interface Bot extends UpdateHandler {
  /**
   * Stores updates as Telegram sent them, in whatever form, and wakes the handler. Resolves after the commit.
   */
  receive: (updates: readonly unknown[]) => Promise<void>
}

/** Makes the bot. It does nothing until `handleStoredUpdates` is called. */
export function createBot(deps: BotDeps): Bot {
  const handler = createUpdateHandler(deps, features(deps))
  return {
    ...handler,
    async receive(updates) {
      await storeUpdates(deps.db, deps.me.id, updates, deps.clock.now())
      handler.kick()
    },
  }
}

// The order matters: commands and buttons are exact, conversations come after them, the fallback is last.
function features(deps: BotDeps): Composer<BotContext> {
  return new Composer<BotContext>(
    secretFeature,
    enrolmentFeature,
    provePhoneFeature,
    openWorkFeature,
    groupChatsFeature,
    auditTrailFeature,
    helpFeature,
    languageFeature,
    todoFeature,
    reportFeature,
    reviewFeature,
    handOverFeature,
    unitsFeature,
    invitationCardsFeature(deps),
    ownDataFeature(deps),
    pageFeature(deps),
    personDataFeature(deps),
    issueDirectiveFeature,
    circulationProgressFeature,
    statusFeature,
    needsPersonFeature,
    pauseEverythingFeature,
    calendarFeature,
    annexesFeature,
    registerFeature,
    approvalsFeature,
    changeDirectiveFeature,
    correctDirectiveFeature,
    campaignsFeature,
    cascadeFeature,
    neutralNoticeFeature,
    savedListsFeature,
    speakerListsFeature,
    fallbackFeature,
  )
}
