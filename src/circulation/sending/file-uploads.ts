// A directive's file is uploaded once: the first message carries the bytes, under a lease shared by all
// processes, and the handle that Telegram returns serves all others.
import { readFile, rememberTelegramFile } from '../../directive/files.store.ts'
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import type { Outcome, OutgoingFile } from '../messenger.ts'
import type { DirectiveCache, DirectiveFile } from './directive-cache.ts'
import { dropLease, takeLease } from './pace.store.ts'

export interface FileUploads {
  /** Takes the lease of an upload. False when another process has it: wait for its handle. */
  begin(fileId: number): Promise<boolean>
  /** Gives the lease back: nothing was sent. */
  giveUp(fileId: number): Promise<void>
  /** Sends with the bytes and remembers the handle. */
  send(
    directiveId: number,
    file: DirectiveFile,
    send: (file: OutgoingFile) => Promise<Outcome>,
  ): Promise<Outcome>
}

/** How long the lease of an upload holds, in milliseconds. */
const leaseMs = 90_000

/** The uploads of one bot. */
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
        // As with any lost response, it may have arrived.
        log.warn({ error, directiveId }, 'A file could not be uploaded')
        return { kind: 'unknown', detail: 'upload failed' }
      } finally {
        directives.forget(directiveId)
        await giveUp(id).catch((error) => log.warn({ error }, 'The lease of an upload expires by itself'))
      }
    },
  }
}
