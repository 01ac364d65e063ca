import type { Alert } from '../core/decision/alert.ts'

/** Tells people outside the console, such as a pager, of one alert. */
export interface Notifier {
  /** Resolves when it is settled what became of the alert, which may take minutes; never rejects. The same
   *  `alertId` that was delivered before is not sent again. */
  send(alert: Alert): Promise<Delivery>
  /** Gives what is under way `graceMs`, then ends it as `failed`. Nothing is sent afterwards. */
  close(graceMs: number): Promise<void>
}

/** `delivered`: the receiver has it. `failed`: it may succeed later. `refused`: the receiver will never take
 *  it. `overflowed`: too many wait already. */
export type Delivery = 'delivered' | 'failed' | 'refused' | 'overflowed'
