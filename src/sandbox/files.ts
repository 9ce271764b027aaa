// Files that the bot or a person sent: bytes on disk (or in memory without a data directory), found again by
// file_id.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { badRequest } from './api-error.ts'
import { imageSize } from './image-size.ts'
import type { Upload } from './params.ts'
import type { State } from './state.ts'
import type { ApiDocument, ApiPhotoSize, FileRecord } from './types.ts'

/** Maximum sizes of a bot's upload and download, in bytes. */
export const UPLOAD_MAX_BYTES = 50 * 1024 * 1024
export const DOWNLOAD_MAX_BYTES = 20 * 1024 * 1024
const PHOTO_MAX_BYTES = 10 * 1024 * 1024

export interface Files {
  /**
   * Stores an upload as a new file. @throws ApiError 400 when it is empty, or no picture though sent as a
   * photo
   */
  add(upload: Upload, kind: FileRecord['kind']): FileRecord
  /** The file of a file_id, or undefined. */
  find(fileId: string): FileRecord | undefined
  bytes(file: FileRecord): Buffer
}

const MIME_BY_EXTENSION: Record<string, string> = {
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.zip': 'application/zip',
}

/** A file store over `state`; `dataDir` undefined keeps the bytes in memory. */
export function createFiles(state: State, dataDir: string | undefined): Files {
  const inMemory = new Map<number, Buffer>()
  const folder = dataDir && join(dataDir, 'files')
  if (folder) mkdirSync(folder, { recursive: true })
  return {
    add(upload, kind) {
      if (upload.bytes.length === 0) throw badRequest('file must be non-empty')
      const picture = kind === 'photo' ? imageSize(upload.bytes) : undefined
      if (kind === 'photo') {
        if (upload.bytes.length > PHOTO_MAX_BYTES) throw badRequest('file is too big')
        if (!picture) throw badRequest('IMAGE_PROCESS_FAILED')
      }
      const seq = state.nextFileSeq()
      const name = upload.name || (kind === 'photo' ? 'photo.jpg' : 'file')
      const file: FileRecord = {
        seq,
        fileId: makeFileId(seq, kind, upload.bytes),
        uniqueId: `AgAD${digest(upload.bytes, 9)}`,
        path: `${kind}s/file_${seq}${/\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''}`,
        name,
        mime: picture?.mime ?? mimeOf(name, upload.mime),
        size: upload.bytes.length,
        kind,
        ...(picture && { width: picture.width, height: picture.height }),
      }
      if (folder) writeFileSync(join(folder, String(seq)), upload.bytes)
      else inMemory.set(seq, upload.bytes)
      state.putFile(file)
      return file
    },
    find: (fileId) => state.files.get(fileId),
    bytes: (file) => (folder ? readFileSync(join(folder, String(file.seq))) : inMemory.get(file.seq)!),
  }
}

/** The `document` of a message. */
export function apiDocument(file: FileRecord): ApiDocument {
  return {
    file_name: file.name,
    mime_type: file.mime,
    file_id: file.fileId,
    file_unique_id: file.uniqueId,
    file_size: file.size,
  }
}

/** The `photo` of a message: one size, the picture itself. */
export function apiPhoto(file: FileRecord): ApiPhotoSize[] {
  return [
    {
      file_id: file.fileId,
      file_unique_id: file.uniqueId,
      file_size: file.size,
      width: file.width ?? 0,
      height: file.height ?? 0,
    },
  ]
}

function makeFileId(seq: number, kind: FileRecord['kind'], bytes: Buffer): string {
  const prefix = kind === 'photo' ? 'AgACAgUAAxkB' : 'BQACAgUAAxkB'
  return `${prefix}${digest(Buffer.concat([Buffer.from(`${seq}:`), bytes.subarray(0, 4096)]), 36)}`
}

function digest(bytes: Buffer, length: number): string {
  return createHash('sha256').update(bytes).digest().subarray(0, length).toString('base64url')
}

function mimeOf(name: string, given: string): string {
  const generic = given === '' || given === 'application/octet-stream'
  return (generic && MIME_BY_EXTENSION[extname(name).toLowerCase()]) || given || 'application/octet-stream'
}
