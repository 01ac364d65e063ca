import type { Alert } from '../core/decision/alert.ts'
import type { Containment } from '../core/reversal/contain.ts'
import type { Approval } from '../core/reversal/countdown.ts'
import type { Hand } from '../core/reversal/may-speak.ts'

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
  /** Who is kept from containing an actor by what the desk knows. At the same cost however many alerts there are. */
  tiesTo(question: TiesQuestion): Promise<Tied>
}

/** By the cases of these alerts, with all other alerts on the changes in them; about whoever is contained; as far as it
 *  bears on these people. */
export interface TiesQuestion {
  readonly alertIds: readonly string[]
  readonly actorId: string
  /** By every case of the actor. */
  readonly everywhere: boolean
  readonly people: readonly Pick<Approval, 'by' | 'team'>[]
}

export interface Tied {
  /** Those of the people who are hands in it, and the actor once for each of their teams that an alert says they are
   *  of. In a campaign others acted beside that one: they decide about none of its hands, and their teams may. Else
   *  somebody in each team would be enough to keep everybody from stopping the rest.
   *
   *  to contain   an alert says                     -> neither        nor the team
   *  agent-7      agent-7 of eu, done for dana         agent-7, dana  eu
   *  agent-7      agent-8 of us, in a campaign         agent-8        - */
  readonly hands: readonly Hand[]
  /** That pointed at the actor. */
  readonly rules: readonly string[]
}

export interface ContainmentEntry {
  /** Hash of source and actor. */
  readonly containId: string
  readonly source: string
  readonly actorId: string
  /** The one that led to it last. */
  readonly alertId: string
  /** The alerts that people named when they asked for it, as long as it stands; absent in rows of before they were
   *  kept, until it is over. Read by `restsOn`. */
  readonly namedAlertIds?: readonly string[]
  readonly partition: number
  readonly version: number
  readonly at: number
  /** The latest words that changed something: each is heard once. */
  readonly heard: readonly string[]
  readonly life: Containment
}
