// Circulating with the calendar of the test organisations.
import {
  type CirculateOptions,
  circulateDirective as circulate,
} from '../../src/circulation/circulate-directive.ts'
import type { Db } from '../../src/platform/database.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'

const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })

/** Circulates a directive of an organisation in Hà Nội. */
export const circulateDirective = (
  db: Db,
  directiveId: number,
  now: Date,
  options: Omit<CirculateOptions, 'calendar'> = {},
) => circulate(db, directiveId, now, { calendar, ...options })
