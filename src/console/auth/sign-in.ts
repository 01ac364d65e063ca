import type { People } from '../../ports/people.ts'
import { type Person, personOf } from './people.ts'

/** Signing in with a secret. Every try counts before it is looked at, for the person from that address, for the
 *  person from anywhere, and for the address whoever is meant; a try that was right is taken back. A wrong secret,
 *  nobody of that name and somebody who is disabled are one answer, and take one time. */
export function openSignIn({ people, isSecret, now }: SignInNeeds): SignIn {
  let hashing = 0
  const count = async (what: string, triesMax: number): Promise<TryCount> => {
    const tries = await people.countTry(what, windowMs, now())
    return { what, over: tries - triesMax }
  }
  return async (id, secret, address) => {
    const counts = await Promise.all([
      count(`address ${address}`, triesMax.address),
      count(`person ${id}`, triesMax.person),
      count(`person ${id} at ${address}`, triesMax.personAtAddress),
    ])
    const over = counts.filter((one) => one.over > 0)
    // Told to the record once a window, so that nobody can fill it by knocking.
    if (over.length > 0) return { kind: 'too-many', isFirst: over.some((one) => one.over === 1) }
    // Each takes 32 MiB and a core: whoever comes in a crowd is asked to come again.
    if (hashing >= hashingMax) {
      await Promise.all(counts.map(({ what }) => people.forgiveTry(what)))
      return { kind: 'busy' }
    }
    hashing++
    try {
      const stored = await people.find(id)
      const isRight = await isSecret(secret, stored?.secretHash)
      if (!isRight || stored === undefined || stored.disabledAt !== undefined) return { kind: 'wrong' }
      await Promise.all(counts.map(({ what }) => people.forgiveTry(what)))
      return { kind: 'in', person: personOf(stored) }
    } finally {
      hashing--
    }
  }
}

export type SignIn = (id: string, secret: string, address: string) => Promise<SignInOutcome>

export type SignInOutcome =
  | { readonly kind: 'in'; readonly person: Person }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too-many'; readonly isFirst: boolean }
  | { readonly kind: 'busy' }

export interface SignInNeeds {
  readonly people: People
  /** `edges/secret-hash.ts` */
  readonly isSecret: (secret: string, kept: string | undefined) => Promise<boolean>
  readonly now: () => number
}

interface TryCount {
  readonly what: string
  readonly over: number
}

export const windowMs = 15 * 60_000
/** A person mistypes a few times; a desk behind one address has many people. */
export const triesMax = { personAtAddress: 5, person: 20, address: 50 } as const
const hashingMax = 8
