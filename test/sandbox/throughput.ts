// How many sends a second the local Telegram takes: run by hand with `node --import tsx
// test/sandbox/throughput.ts`. The callers share the machine with the server, so the figure is a lower bound.
import { fork } from 'node:child_process'
import { Agent, request } from 'node:http'
import { createMovableClock } from '../../src/platform/clock.ts'
import { startSandbox } from '../../src/sandbox/index.ts'

export interface Throughput {
  requests: number
  perSecond: number
  /** What one core of the server could take if it had nothing else to do. */
  perServerCpuSecond: number
}

const TOKEN = '123:abc'
const FIRST_CHAT = 1_000_000

/** Sends `requests` messages to as many synthetic chats over `connections` connections. */
export async function measureThroughput(requests: number, connections = 32): Promise<Throughput> {
  const sandbox = await startSandbox({
    port: 0,
    token: TOKEN,
    botUsername: 'throughput_bot',
    clock: createMovableClock(),
    limits: { enforce: true, overallPerSecond: 1e6, overallBurst: 1e6 },
  })
  sandbox.world.addSyntheticChats(FIRST_CHAT, requests)
  const started = performance.now()
  const cpuBefore = process.cpuUsage()
  const child = fork(import.meta.filename, [sandbox.url, String(requests), String(connections)])
  await new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`caller ended with ${code}`))))
  })
  const perSecond = requests / ((performance.now() - started) / 1000)
  const cpu = process.cpuUsage(cpuBefore)
  const perServerCpuSecond = requests / ((cpu.user + cpu.system) / 1e6)
  const { chatsReached } = sandbox.world.syntheticSummary()
  await sandbox.close()
  if (chatsReached !== requests) throw new Error(`${chatsReached} of ${requests} arrived`)
  return { requests, perSecond: Math.round(perSecond), perServerCpuSecond: Math.round(perServerCpuSecond) }
}

async function callMany(url: string, requests: number, connections: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(url)
  let next = 0
  const one = (chatId: number) =>
    new Promise<void>((resolve, reject) => {
      const body = JSON.stringify({
        chat_id: chatId,
        text: '<b>Công văn 12-CV/TU</b>\nĐề nghị đồng chí xác nhận đã nhận.',
        parse_mode: 'HTML',
        protect_content: true,
        reply_markup: { inline_keyboard: [[{ text: 'Đã nhận', callback_data: `1:a:${chatId}` }]] },
      })
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const options = { hostname, port, method: 'POST', path: `/bot${TOKEN}/sendMessage`, agent, headers }
      const call = request(options, (response) => {
        response.resume()
        response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error('refused'))))
      })
      call.on('error', reject)
      call.end(body)
    })
  const work = async () => {
    while (next < requests) await one(FIRST_CHAT + next++)
  }
  await Promise.all(Array.from({ length: connections }, work))
  agent.destroy()
}

if (process.argv[1] === import.meta.filename) {
  const [url, requests, connections] = process.argv.slice(2)
  if (url) await callMany(url, Number(requests), Number(connections))
  else console.log(await measureThroughput(40_000))
}
