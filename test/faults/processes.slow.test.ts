// Short forms of what strikes processes: killed, stopped, frozen, with wrong clocks.
import { testShortForms } from './short-forms.ts'

testShortForms('processes')
