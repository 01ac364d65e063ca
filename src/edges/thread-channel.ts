import { inspect } from 'node:util'
import type { MessagePort, Worker } from 'node:worker_threads'
import { type BirpcReturn, createBirpc } from 'birpc'
import { EdgeError, type EdgeErrorCode } from '../ports/edge-error.ts'

/** Functions of another thread, called as if they were here, and ours for it. Arguments and answers are cloned; what
 *  is thrown over there is thrown here, an `EdgeError` as one. A call waits for as long as it takes: who knows that the
 *  other thread has ended closes the channel, which ends all of them. */
export function openChannel<Theirs extends object, Ours extends object>(
  port: MessagePort | Worker,
  ours: Ours,
): BirpcReturn<Theirs, Ours> {
  return createBirpc<Theirs, Ours>(ours, {
    post: (message) => port.postMessage(message),
    on: (take) => port.on('message', take),
    off: (take) => port.off('message', take),
    serialize: (message) => ('e' in message ? { ...message, e: told(message.e) } : message),
    deserialize: (message) => ('e' in message ? { ...message, e: thrown(message.e) } : message),
    bind: 'functions',
    timeout: -1,
  })
}

/** An error in a form that can always be cloned: a cause may be anything. */
interface ToldError {
  readonly message: string
  readonly stack?: string | undefined
  readonly edge?: { readonly code: EdgeErrorCode; readonly retryable: boolean }
  readonly cause?: string
}

function told(error: unknown): ToldError {
  if (!(error instanceof Error)) return { message: inspect(error) }
  const { message, stack, cause } = error
  return {
    message,
    stack,
    ...(error instanceof EdgeError && { edge: { code: error.code, retryable: error.retryable } }),
    ...(cause !== undefined && { cause: inspect(cause) }),
  }
}

function thrown({ message, stack, edge, cause }: ToldError): Error {
  const error =
    edge === undefined
      ? new Error(message, { cause })
      : new EdgeError(edge.code, message, { retryable: edge.retryable, cause })
  if (stack !== undefined) error.stack = stack
  return error
}
