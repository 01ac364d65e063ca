import type { Alert } from '../core/decision/alert.ts'
import type { Mode } from '../core/policy/severity.ts'
import type { Budget } from '../core/reversal/budgets.ts'
import type { Breaker, BudgetLeft, KillSwitch } from '../core/reversal/circumstances.ts'
import type { Block } from '../core/reversal/gates.ts'
import type { AnyWord, Instruction } from '../core/reversal/instruction.ts'
import type { SwitchOrder, WayStanding } from '../core/reversal/kill-switch.ts'
import type { Life } from '../core/reversal/life.ts'
import type { Hand } from '../core/reversal/may-speak.ts'
import type { Command, Reversal } from '../core/reversal/reversal.ts'

/** Every undoing that was ever thought of, its budgets and the kill switch, where all instances see them.
 *  Two of them, one contract: SQLite and PostgreSQL. Durable when a call resolves; every failure is
 *  `EdgeError('store-unavailable')`. */
export interface Ledger {
  /** All or none. Those whose id is already there stay as they are; only the others are answered. */
  open(entries: readonly LedgerEntry[]): Promise<readonly LedgerEntry[]>
  find(reversalId: string): Promise<LedgerEntry | undefined>
  ofAlert(alertId: string): Promise<readonly LedgerEntry[]>
  /** A later alert on the same change is about this reversal too. */
  alsoOf(alertId: string, reversalId: string): Promise<void>
  /** Those of these partitions whose wait is over, the longest waiting first. */
  due(partitions: readonly number[], now: number, limit: number): Promise<readonly LedgerEntry[]>
  /** What was begun and not ended by whoever read this partition before: the first thing to look after. */
  underWay(partition: number): Promise<readonly LedgerEntry[]>
  /** `to` takes the place of `from`, with one more record of it. False where `from` no longer stands:
   *  somebody else has moved it on. Frees the account's cooldown where `to` says the account is untouched. */
  move(from: LedgerEntry, to: LedgerEntry): Promise<boolean>
  /** Like `move`, and takes a token of every budget and the account's cooldown in the same transaction; where
   *  one is missing, or the kill switch is on, nothing of it happens. */
  takeIntent(from: LedgerEntry, to: LedgerEntry, price: Price): Promise<Taken>
  /** What the gates want to know of the store, at one moment. */
  standing(question: StandingQuestion): Promise<StoreStanding>

  /** By the console and by signed record; the file is asked elsewhere. */
  switchWays(): Promise<readonly WayStanding[]>
  /** What all ways in the store come to. */
  readKillSwitch(): Promise<KillSwitch | 'unreadable'>
  /** The console's way: no other one is touched. A key that was used before turns nothing off; on is turned whatever
   *  the key, for nothing may hinder that. */
  turnKillSwitch(on: boolean, by: string, reason: string, sent?: SentTurn): Promise<Turned>
  /** The way by signed record: only an order younger than the last one is followed. */
  takeSwitchOrder(order: SwitchOrder): Promise<'taken' | 'known' | 'older'>

  /** False where it is already known. It waits until it is answered. */
  keepInstruction(instruction: Instruction): Promise<boolean>
  waitingInstructions(alertId: string): Promise<readonly Instruction[]>
  answerInstruction(instructionId: string, says: string): Promise<void>
  /** Answers a word with why it is not followed, once; the record has it, and its case where the desk told it, in
   *  the same transaction. False where it is answered already. Also words about a hand, which wait for nothing. */
  refuseWord(word: AnyWord, says: string, at: number): Promise<boolean>
  /** Refuses all that have waited since before, and says which those were. */
  giveUpInstructions(before: number, says: string, at: number): Promise<readonly string[]>

  /** Records not yet on the log, oldest first: our own, and those that other instances left since before
   *  `othersBefore`. */
  unpublished(othersBefore: number, limit: number): Promise<readonly LedgerRecord[]>
  published(records: readonly Reversal[]): Promise<void>
  /** Drops what nobody can need any more: free tokens, and published records older than this. */
  forget(before: number): Promise<void>
}

export interface LedgerEntry {
  readonly command: Command
  readonly alert: Alert
  readonly life: Life
  /** Counts its records. */
  readonly version: number
  /** Wall clock of the last record; never goes back. */
  readonly at: number
  readonly granted: Mode
  /** Of the topic of alerts: whoever reads it looks after this. */
  readonly partition: number
  /** Of the command, without its times. */
  readonly commandHash?: string
  /** Shared by all that the same later change brought in. */
  readonly sweepId?: string
  /** Who wrote the rules that decided: they say no yes to it. */
  readonly authors?: readonly string[]
  /** What other alerts on the same change know of its actor beyond this one: who they bar stays barred. */
  readonly otherActors?: readonly Hand[]
  /** What it will not bring back, as the mapping said when it was proposed. */
  readonly notBroughtBack?: readonly string[]
}

export interface LedgerRecord {
  readonly reversal: Reversal
  readonly alert: Alert
}

export interface Price {
  readonly now: number
  readonly budgets: readonly Budget[]
  readonly mayUseReserve: boolean
  /** `undefined` for a person's instruction, which neither waits for the cooldown nor begins one. */
  readonly cooldownMs: number | undefined
}

export type Taken =
  | { readonly kind: 'taken' }
  | { readonly kind: 'blocked'; readonly block: Block }
  /** Another reversal of the same account is under way, perhaps in another instance: one sender at a time. */
  | { readonly kind: 'busy'; readonly says: string }
  /** Somebody else has moved it on. */
  | { readonly kind: 'lost' }

export interface StandingQuestion {
  readonly now: number
  readonly source: string
  readonly accountId: string
  readonly budgets: readonly Budget[]
  /** Of the highest tier. */
  readonly mayUseReserve: boolean
  /** The change that would be undone, and whose it was. */
  readonly eventId: string
  readonly actorId: string
  /** By which it was decided: each may have been demoted. */
  readonly tier: string
  readonly rules: readonly string[]
  /** How long hands that disagree are remembered. */
  readonly cooldownMs: number
}

/** The request that turns the switch. */
export interface SentTurn {
  readonly requestId?: string
  /** The person's key for it, and a hash of what it was used for. */
  readonly once?: { readonly key: string; readonly fingerprint: string }
}

/** `repeated`: this very word was carried out before, and is not again. `key-reused`: the key stands for something
 *  else. */
export type Turned = 'turned' | 'repeated' | 'key-reused'

/** All but the kill switch, which has other ways than the store too. */
export interface StoreStanding {
  readonly breaker: Breaker | 'unreadable'
  readonly budgets: readonly BudgetLeft[]
  readonly cooldownUntil: number | undefined
  readonly demotedBy: number
  /** Whether the account was undone lately, and is now acted on by another hand than the one that was undone. */
  readonly flaps: boolean
}

/** One reading of the outbox. */
export const unpublishedMax = 500
