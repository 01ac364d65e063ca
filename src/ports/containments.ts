import type { Containment } from '../core/reversal/contain.ts'

/** Every containment that was ever asked for, where all instances see it. Durable when a call resolves; every
 *  failure is `EdgeError('store-unavailable')`. */
export interface Containments {
  find(containId: string): Promise<ContainmentEntry | undefined>
  /** False where it is there already. */
  open(entry: ContainmentEntry): Promise<boolean>
  /** `to` takes the place of `from`. False where that no longer stands. */
  move(from: ContainmentEntry, to: ContainmentEntry): Promise<boolean>
  /** Like `move`, and takes a token of the budget of containments in the same transaction. */
  take(from: ContainmentEntry, to: ContainmentEntry, now: number): Promise<'taken' | 'lost' | 'spent'>
  /** Those of these partitions that are asked for or under way. */
  unfinished(partitions: readonly number[]): Promise<readonly ContainmentEntry[]>
}

export interface ContainmentEntry {
  /** Hash of source, actor and alert. */
  readonly containId: string
  readonly source: string
  readonly actorId: string
  readonly alertId: string
  readonly partition: number
  readonly version: number
  readonly at: number
  /** The latest words that changed something: each is heard once. */
  readonly heard: readonly string[]
  readonly life: Containment
}
