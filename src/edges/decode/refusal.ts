import type { Unreadable, UnreadableCode } from '../../core/change/unreadable.ts'

/** What came of decoding: a plain value, or why there is none. The value is wrapped so that no message can
 *  pass itself off as a refusal. */
export type Decoded = { readonly value: unknown } | Unreadable

/** Bytes that never became a value may hide anything, so they may hide an account taken away. */
export function refusal(unreadable: UnreadableCode, at: string, says: string): Unreadable {
  return { unreadable, faults: [{ at, says }], mayRestrict: true }
}
