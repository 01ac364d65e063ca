import { EdgeError } from '../../ports/edge-error.ts'
import type { Notify } from '../../ports/notice.ts'
import { backOffMs, pause } from './waiting.ts'

export interface Trying {
  /** No more tries are wanted. */
  readonly ending: AbortSignal
  readonly notice: Notify
  /** False once nobody cares for the outcome; then a failure is no failure. */
  readonly isCurrent?: () => boolean
}

/** Does the work; tries again with back-off what may succeed later, and throws the rest. `undefined` when it was
 *  given up because the end came first. */
export async function tryUntilDone<T>(
  what: string,
  work: () => Promise<T> | undefined,
  { ending, notice, isCurrent = () => true }: Trying,
): Promise<T | undefined> {
  for (let failures = 1; ; failures++) {
    try {
      return await work()
    } catch (cause) {
      if (!isCurrent()) return undefined
      if (!(cause instanceof EdgeError && cause.retryable)) throw cause
      notice({ kind: 'LogTrouble', what: `${what}, try ${failures}`, cause })
      await pause(backOffMs(failures), ending)
      if (ending.aborted) return undefined
    }
  }
}
