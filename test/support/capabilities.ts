// What messengers that only pretend say of themselves.
import type { Capabilities } from '../../src/circulation/messenger.ts'

export const capabilities: Capabilities = { maxConcurrent: 64 }
