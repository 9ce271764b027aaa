// A refused document leaves nothing behind: after the installation has stopped, its whole data folder (database, write-
// ahead log and the queue that lives in the database) and everything it printed are searched for its words and bytes.
// The local Telegram's own folder is left out: it stands for Telegram, where the sender's message is the sender's.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Installation, startInstallation } from '../support/installation.ts'
import { findPeople, MessengerUser, textOf } from '../support/messenger-user.ts'
import { makePdf } from '../support/pdf.ts'

let place: Installation
beforeAll(async () => {
  place = await startInstallation({ env: { LOG_LEVEL: 'trace' } })
})
afterAll(() => place.remove())

/** Rare words, in every place where a document can carry them. */
const words = {
  pdf: 'qzwtwpdf',
  name: 'qzwtwname',
  caption: 'qzwtwcaption',
  text: 'qzwtwtext',
  kept: 'qzwtwkept',
}

it('nothing of a refused document is found anywhere', async () => {
  const [person] = await findPeople(place.sandboxUrl, 'chuyen vien van phong tinh uy')
  const office = new MessengerUser(place.sandboxUrl, person!.id)
  const mime = 'application/pdf'
  const refused = /không tiếp nhận tài liệu mật/
  const begin = async () => {
    await office.expect(() => office.write('/moi'), /xác nhận/)
    await office.expect(() => office.tap('Tài liệu không mật'), /gửi tệp/)
  }
  const marked = makePdf([['TỐI MẬT', `Số 88-CT/TU ${words.pdf}`, `Về ${words.pdf}`]])
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
  // To know that the search finds what is there: a document that is taken.
  await begin()
  const details = await office.expect(
    () => office.write(`Số 89-CT/TU ngày 2/3/2026\nVề ${words.kept}`),
    /kiểm tra/,
  )
  expect(textOf(details)).toContain(words.kept)

  expect((await place.stop()).code).toBe(0)
  const folders = (await readdir(place.dataDir)).filter((name) => !/sandbox|telegram/i.test(name))
  expect(folders.length).toBeGreaterThan(0)
  const found = new Set<string>()
  const look = (bytes: Buffer) => {
    for (const [where, word] of Object.entries(words)) {
      const asUcs2 = Buffer.from(word, 'utf16le').swap16().toString('hex')
      if (bytes.includes(word) || bytes.includes(asUcs2)) found.add(where)
    }
    if (bytes.includes(Buffer.from(marked.subarray(0, 4_000)).subarray(200, 400)))
      found.add('bytes of the file')
  }
  look(Buffer.from(place.output()))
  for (const folder of folders)
    for (const file of await filesBelow(path.join(place.dataDir, folder))) look(await readFile(file))
  expect([...found]).toEqual(['kept'])
})

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}
