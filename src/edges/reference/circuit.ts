/** Keeps calls away from a service that fails: after so many failures in a row nobody asks it for a while, then one
 *  call tries. */
export interface Circuit {
  /** Whether to ask now. */
  mayAsk(): boolean
  heard(ok: boolean): void
}

export const failuresMax = 5
export const restMs = 30_000

export function openCircuit(now: () => number): Circuit {
  let failures = 0
  let restsUntil = Number.NEGATIVE_INFINITY
  return {
    mayAsk() {
      if (failures < failuresMax) return true
      if (now() < restsUntil) return false
      // The one that tries; the others wait for what becomes of it.
      restsUntil = now() + restMs
      return true
    },
    heard(ok) {
      failures = ok ? 0 : failures + 1
      if (failures >= failuresMax) restsUntil = now() + restMs
    },
  }
}
