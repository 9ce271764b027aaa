// The web port of a process: health, readiness, metrics, and the webhook where updates are taken in.
import { createWebApp } from '../web/app.ts'
import type { Ground } from './ground.ts'
import { serve } from './serve.ts'

export interface WebRole {
  port: number
}

/** Listens on PORT. `webhook` takes the calls to the path of WEBHOOK_URL; `chatUrl` is what the home page leads to. */
export async function startWebRole(
  ground: Ground,
  face: { webhook?: (request: Request) => Promise<Response>; chatUrl?: string | undefined },
): Promise<WebRole> {
  const { config, db, log, metrics, onStop } = ground
  const app = createWebApp({
    db,
    log,
    metrics,
    chatUrl: () => face.chatUrl,
    webhook:
      config.WEBHOOK_URL && face.webhook
        ? { path: new URL(config.WEBHOOK_URL).pathname, handle: face.webhook }
        : undefined,
  })
  const server = await serve(app, config.PORT)
  onStop('web', () => server.close())
  log.info({ port: server.port }, 'listening')
  return { port: server.port }
}

/** The same for a role that can do without: where another process of this machine has the port, it says so and goes on. */
export async function tryWebRole(ground: Ground, face: Parameters<typeof startWebRole>[1]): Promise<void> {
  try {
    await startWebRole(ground, face)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    ground.log.warn(
      { port: ground.config.PORT },
      'another process has the port; no health checks of this one',
    )
  }
}
