// What is stored with a message that shows the progress of a circulation: its language and the buttons of
// each stage. The face that opens the message makes them. So the job that keeps it up to date needs no face.
import type { Button } from './messenger.ts'

export interface ProgressView {
  language: 'vi' | 'en'
  running: Button[][]
  paused: Button[][]
  /** All messages were sent. */
  done: Button[][]
  /** The circulation is over, but some messages failed or are parked. */
  stuck: Button[][]
}
