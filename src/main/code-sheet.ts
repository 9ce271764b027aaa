// Enrolment cards with QR codes for a whole subtree, eight to a page, as one HTML file without anything to load: any
// browser prints it or saves it as PDF.
import QRCode from 'qrcode'
import { deepLink } from '../org/enrolment-code.ts'
import { dayText } from '../texts/dates.ts'
import { escapeHtml, html, type Language } from '../texts/index.ts'

export interface Card {
  unitName: string
  /** From the root down to the unit right above. */
  above: string[]
  duty: string
  code: string
}

/** The page. `lastDay` is the last day on which the codes work. */
export async function codeSheet(
  cards: readonly Card[],
  about: { title: string; botUsername: string; lastDay: string; language: Language },
): Promise<string> {
  const { botUsername, language } = about
  const t = (key: string, args: Record<string, string> = {}) => html(language, key, args)
  const day = dayText(about.lastDay, language)
  const title = t('sheet-title', { unit: about.title })
  const parts: string[] = []
  for (const card of cards) {
    const qr = await QRCode.toString(deepLink(botUsername, card.code), {
      type: 'svg',
      margin: 0,
      errorCorrectionLevel: 'M',
    })
    parts.push(
      `<article><div class="qr">${qr}</div><div><h2>${escapeHtml(card.unitName)}</h2>`,
      `<p class="path">${escapeHtml(card.above.slice(-2).join(' › '))}</p><p><b>${escapeHtml(card.duty)}</b></p>`,
      `<ol><li>${t('sheet-how-1')}</li><li>${t('sheet-how-2')}</li></ol>`,
      `<p>${t('sheet-how-3', { bot: botUsername })}</p><p class="code">${card.code}</p>`,
      `<p class="path">${t('sheet-until', { day })}</p></div></article>`,
    )
  }
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style></head>
<body><header><h1>${title}</h1><p>${t('sheet-note')}</p></header><main>${parts.join('\n')}</main></body></html>
`
}

const style = `
@page { size: A4; margin: 10mm }
* { box-sizing: border-box }
body { font: 9.5pt/1.3 "Be Vietnam Pro", "Segoe UI", Roboto, Arial, sans-serif; margin: 0; color: #000; background: #fff }
header { padding: 4mm 0 } h1 { font-size: 14pt; margin: 0 } h2 { font-size: 11pt; margin: 0 0 1mm } p { margin: 0 0 1mm }
main { display: grid; grid-template-columns: 1fr 1fr }
article { display: grid; grid-template-columns: 32mm 1fr; gap: 4mm; padding: 4mm; height: 66mm; overflow: hidden;
  border: 0.3mm dashed #777; margin: -0.15mm; break-inside: avoid }
.qr svg { width: 32mm; height: 32mm; display: block }
ol { margin: 0 0 1mm; padding-left: 5mm } .path { color: #444; font-size: 8pt }
.code { font: 700 12pt/1.4 ui-monospace, Consolas, monospace; letter-spacing: 0.5pt }
@media print { header { display: none } }
@media (max-width: 170mm) { main { grid-template-columns: 1fr } }
`
