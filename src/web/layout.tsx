// The frame of every page: head, navigation, the message on top. No scripts, one stylesheet of our own.
import { html as template } from 'hono/html'
import type { PropsWithChildren } from 'hono/jsx'
import { type Language, plain, type TextKey } from '../texts/index.ts'

/** Path of the stylesheet. */
export const stylesheetPath = '/trang.css'

export interface Frame {
  language: Language
  title: string
  /** The person's places, when signed in. */
  places?: readonly { href: string; label: string; isHere: boolean }[]
  /** What was done, or why it was not. */
  message?: { text: string; isTrouble: boolean } | undefined
}

/** Renders a complete page. */
export function renderPage(props: PropsWithChildren<Frame>) {
  return template`<!doctype html>${<Page {...props} />}`
}

function Page({ language, title, places, message, children }: PropsWithChildren<Frame>) {
  const t = (key: TextKey) => plain(language, key)
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Thông Suốt`}</title>
        <link rel="stylesheet" href={stylesheetPath} />
      </head>
      <body>
        <a class="skip" href="#noi-dung">
          {t('web-skip')}
        </a>
        <header>
          <a class="brand" href={places ? '/trang' : '/'}>
            Thông Suốt
          </a>
          {places ? (
            <form method="post" action="/ra">
              <button class="quiet" type="submit">
                {t('web-sign-out')}
              </button>
            </form>
          ) : null}
        </header>
        {places ? (
          <nav aria-label={t('web-places')}>
            {places.map(({ href, label, isHere }) => (
              <a href={href} aria-current={isHere ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
        ) : null}
        <main id="noi-dung">
          <h1>{title}</h1>
          {message ? (
            <p class={message.isTrouble ? 'message trouble' : 'message'} role="status">
              {message.text}
            </p>
          ) : null}
          {children}
        </main>
      </body>
    </html>
  )
}
