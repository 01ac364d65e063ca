import type { Alert } from '../core/decision/alert.ts'
import type { BreakerSeen, Opening } from '../core/reversal/breaker.ts'
import type { Budget } from '../core/reversal/budgets.ts'
import type { Demotion, DemotionRule } from '../core/reversal/demotion.ts'
import type { AskedSecond, BreakerStanding, BudgetStanding } from '../core/reversal/limits-standing.ts'
import type { SecondPerson } from '../core/reversal/second-person.ts'
import type { SentTurn } from './ledger.ts'

/** What keeps the machine from running away, in the store, where all instances see it. Each change of it comes
 *  with the alert that says it aloud, in one transaction. */
export interface Limits {
  /** Undoings since then, and the last that ended since. Nothing from before the breaker was last closed. */
  seen(from: number): Promise<Omit<BreakerSeen, 'restrictions'> & BreakerAsSeen>
  /** Opens the breaker and raises the priority of every open case. False where it was open already. */
  openBreaker(opening: Opening, at: number, alert: Alert): Promise<boolean>
  /** What was opened by the share spares nobody any more. Who asked to close it did so before, and asks anew. False where
   *  it is closed, or spares nobody already. */
  tightenBreaker(why: string, at: number, alert: Alert): Promise<boolean>
  closeBreaker(act: PersonAct): Promise<SecondPerson | KeyReused>

  breaker(): Promise<BreakerStanding>
  /** What is left of each of these, and of every actor's that is not whole. */
  budgets(budgets: readonly Budget[], now: number): Promise<readonly BudgetStanding[]>
  /** What waits for a second person now. */
  asked(now: number): Promise<readonly AskedSecond[]>

  demotions(): Promise<readonly Demotion[]>
  /** An analyst said that a change was meant. Answers what was demoted because of it; a word from before the last one
   *  on the change does nothing, here and in `uphold`. */
  overturn(
    change: { readonly source: string; readonly eventId: string },
    rule: DemotionRule,
    at: number,
    alertOf: (demotion: Demotion) => Alert,
  ): Promise<readonly Demotion[]>
  /** An analyst said something else of it: the machine was not wrong to undo it. */
  uphold(change: { readonly source: string; readonly eventId: string }, at: number): Promise<void>
  endDemotion(scope: string, act: PersonAct): Promise<SecondPerson | KeyReused>

  /** Puts open cases first whose point of no return is near. */
  raiseNear(now: number): Promise<void>

  /** Alerts that are not on the log yet, oldest first. */
  unsaid(): Promise<readonly Alert[]>
  said(alertIds: readonly string[]): Promise<void>
}

interface BreakerAsSeen {
  readonly since: number
  readonly open: boolean
  /** Open, and not for what is kept back for the highest tier. */
  readonly sparesHighestTier: boolean
}

export interface PersonAct extends SentTurn {
  readonly by: string
  readonly reason: string
  readonly at: number
}

/** The key stands for something else. */
export interface KeyReused {
  readonly kind: 'key-reused'
}
