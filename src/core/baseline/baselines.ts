import type { FleetRates } from './fleet.ts'
import type { ShapeProfile } from './shape-profile.ts'

/** What is usual for peer groups and for all staff together, as it stood at the last ticks of event time: the
 *  same for every instance, however partitions happen to fall. */
export interface Baselines {
  /** Those of a group, by its id: automations with automations only. Undefined where too little is known of them, and
   *  for a group that nobody was in: whom an actor is held against then, `nearestPeers` says. */
  peersOf(group: number): Peers | undefined
  /** Undefined before the first minute was closed. */
  readonly fleet: FleetRates | undefined
  /** Undefined before the first day was closed. */
  readonly shape: ShapeProfile | undefined
}

export interface Peers {
  /** As people say it: `contractors in support`. */
  readonly name: string
  /** The day that it takes hold, named in each alert that used it: `2017-11-02`. */
  readonly asOf: string
  /** The stretch of an actor's memory from `usualWeightSlot` to `usualEndSlot`, summed over the group. */
  readonly usual: readonly number[]
}
