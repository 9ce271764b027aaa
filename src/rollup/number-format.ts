// Numbers and rates as the users write them: 8.842 and 99,16 % in Vietnamese, 8,842 and 99.16% in English.

export type NumberLanguage = 'vi' | 'en'

const wholes = { vi: new Intl.NumberFormat('vi-VN'), en: new Intl.NumberFormat('en-GB') }
const rates = {
  vi: new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 2 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 }),
}

/** A whole number with its thousands parted. */
export function formatWhole(language: NumberLanguage, value: number): string {
  return wholes[language].format(value)
}

/** A number with at most two decimals, its thousands parted: 8.842, 4,12. */
export function formatAmount(language: NumberLanguage, value: number): string {
  return rates[language].format(value)
}

/**
 * part / whole as a percentage with at most two decimals; '–' when there is nothing to divide by: missing is
 * not zero. Never rounds up to 100 as long as something is missing.
 */
export function formatRate(language: NumberLanguage, part: number, whole: number): string {
  if (whole === 0) return '–'
  const percent = (part / whole) * 100
  const shown = part < whole ? Math.min(percent, 99.99) : percent
  return `${rates[language].format(shown)}${language === 'vi' ? ' %' : '%'}`
}
