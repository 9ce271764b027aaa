// Once per test run: a PostgreSQL server with a migrated template database (skipped when only unit tests run).
import type { TestProject } from 'vitest/node'
import { startCluster } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string
  }
}

let started: Promise<{ adminUrl: string; stop(): Promise<void> }> | undefined
let users = 0

// Every project of the run calls this; they share one server.
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (project.name === 'unit') return async () => {}
  users++
  started ??= startCluster()
  const cluster = await started
  project.provide('adminUrl', cluster.adminUrl)
  return async () => {
    if (--users === 0) await cluster.stop()
  }
}
