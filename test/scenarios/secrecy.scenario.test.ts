// A refused document leaves nothing behind: after the installation has stopped, its whole data folder
// (database, write- ahead log and the queue that lives in the database) and everything it printed are
// searched for its words and bytes. With Redis as the queue, every command that Redis was given and every key
// and value left in it are searched as well. The local Telegram's own folder is left out: it stands for
// Telegram, where the sender's message is the sender's.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { type Installation, startInstallation } from '../support/installation.ts'
import { findPeople, MessengerUser, textOf } from '../support/messenger-user.ts'
import { makePdf } from '../support/pdf.ts'
import { hasRedis, startRedis } from '../support/redis.ts'
import { makeZip } from '../support/zip.ts'

/** Rare words, in every place where a document can carry them. */
const words = {
  pdf: 'qzwtwpdf',
  name: 'qzwtwname',
  caption: 'qzwtwcaption',
  text: 'qzwtwtext',
  word: 'qzwtwword',
  title: 'qzwtwtitle',
  kept: 'qzwtwkept',
}

const marked = makePdf([['TỐI MẬT', `Số 88-CT/TU ${words.pdf}`, `Về ${words.pdf}`]])

/** Documents that are refused in every way, and one that is taken: the search must find that one. */
async function sendDocuments(place: Installation): Promise<void> {
  const [person] = await findPeople(place.sandboxUrl, 'chuyen vien van phong tinh uy')
  const office = new MessengerUser(place.sandboxUrl, person!.id)
  const mime = 'application/pdf'
  const refused = /không tiếp nhận tài liệu mật/
  const begin = async () => {
    await office.expect(() => office.write('/moi'), /xác nhận/)
    await office.expect(() => office.tap('Tài liệu không mật'), /gửi tệp/)
  }
  await begin()
  await office.expect(() => office.sendFile({ name: 'van ban.pdf', mime, bytes: marked }), refused)
  const plain = makePdf([['Số 88-CT/TU', 'Về việc thường']])
  await begin()
  await office.expect(
    () => office.sendFile({ name: `TUYET MAT ${words.name}.pdf`, mime, bytes: plain }),
    refused,
  )
  await begin()
  await office.expect(
    () => office.sendFile({ name: 'a.pdf', mime, bytes: plain }, `MẬT\n${words.caption}`),
    refused,
  )
  await begin()
  await office.expect(() => office.write(`MẬT\nSố 88-CT/TU về ${words.text}`), refused)
  // Marks that a reader does not see on the page: in a header as WordArt, in the properties of a PDF.
  const header = { 'word/header9.xml': '<w:hdr><v:textpath string="TỐI MẬT"/></w:hdr>' }
  const unseen = makeZip({
    ...header,
    'word/document.xml': `<w:p><w:t>Số 88-CT/TU ${words.word}</w:t></w:p>`,
  })
  await begin()
  await office.expect(() => office.sendFile({ name: 'b.docx', mime, bytes: unseen }), refused)
  const titled = makePdf([[`Số 88-CT/TU ${words.title}`]], { title: 'Độ mật: TỐI MẬT' })
  await begin()
  await office.expect(() => office.sendFile({ name: 'c.pdf', mime, bytes: titled }), refused)
  // To know that the search finds what is there: a document that is taken.
  await begin()
  const details = await office.expect(
    () => office.write(`Số 89-CT/TU ngày 2/3/2026\nVề ${words.kept}`),
    /kiểm tra/,
  )
  expect(textOf(details)).toContain(words.kept)
}

/** Which words, or bytes of the refused file, stand in these bytes. */
function found(bytes: Buffer): string[] {
  const where = Object.entries(words).flatMap(([name, word]) => {
    const asUcs2 = Buffer.from(word, 'utf16le').swap16().toString('hex')
    return bytes.includes(word) || bytes.includes(asUcs2) ? [name] : []
  })
  const piece = Buffer.from(marked).subarray(200, 400)
  const asText = [piece.toString('base64').slice(4, -4), piece.toString('hex')]
  const isThere = bytes.includes(piece) || asText.some((text) => bytes.includes(text))
  return isThere ? [...where, 'bytes of the file'] : where
}

async function foundAfterStop(place: Installation): Promise<Set<string>> {
  expect((await place.stop()).code).toBe(0)
  const folders = (await readdir(place.dataDir)).filter((name) => !/sandbox|telegram/i.test(name))
  expect(folders.length).toBeGreaterThan(0)
  const all = new Set(found(Buffer.from(place.output())))
  for (const folder of folders)
    for (const file of await filesBelow(path.join(place.dataDir, folder)))
      for (const what of found(await readFile(file))) all.add(what)
  return all
}

it('nothing of a refused document is found anywhere', async () => {
  const place = await startInstallation({ env: { LOG_LEVEL: 'trace' } })
  try {
    await sendDocuments(place)
    expect([...(await foundAfterStop(place))]).toEqual(['kept'])
  } finally {
    await place.remove()
  }
})

it.skipIf(!hasRedis)('nor in Redis, where it is the queue', async () => {
  const redis = await startRedis()
  const client = new Redis(redis.url)
  const watcher = await new Redis(redis.url).monitor()
  const told: string[] = []
  watcher.on('monitor', (_time: string, args: string[]) => told.push(args.join(' ')))
  const place = await startInstallation({ env: { LOG_LEVEL: 'trace', REDIS_URL: redis.url } })
  try {
    await client.set('probe', words.kept)
    await sendDocuments(place)
    const left = await everythingIn(client)
    // The search finds what is there, and the queue was in use.
    expect(found(Buffer.from(left))).toEqual(['kept'])
    await client.del('probe')
    expect(told.some((command) => command.includes('bull:'))).toBe(true)
    const others = told.filter((command) => !/^(?:set|get|del) probe/i.test(command))
    expect(found(Buffer.from(others.join('\n')))).toEqual([])
    expect(found(Buffer.from(await everythingIn(client)))).toEqual([])
    expect([...(await foundAfterStop(place))]).toEqual(['kept'])
  } finally {
    watcher.disconnect()
    client.disconnect()
    await place.remove()
    await redis.stop()
  }
})

/** Every key of Redis with its value, whatever its type. */
async function everythingIn(client: Redis): Promise<string> {
  const lines: string[] = []
  for await (const keys of client.scanStream({ count: 500 }) as AsyncIterable<string[]>)
    for (const key of keys) lines.push(`${key} ${JSON.stringify(await readKey(client, key))}`)
  return lines.join('\n')
}

async function readKey(client: Redis, key: string): Promise<unknown> {
  switch (await client.type(key)) {
    case 'string':
      return await client.get(key)
    case 'hash':
      return await client.hgetall(key)
    case 'list':
      return await client.lrange(key, 0, -1)
    case 'set':
      return await client.smembers(key)
    case 'zset':
      return await client.zrange(key, '0', '-1')
    case 'stream':
      return await client.xrange(key, '-', '+')
    default:
      return null
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}
