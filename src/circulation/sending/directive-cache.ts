// What all messages of a directive share: its texts and its files. It is read once and kept for a few
// seconds. A correction holds unsent messages back until every sender has read the directive again. The cache
// does not say whether a message may still be sent: the statement of the intent asks that.
import type { Db } from '../../platform/database.ts'
import type { DeliveryPurpose } from '../../platform/database-types.ts'
import { directiveCacheMs } from '../settings.ts'
import type { DeliveryToSend } from './compose.ts'

export interface DirectiveToSend {
  directive: NonNullable<DeliveryToSend['directive']>
  /** By position. The file at position 0 goes out with the directive; the others are annexes. */
  files: DirectiveFile[]
}

export interface DirectiveFile {
  id: number
  position: number
  name: string
  mime: string
  sha256: Buffer
  /** The bot's handle; null until the bot has uploaded the file. */
  fileId: string | null
}

/** The file that a message carries; null when it carries none. */
export function fileFor(
  row: { purpose: DeliveryPurpose; fileToSend?: number | null },
  directive: DirectiveToSend | null | undefined,
): DirectiveFile | null {
  for (const file of directive?.files ?? [])
    if (row.purpose === 'directive' ? file.position === 0 : file.id === row.fileToSend) return file
  return null
}

export interface DirectiveCache {
  /** Null when there is no such directive. */
  get(id: number): Promise<DirectiveToSend | null>
  forget(id: number): void
}

/** Maximum number of directives in the cache. */
const maxEntries = 200

/** A cache for the bot `botId`. A bot can use only its own file handles. */
export function createDirectiveCache(db: Db, botId: number): DirectiveCache {
  const cache = new Map<number, { readAt: number; value: DirectiveToSend | null }>()
  return {
    async get(id) {
      const cached = cache.get(id)
      if (cached && performance.now() - cached.readAt < directiveCacheMs) return cached.value
      const value = await loadDirective(db, id, botId)
      if (cache.size > maxEntries) cache.clear()
      cache.set(id, { readAt: performance.now(), value })
      return value
    },
    forget: (id) => void cache.delete(id),
  }
}

async function loadDirective(db: Db, id: number, botId: number): Promise<DirectiveToSend | null> {
  const row = await db
    .selectFrom('directive as d')
    .innerJoin('unit as u', 'u.id', 'd.issuer_unit_id')
    .selectAll('d')
    .select('u.name as issuer_name')
    .where('d.id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const files = await db
    .selectFrom('directive_file')
    .select(['id', 'position', 'name', 'mime', 'sha256', 'telegram_bot_id', 'telegram_file_id'])
    .where('directive_id', '=', id)
    .where('until_version', 'is', null)
    .orderBy('position')
    .execute()
  return {
    directive: {
      id: row.id,
      numberText: row.number_text,
      kind: row.kind,
      subject: row.subject,
      issuedOn: row.issued_on,
      issuerName: row.issuer_name,
      urgency: row.urgency,
      circulationMark: row.circulation_mark,
      body: row.body,
      ackDueAt: row.ack_due_at,
      reportDueAt: row.report_due_at,
      asksReport: row.asks_report,
      protect: row.protect,
      hasFile: files.some((file) => file.position === 0),
      annexes: files.filter((file) => file.position > 0).length,
    },
    files: files.map(({ telegram_bot_id, telegram_file_id, ...file }) => ({
      ...file,
      fileId: telegram_bot_id === botId ? telegram_file_id : null,
    })),
  }
}
