import type { Notify } from '../../ports/notice.ts'

/** The end of a piece of reading: said once, the first word counts. */
export interface Ending {
  /** As the port promises it to the caller. */
  readonly ended: Promise<void>
  /** Resolves either way. */
  readonly settled: Promise<void>
  readonly end: () => void
  readonly fail: (error: unknown) => void
}

export function createEnding(what: string, notice: Notify): Ending {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  let failed = false
  return {
    ended,
    settled: ended.catch(() => undefined),
    end: resolve,
    fail(error) {
      if (failed) return
      failed = true
      notice({ kind: 'LogTrouble', what: `${what} ended by a failure`, cause: error })
      reject(error)
    },
  }
}
