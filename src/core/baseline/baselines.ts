import type { Actor } from '../change/account-change.ts'

/** What is usual for peer groups and for the fleet, as it stood at the last tick of event time: the same for
 *  every instance, however partitions happen to fall. */
export interface Baselines {
  /** The tick, named in each alert that used it. */
  readonly id: string
  /** Those that the actor is compared with: automations with automations only. Undefined where too little is
   *  known of them. */
  peersOf(actor: Actor): Peers | undefined
}

export interface Peers {
  /** As people say it: `contractors in support`. */
  readonly name: string
  /** The stretch of an actor's memory from `usualWeightSlot` to `usualEndSlot`, summed over the group. */
  readonly usual: readonly number[]
}
