// The questions of /moi, in the order in which they are asked. Those after the preview are only asked out of
// turn.
import type { NewDirectiveStep } from './draft.ts'
import { ack } from './steps/ack.ts'
import { answer } from './steps/answer.ts'
import { audience } from './steps/audience.ts'
import { date } from './steps/date.ts'
import { declare } from './steps/declare.ts'
import { details } from './steps/details.ts'
import { document } from './steps/document.ts'
import { doubt } from './steps/doubt.ts'
import { issueAt } from './steps/issue-at.ts'
import { issuer } from './steps/issuer.ts'
import { kind } from './steps/kind.ts'
import { links } from './steps/links.ts'
import { listName } from './steps/list-name.ts'
import { lists } from './steps/lists.ts'
import { number } from './steps/number.ts'
import { outline } from './steps/outline.ts'
import { preview } from './steps/preview.ts'
import { reminders } from './steps/reminders.ts'
import { report } from './steps/report.ts'
import { subject } from './steps/subject.ts'

export const steps: readonly NewDirectiveStep[] = [
  issuer,
  declare,
  document,
  number,
  kind,
  date,
  subject,
  details,
  answer,
  ack,
  report,
  preview,
  links,
  audience,
  lists,
  listName,
  reminders,
  outline,
  issueAt,
  doubt,
]
