import type { WayStanding } from '../core/reversal/kill-switch.ts'

/** The ways to the kill switch that do not go through the store: it is asked for those by the ledger. Never
 *  rejects and never waits long: what cannot be read says so. */
export interface OtherSwitches {
  read(): Promise<readonly WayStanding[]>
}
