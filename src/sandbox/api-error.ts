// The refusals of the Bot API, with Telegram's own wording. Thrown by methods, turned into an answer by
// bot-api.ts.

/** A refusal: becomes `{ok: false, error_code, description, parameters}` with the same HTTP status. */
export class ApiError extends Error {
  readonly code: number
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined
  constructor(code: number, description: string, parameters?: ApiError['parameters']) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

/** 400 with Telegram's prefix. */
export function badRequest(reason: string): ApiError {
  return new ApiError(400, `Bad Request: ${reason}`)
}

/** 403 with Telegram's prefix. */
export function forbidden(reason: string): ApiError {
  return new ApiError(403, `Forbidden: ${reason}`)
}

/** 409 with Telegram's prefix. */
export function conflict(reason: string): ApiError {
  return new ApiError(409, `Conflict: ${reason}`)
}

/** 429; `seconds` is a whole number of at least 1. */
export function tooManyRequests(seconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
}

/** The group was upgraded: the caller must use the new id. */
export function migrated(toChatId: number): ApiError {
  return new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
    migrate_to_chat_id: toChatId,
  })
}

/** The JSON body of a refusal. */
export function errorBody(error: ApiError): string {
  return JSON.stringify({
    ok: false,
    error_code: error.code,
    description: error.message,
    parameters: error.parameters,
  })
}
