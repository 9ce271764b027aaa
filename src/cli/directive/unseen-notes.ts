// What the scan for marks of secrecy could not see, in words for the command line.
import { pagesText, type Unseen, type UnseenKind } from '../../directive/reading/unseen.ts'

const unseenSentences: Record<UnseenKind, string> = {
  scan: 'it is a scan without text',
  pictures: 'it has pictures or pages without text',
  letters: 'the letters under its text are not those that are shown',
  form: 'it has a form (XFA) that shows other pages than those read',
  parts: 'it has objects or attached files that cannot be read',
  rest: 'only what comes up to here was read',
}

/** A line for each kind. */
export const unseenNotes = (unseen: readonly Unseen[]): string[] =>
  unseen.map(({ what, pages }) => {
    const at = pages.length > 0 ? ` (page ${pagesText(pages)})` : ''
    return `Note: ${unseenSentences[what]}${at}; look for marks of secrecy there yourself.`
  })
