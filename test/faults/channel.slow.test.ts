// Short forms of what strikes the channel and the queue.
import { testShortForms } from './short-forms.ts'

testShortForms('channel')
