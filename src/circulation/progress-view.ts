// What the message that shows a circulation carries with it: its language and the buttons of each stage, made
// by the face that opened it, so that whoever keeps it up to date needs to know no face.
import type { Button } from './messenger.ts'

export interface ProgressView {
  language: 'vi' | 'en'
  running: Button[][]
  paused: Button[][]
  /** Nothing left to do. */
  done: Button[][]
  /** Over, but some messages failed or are parked. */
  stuck: Button[][]
}
