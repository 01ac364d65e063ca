/** What became of input that is not an AccountChange: a value, never an exception. */
export interface Unreadable {
  readonly unreadable: UnreadableCode
  /** Every fault found, not only the first. */
  readonly faults: readonly Fault[]
  /** True where the remains suggest that an account lost something: then it is an alert of its own. */
  readonly mayRestrict: boolean
}

export interface Fault {
  /** Where, as a path: `account.followers`, or `byte 17`. */
  readonly at: string
  /** What is wrong, with the value seen and what is allowed. */
  readonly says: string
}

export const unreadableCodes = [
  'empty',
  'too-large',
  'too-deep',
  'not-json',
  'not-avro',
  'unknown-schema',
  'mapping-failed',
  'wrong-shape',
] as const

export type UnreadableCode = (typeof unreadableCodes)[number]
