// Uploads a directive's file once. The first message carries the bytes, under a lease that all processes
// share. All other messages use the handle that Telegram returns.
import { readFile, rememberTelegramFile } from '../../directive/files.store.ts'
import type { Db } from '../../platform/database.ts'
import type { Log } from '../../platform/log.ts'
import type { Outcome, OutgoingFile } from '../messenger.ts'
import type { DirectiveCache, DirectiveFile } from './directive-cache.ts'
import { dropLease, takeLease } from './pace.store.ts'

export interface FileUploads {
  /** Takes the lease of an upload. False when another process has it: then wait for the handle. */
  begin(fileId: number): Promise<boolean>
  /** Gives the lease back without an upload. */
  giveUp(fileId: number): Promise<void>
  /** Calls `send` with the bytes, remembers the handle, and gives the lease back. */
  send(
    directiveId: number,
    file: DirectiveFile,
    send: (file: OutgoingFile) => Promise<Outcome>,
  ): Promise<Outcome>
}

/** The uploads of one bot. `leaseMs`: duration of the lease of an upload, in milliseconds. */
export function createFileUploads(parts: {
  db: Db
  botId: number
  directives: DirectiveCache
  log: Log
  leaseMs: number
}): FileUploads {
  const { db, botId, directives, log, leaseMs } = parts
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
        // The message may have arrived, as after any lost response.
        log.warn({ error, directiveId }, 'A file could not be uploaded')
        return { kind: 'unknown', detail: 'upload failed' }
      } finally {
        directives.forget(directiveId)
        await giveUp(id).catch((error) => log.warn({ error }, 'The lease of an upload expires by itself'))
      }
    },
  }
}
