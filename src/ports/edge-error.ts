/** The one error that edges throw. Anything else that reaches a role is a broken invariant. */
export class EdgeError extends Error {
  readonly code: EdgeErrorCode
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean

  constructor(code: EdgeErrorCode, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'EdgeError'
    this.code = code
    this.retryable = options.retryable
  }
}

export type EdgeErrorCode =
  | 'log-unavailable'
  | 'log-locked'
  | 'log-refused'
  | 'registry-unavailable'
  | 'registry-refused'
  | 'store-unavailable'
  | 'platform-unavailable'
  | 'notify-failed'
  | 'file-unreadable'
  | 'too-large'
