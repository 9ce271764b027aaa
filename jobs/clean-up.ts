// Forgets what is no longer needed (clean-up.store.ts says after how long); notes the end of substitutes,
// closes the chats of people who have not agreed to the notice, and ends links, sessions and uploads of the
// page. Every few hours.

import { withdrawMessages } from '../src/circulation/change/withdraw-messages.ts'
import { forgetOldWaits } from '../src/circulation/sending/sender.ts'
import { removeOldDrafts } from '../src/directive/draft.store.ts'
import { removeUnusedFiles } from '../src/directive/files.store.ts'
import { closeUnconsentedChats } from '../src/org/consent.ts'
import { closeEndedSubstitutes } from '../src/org/hand-over.ts'
import { forgetOldInvitations } from '../src/org/invitations.ts'
import { forgetStrangerTurns } from '../src/org/stranger-answer.store.ts'
import { forgetWebSessions } from '../src/org/web-session.ts'
import { auditReceipt } from '../src/platform/audit.ts'
import { forgetExportRequests } from '../src/rollup/exports/export-request.store.ts'
import { conversationMs, forgetOldRows, noteCleanUp, unusedFileMs } from './clean-up.store.ts'
import type { Processor } from './context.ts'

export const cleanUpJob: Processor<'clean-up'> = async ({ db, clock, log }, _data, signal) => {
  // The log is outside the database: it shows later what the trail was (audit verify --receipt).
  const receipt = await auditReceipt(db)
  if (receipt) log.info({ receipt: `${receipt.sealNo}-${receipt.hash}` }, 'audit trail: receipt')
  const now = clock.now()
  await db.transaction().execute(async (tx) => {
    const closed = await closeUnconsentedChats(tx, now)
    await withdrawMessages(
      tx,
      closed.map((chat) => chat.telegramChatId),
    )
  })
  await closeEndedSubstitutes(db, now)
  await forgetOldInvitations(db, now)
  await forgetWebSessions(db, now)
  await forgetOldWaits(db)
  await forgetStrangerTurns(db, now)
  if (!(await forgetOldRows(db, now, signal))) return
  await removeOldDrafts(db, new Date(now.getTime() - conversationMs))
  await removeUnusedFiles(db, new Date(now.getTime() - unusedFileMs))
  await forgetExportRequests(db, new Date(now.getTime() - conversationMs))
  await noteCleanUp(db, now)
}
