// How long links to the page and sessions live. Pure. web-session.ts keeps them.

/** Lifetimes of a link and of a session, in milliseconds. */
export const linkLifetimeMs = 5 * 60_000
export const sessionLifetimeMs = 12 * 3_600_000
/** Maximum number of links for one person within an hour. */
export const maxLinksPerHour = 5

const hourMs = 3_600_000

/** The instant at which a link made at `now` stops working. */
export const linkExpiry = (now: Date) => new Date(now.getTime() + linkLifetimeMs)

/** The instant at which a session begun at `now` is over. */
export const sessionExpiry = (now: Date) => new Date(now.getTime() + sessionLifetimeMs)

/** Links made after this instant count towards `maxLinksPerHour`; the others are forgotten. */
export const linksCountAfter = (now: Date) => new Date(now.getTime() - hourMs)

/** May a person who made so many links within the hour have another? */
export const mayHaveLink = (madeWithinHour: number) => madeWithinHour < maxLinksPerHour

/** Does a link still work? Once, and only before the instant of its expiry. */
export function isLinkUsable(link: { used_at: Date | null; expires_at: Date }, now: Date): boolean {
  return link.used_at === null && now < link.expires_at
}

/** Is a session still open? */
export function isSessionOpen(session: { ended_at: Date | null; expires_at: Date }, now: Date): boolean {
  return session.ended_at === null && now < session.expires_at
}
