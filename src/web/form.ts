// The fields of a submitted form.
import type { Context } from 'hono'

/**
 * The fields by name; none when the body is not a form, so that the page answers as if the fields were empty.
 */
export async function formOf(c: Context): Promise<Record<string, unknown>> {
  return await c.req.parseBody().catch(() => ({}))
}

/** The text of a field; '' when the field is missing or a file. */
export const textIn = (value: unknown) => (typeof value === 'string' ? value : '')
