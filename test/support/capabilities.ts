// What Telegram can do, for messengers that only pretend.
import type { Capabilities } from '../../src/circulation/messenger.ts'

export const capabilities: Capabilities = {
  buttons: true,
  files: true,
  edit: true,
  groups: true,
  maxText: 4096,
  maxCaption: 1024,
  atOnce: 64,
}
