// A directive's file goes up once: the first message of it carries the bytes, under a lease shared by all processes,
// and the handle that comes back serves all others.
import { readFile, rememberTelegramFile } from '../../directive/files.store.ts'
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import type { Outcome, OutgoingFile } from '../messenger.ts'
import type { DirectiveCache, DirectiveFile } from './directive-cache.ts'
import { dropLease, takeLease } from './pace.store.ts'

export interface FileUploads {
  /** True when the caller is to upload; others wait. */
  begin(fileId: number): Promise<boolean>
  /** Nothing was sent after all. */
  giveUp(fileId: number): Promise<void>
  /** Sends with the bytes and remembers the handle. */
  send(
    directiveId: number,
    file: DirectiveFile,
    send: (file: OutgoingFile) => Promise<Outcome>,
  ): Promise<Outcome>
}

const leaseMs = 90_000

export function createFileUploads(parts: {
  db: Db
  botId: number
  directives: DirectiveCache
  log: Log
}): FileUploads {
  const { db, botId, directives, log } = parts
  const leaseName = (fileId: number) => `upload:${botId}:${fileId}`
  const giveUp = (fileId: number) => dropLease(db, leaseName(fileId))
  return {
    begin: (fileId) => takeLease(db, leaseName(fileId), leaseMs),
    giveUp,
    async send(directiveId, { id, name, mime, sha256 }, send) {
      try {
        const bytes = await readFile(db, sha256.toString('hex'))
        if (!bytes) return { kind: 'final', reason: 'bad_request', code: 0, detail: 'the file is not stored' }
        const outcome = await send({ bytes, name, mime })
        if (outcome.kind === 'sent' && outcome.fileId)
          await rememberTelegramFile(db, id, botId, outcome.fileId)
        return outcome
      } catch (error) {
        // Reached the channel or not: as with any lost answer, one cannot know.
        log.warn({ error, directiveId }, 'A file could not be uploaded')
        return { kind: 'unknown', detail: 'upload failed' }
      } finally {
        directives.forget(directiveId)
        await giveUp(id).catch((error) => log.warn({ error }, 'The lease of an upload runs out by itself'))
      }
    },
  }
}
