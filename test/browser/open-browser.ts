// Starts a headless Chromium for the browser tests: the one that comes with the npm package, else one
// installed here.
import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

// The sandbox of Chromium needs rights that containers lack; these tests only open pages of their own.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
]

/** The browser, or the reasons why none can start here. */
export async function openBrowser(): Promise<{ browser: Browser } | { reason: string }> {
  const reasons: string[] = []
  const candidates = [
    () => chromium.executablePath(),
    ...INSTALLED.filter(existsSync).map((path) => () => path),
  ]
  for (const candidate of candidates) {
    try {
      const executablePath = await candidate()
      return { browser: await playwright.launch({ executablePath, args: ARGUMENTS }) }
    } catch (error) {
      reasons.push(String(error).split('\n').slice(0, 3).join(' '))
    }
  }
  return { reason: `no browser can start here: ${reasons.join(' / ')}` }
}
