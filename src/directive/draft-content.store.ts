// What a registered draft says: to change some of it and leave the rest, and to compare versions.
import type { Db } from '../platform/database.ts'
import type { DirectiveRow } from './directive.store.ts'
import type { DraftContent } from './draft-content.ts'
import { type AttachedFile, listFiles, type StoredFile } from './files.store.ts'
import { linksOf } from './links.store.ts'

/** The draft's present content; the declaration "Không mật" is the author's to give anew. */
export async function contentOf(db: Db, row: DirectiveRow): Promise<DraftContent> {
  const links = await linksOf(db, row.id)
  const files = await listFiles(db, row.id)
  return {
    issuerUnitId: row.issuerUnitId,
    numberText: row.numberText,
    kind: row.kind,
    issuedOn: row.issuedOn,
    subject: row.subject,
    body: row.body,
    urgency: row.urgency,
    circulationMark: row.circulationMark,
    asksReport: row.asksReport,
    ackDueAt: row.ackDueAt,
    reportDueAt: row.reportDueAt,
    outline: row.outline,
    audience: row.audience,
    protect: row.protect,
    reminders: row.reminders,
    passesOn: row.passesOn,
    asksPlan: row.asksPlan,
    files: files.filter((file) => file.position === 0).map(asStored),
    annexes: files.filter((file) => file.position > 0).map(asStored),
    links: links
      .filter((link) => link.direction === 'out')
      .map(({ numberText, relation }) => ({
        numberText,
        relation,
      })),
  }
}

function asStored({ sha256, name, mime, size, telegramBotId, telegramFileId }: AttachedFile): StoredFile {
  const telegram =
    telegramBotId !== null && telegramFileId !== null
      ? { telegram: { botId: telegramBotId, fileId: telegramFileId } }
      : {}
  return { sha256, name, mime, size, ...telegram }
}
