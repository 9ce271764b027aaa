// The name under which a file is shown and circulated: nothing in it that nobody sees or that a computer
// reads in another way than a person.

/** Longest name, in characters. Longer ones lose their middle, never their ending. */
const maxLength = 120

/**
 * The name without letters that turn the direction of writing (they make 'vanban\u202Efdp.exe' look like a
 * PDF), without invisible ones, paths and what no file system takes; without dots and spaces at its end,
 * which Windows leaves out when it decides what a file is.
 */
export function cleanFileName(received: string): string {
  const name = received
    .normalize('NFC')
    .replace(/\p{Cf}|\p{Cs}|\p{Co}|\p{Variation_Selector}|\u034F|\u115F|\u1160|\u3164/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[/\\:*?"<>|]+/g, '-')
  const trimmed = trimEnd(name).trimStart()
  const letters = Array.from(trimmed === '' ? 'van-ban' : trimmed)
  if (letters.length <= maxLength) return letters.join('')
  const ending = /\.[^.]{1,10}$/.exec(trimmed)?.[0] ?? ''
  return (
    letters
      .slice(0, maxLength - ending.length)
      .join('')
      .trimEnd() + ending
  )
}

function trimEnd(name: string): string {
  let end = name.length
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--
  return name.slice(0, end)
}
