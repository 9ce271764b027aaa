// The fields of a form that was sent here.
import type { Context } from 'hono'

/**
 * What the form holds, by name; nothing at all when the body is no form, so that it is answered like one
 * without the fields.
 */
export async function formOf(c: Context): Promise<Record<string, unknown>> {
  return await c.req.parseBody().catch(() => ({}))
}

/** The text in a field; '' when there is none, or a file. */
export const textIn = (value: unknown) => (typeof value === 'string' ? value : '')
