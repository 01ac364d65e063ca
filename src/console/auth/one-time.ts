import { hashOf, newSecret } from './secrets.ts'

/** Secrets that work once and not for long: sign-in links, tickets of the live feed. Kept in memory, so a new
 *  start forgets them all. The eldest leaves when there are too many. */
export function oneTimeSecrets<T>(validMs: number, countMax: number, now: () => number): OneTimeSecrets<T> {
  const issued = new Map<string, { readonly until: number; readonly value: T }>()
  return {
    issue(value) {
      const secret = newSecret()
      issued.set(hashOf(secret), { until: now() + validMs, value })
      const [eldest] = issued.keys()
      if (issued.size > countMax && eldest !== undefined) issued.delete(eldest)
      return secret
    },
    redeem(secret) {
      const hash = hashOf(secret)
      const found = issued.get(hash)
      issued.delete(hash)
      return found !== undefined && found.until > now() ? found.value : undefined
    },
  }
}

export interface OneTimeSecrets<T> {
  issue(value: T): string
  /** What the secret stands for, the first time; undefined ever after. */
  redeem(secret: string): T | undefined
}
