// Lets processes of one machine do something one after the other. The lock is a listening socket: the system
// frees it when its process ends, however that happens, so nothing is ever left locked.
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const lookEveryMs = 50

/** Does `work` while no other process does any under the same `name`; waits for its turn. */
export async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const address = socketAddress(name)
  let lock = await take(address)
  while (!lock) {
    await wait(lookEveryMs)
    lock = await take(address)
  }
  try {
    return await work()
  } finally {
    const held = lock
    await new Promise((done) => held.close(done))
  }
}

/**
 * Linux keeps such names apart from the files; elsewhere a file in the folder for temporary ones stands for
 * it.
 */
function socketAddress(name: string): string {
  const short = `thongsuot-${createHash('sha256').update(name).digest('hex').slice(0, 24)}`
  return process.platform === 'linux' ? `\0${short}` : path.join(tmpdir(), `${short}.sock`)
}

async function take(address: string): Promise<Server | null> {
  try {
    return await listen(address)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    // A file may outlive its process; a name of Linux cannot.
    if (!address.startsWith('\0') && !(await answers(address))) await rm(address, { force: true })
    return null
  }
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(address, () => resolve(server.unref()))
  })
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
