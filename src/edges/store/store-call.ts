import { EdgeError } from '../../ports/edge-error.ts'

/** Runs one call of the store and gives whatever it throws the shape that roles expect. */
export async function inStore<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    if (cause instanceof EdgeError) throw cause
    throw new EdgeError('store-unavailable', `the store could not ${what}: ${String(cause)}`, {
      retryable: true,
      cause,
    })
  }
}
