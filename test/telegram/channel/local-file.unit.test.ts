// Files that a local Bot API server names by path: below the folder of the setting, and nothing else.
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from 'vitest'
import { createBotApi } from '../../../src/telegram/channel/bot-api.ts'
import { LocalFileError } from '../../../src/telegram/channel/local-file.ts'

const test = base.extend('prefix', 'thongsuot-files-').extend('place', async ({ prefix }, { onCleanup }) => {
  const place = await mkdtemp(join(tmpdir(), prefix))
  onCleanup(() => rm(place, { recursive: true }))
  await mkdir(join(place, 'files'))
  await mkdir(join(place, 'files-of-others'))
  for (const name of ['files/a.pdf', 'files-of-others/secret', 'secret'])
    await writeFile(join(place, name), name)
  await symlink(join(place, 'secret'), join(place, 'files/link'))
  return place
})

/** Fetches a file of which the server says that it lies at `path`. */
async function fetch(path: string, filesDir?: string, maxBytes = 100): Promise<string | null> {
  const server = createServer((request, response) => {
    if (!request.url?.endsWith('/getFile')) response.statusCode = 404
    response.end(JSON.stringify({ ok: true, result: { file_path: path } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const api = createBotApi({ token: '1:A', apiRoot: `http://127.0.0.1:${port}`, filesDir })
  try {
    const bytes = await api.fetchFile('x', maxBytes)
    return bytes && Buffer.from(bytes).toString()
  } finally {
    await api.close()
    server.close()
  }
}

test('a path below the folder is read from disk', async ({ place }) => {
  expect(await fetch(join(place, 'files/a.pdf'), join(place, 'files'))).toBe('files/a.pdf')
})

test('nothing outside the folder, over the limit or without the setting', async ({ place }) => {
  const folder = join(place, 'files')
  for (const path of [
    'secret',
    'files/../secret',
    'files/link',
    'files-of-others/secret',
    'files',
    'files/none',
  ])
    await expect(fetch(`${place}/${path}`, folder)).rejects.toThrow(LocalFileError)
  expect(await fetch(join(folder, 'a.pdf'), folder, 3)).toBeNull()
  await expect(fetch(join(folder, 'a.pdf'))).rejects.toMatchObject({ reason: 'no_folder' })
})
