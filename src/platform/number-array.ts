// Arrays of numbers as PostgreSQL reads them. The driver would quote and escape each one, which is felt where thousands of
// messages a second are named by their ids.

/** `{1,NULL,3}`, for a parameter that the statement casts, such as `${numberArray(ids)}::bigint[]`. */
export const numberArray = (values: readonly (number | null)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`
