// Once per test run: a PostgreSQL server with a migrated template database (skipped when only unit tests
// run).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startCluster } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string
  }
}

let started: Promise<{ adminUrl: string; stop(): Promise<void> }> | undefined
let users = 0

/** The server, and a folder where the processes of the product keep compiled code (bare-environment.ts). */
async function start() {
  const folder = await mkdtemp(path.join(tmpdir(), 'thongsuot-compiled-'))
  process.env.TEST_COMPILE_CACHE = folder
  const cluster = await startCluster()
  return {
    adminUrl: cluster.adminUrl,
    async stop() {
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// Every project of the run calls this; they share one server.
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (project.name === 'unit') return async () => {}
  users++
  started ??= start()
  const cluster = await started
  project.provide('adminUrl', cluster.adminUrl)
  return async () => {
    if (--users === 0) await cluster.stop()
  }
}
