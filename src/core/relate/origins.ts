import type { AccountChange } from '../change/account-change.ts'
import { identity } from '../memory/identity.ts'

/** Where a change came from, as RELATE groups by it: hashes, because nobody needs the addresses of staff in one
 *  more place. */
export interface OriginKey {
  readonly of: 'network' | 'session'
  readonly id: string
}

export function originsOf({ origin }: AccountChange): readonly OriginKey[] {
  const keys: OriginKey[] = []
  if (origin?.network !== undefined) keys.push({ of: 'network', id: hashed('network', origin.network) })
  if (origin?.sessionId !== undefined) keys.push({ of: 'session', id: hashed('session', origin.sessionId) })
  return keys
}

function hashed(kind: string, id: string): string {
  return identity(kind, id).toString(36)
}
