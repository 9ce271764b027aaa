// Short forms of what concerns updates: races, repetitions, nonsense.
import { testShortForms } from './short-forms.ts'

testShortForms('updates')
