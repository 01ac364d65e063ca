import type { AskedIntended, SignedIntended } from '../core/reversal/intended.ts'
import type { SentTurn } from './ledger.ts'
import type { KeyReused } from './limits.ts'

/** What was said to be intended beforehand, and the key that vouches for it. Durable when a call resolves; every
 *  failure is `EdgeError('store-unavailable')`. Each step is an entry of the record, in the same transaction; `requestId`
 *  is that of the HTTP request. */
export interface Preauthorisations {
  /** The first of two people. Answers why not, in words, or `undefined`: also where the same was asked before, and
   *  nobody took it back since. */
  ask(asked: AskedIntended, sent?: SentTurn): Promise<string | KeyReused | undefined>
  /** The second: from then on it counts. Answers why not, in words, where it does not. */
  confirm(intendedId: string, by: string, at: number, requestId?: string): Promise<SignedIntended | string>
  /** It counts no more. False where there is none. */
  withdraw(intendedId: string, by: string, at: number, requestId?: string): Promise<boolean>
  /** Those that nobody has withdrawn and that have not expired, the newest first. */
  standing(now: number): Promise<readonly (AskedIntended & { readonly confirmedBy?: string })[]>
  /** All that were ever signed for this account and not withdrawn, expired ones too. */
  of(source: string, accountId: string): Promise<readonly SignedIntended[]>
  /** Whether our key has signed it. */
  isOurs(signed: SignedIntended): boolean
}
