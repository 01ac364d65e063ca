import type { Alert } from '../core/decision/alert.ts'
import type { Containment } from '../core/reversal/contain.ts'

/** Every containment that was ever asked for, where all instances see it. Durable when a call resolves; every
 *  failure is `EdgeError('store-unavailable')`. Whatever changes the state of one is an entry of the record and moves
 *  its case, in the same transaction. */
export interface Containments {
  find(containId: string): Promise<ContainmentEntry | undefined>
  /** False where it is there already. */
  open(entry: ContainmentEntry): Promise<boolean>
  /** `to` takes the place of `from`, and `alarm` goes out with it. False where `from` no longer stands. */
  move(from: ContainmentEntry, to: ContainmentEntry, alarm?: Alert): Promise<boolean>
  /** Like `move`, and takes a token of the budget of so many an hour in the same transaction. `alone` where each of
   *  those who could lift it may be frozen by us: they are taken one after another, so the last two never go both. */
  take(
    from: ContainmentEntry,
    to: ContainmentEntry,
    at: {
      readonly now: number
      readonly perHour: number
      readonly othersWhoCanLift: readonly string[]
    },
  ): Promise<'taken' | 'lost' | 'spent' | 'alone'>
  /** Those of these partitions that are asked for, under way or contained. */
  unfinished(partitions: readonly number[]): Promise<readonly ContainmentEntry[]>
  /** The alert that led to it, as the desk knows it. */
  causeOf(entry: Pick<ContainmentEntry, 'alertId'>): Promise<Alert | undefined>
  /** Every alert of the case that it is in, as the desk knows them. */
  inCaseOf(alertId: string): Promise<readonly Alert[]>
}

export interface ContainmentEntry {
  /** Hash of source and actor. */
  readonly containId: string
  readonly source: string
  readonly actorId: string
  /** The one that led to it last. */
  readonly alertId: string
  readonly partition: number
  readonly version: number
  readonly at: number
  /** The latest words that changed something: each is heard once. */
  readonly heard: readonly string[]
  readonly life: Containment
}
