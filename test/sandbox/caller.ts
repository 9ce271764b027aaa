// Calls the local Telegram without any client library, for tests of the wire itself.

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked into by the tests
export type Answer = { ok: boolean; error_code?: number; description?: string; result?: any }
export type Call = (method: string, params?: object | FormData) => Promise<Answer>

/** A function that calls one method and gives the whole answer, also of a refusal. */
export function caller(url: string, token: string): Call {
  return async (method, params = {}) => {
    const isForm = params instanceof FormData
    const response = await fetch(`${url}/bot${token}/${method}`, {
      method: 'POST',
      headers: isForm ? undefined : { 'content-type': 'application/json' },
      body: isForm ? params : JSON.stringify(params),
    })
    return (await response.json()) as Answer
  }
}
