import type { Unreadable } from '../change/unreadable.ts'

/** A record that could not be read, with its place, its reason and its bytes, on
 *  `countermand.dead-letters`. */
export interface DeadLetter extends Unreadable {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  /** Base64 of at most the first 64 KiB. */
  readonly bytes: string
  /** Length of the whole record in bytes. */
  readonly sizeBytes: number
  readonly seenAt: number
}
