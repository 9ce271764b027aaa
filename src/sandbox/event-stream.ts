// The live stream of the messenger page (server-sent events): which chat has changed, and moves of the clock.
import type { ServerResponse } from 'node:http'
import type { Core } from './core.ts'

const HEARTBEAT_MS = 15_000

/**
 * Streams `change` {chatId} for chats of the person and `clock` {now, offsetMs}, until either side closes.
 */
export function streamEvents(
  core: Core,
  personId: number,
  response: ServerResponse,
  closing: AbortSignal,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const send = (event: string, data: object) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  send('clock', { now: core.clock.now().toISOString(), offsetMs: core.clock.offsetMs })

  const stopChanges = core.changes.on((chatId) => {
    const chat = core.state.chats.get(chatId)
    if (chatId === personId || chat?.memberIds.includes(personId)) send('change', { chatId })
  })
  const stopClock = core.clock.onMove((now) =>
    send('clock', { now: now.toISOString(), offsetMs: core.clock.offsetMs }),
  )
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS)
  const end = () => response.end()
  closing.addEventListener('abort', end)
  response.on('close', () => {
    stopChanges()
    stopClock()
    clearInterval(heartbeat)
    closing.removeEventListener('abort', end)
  })
}
