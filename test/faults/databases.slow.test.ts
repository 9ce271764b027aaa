// Short forms of what strikes the database.
import { testShortForms } from './short-forms.ts'

testShortForms('databases')
