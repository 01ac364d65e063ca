import type { Ask } from '../ask/answer.ts'
import type { BarKind } from '../evidence/finding.ts'
import type { JoinedFamily } from '../evidence/in-force.ts'
import type { Weights } from '../evidence/weights.ts'
import type { KeepProfiles } from '../reference/keep-profiles.ts'
import type { ContainRule } from '../reversal/contain.ts'
import type { DemotionRule } from '../reversal/demotion.ts'
import type { NoReturn } from '../reversal/no-return.ts'
import type { FoldedMap, Words } from '../spelling/folded.ts'
import type { Facts } from './facts.ts'
import type { PolicyFit } from './policy-fit.ts'
import type { PolicyPeers } from './policy-peers.ts'
import type { Mode, Severity } from './severity.ts'

/** What to do about what was seen: all of it data, read by `readPolicy`, named by its hash in every alert. */
export interface Policy {
  /** First 12 hex digits of the hash that the reader was given. */
  readonly id: string
  readonly hash: string
  /** The most the machine may do here, whatever tiers grant. Taken into account by REVERSE, not by `step`. */
  readonly ceiling: Mode
  /** Score at which each severity begins, in hundredths. */
  readonly bands: Readonly<Record<Exclude<Severity, 'info'>, number>>
  readonly alertAt: { readonly suspicionCenti: number; readonly scoreCenti: number }
  /** The first that fits. */
  readonly tiers: readonly Tier[]
  readonly rules: readonly Rule[]
  /** Those that may hold for changes of no tier. */
  readonly rulesOfNone: readonly TierRule[]
  /** The most that rules may add to a change by what its hand did afterwards, in hundredths. */
  readonly rulesLaterCenti: number
  readonly weights: Weights
  /** Share in hundredths that the weaker members of a family keep. */
  readonly remainders: Readonly<Record<JoinedFamily, number>>
  readonly exclusions: readonly Exclusion[]
  /** Each word by which an exclusion is claimed, however it is spelt, and the exclusion that it claims: of several a
   *  sealed one, else the first. */
  readonly claims: Pick<FoldedMap<Exclusion>, 'get'>
  /** The codes a reason may have beside those that claim an exclusion; anything else alerts and is never undone.
   *  Undefined: any code. */
  readonly reasons: Words | undefined
  readonly budgets: Budgets
  /** How many people it takes to contain an actor, and how often that may be. */
  readonly contain: ContainRule
  /** When analysts' verdicts take a mode away by themselves. */
  readonly demotion: DemotionRule
  /** The point of no return of each action, where a change does not bring its own. */
  readonly noReturn: NoReturn
  /** Whether a person may act on a case about somebody of their own team; nobody ever may on one about themself. */
  readonly ownTeam: OwnTeam
  /** What is answered to whoever asks before they act. */
  readonly ask: Ask
  /** Which accounts the reference tables keep. */
  readonly keepProfiles: KeepProfiles
  /** What history taught of peers, until enough is seen of them here. */
  readonly peers: PolicyPeers | undefined
  /** What its numbers were learnt from; undefined where nobody fitted them to this platform. */
  readonly fitted: PolicyFit | undefined
}

export const ownTeams = ['allow', 'refuse'] as const
export type OwnTeam = (typeof ownTeams)[number]

/** A CEL expression, checked when the policy was read: it cannot fail. */
export interface Condition {
  readonly text: string
  /** The facts that it reads, such as `pace.climb`. */
  readonly reads: ReadonlySet<string>
  holds(facts: Facts): boolean
  /** The same for changes of that tier alone; undefined where it holds for none of them. */
  inTier(tier: string): ((facts: Facts) => boolean) | undefined
}

export interface Tier {
  readonly name: string
  readonly when: Condition
  /** Suspicion in hundredths from which each mode is granted; absent modes never are. */
  readonly modes: Readonly<Partial<Record<Mode, number>>>
  /** Different people whose yes it takes where a person is asked. */
  readonly approvers: 1 | 2
  /** How long the countdown of mode `veto` runs. */
  readonly waitSeconds: number
  /** Of the policy's rules those that may hold here, in their order. */
  readonly rules: readonly TierRule[]
}

/** What stands for the tier of a change that fits none. */
export const noTier = 'none'

/** A rule as it stands in one tier. */
export interface TierRule {
  readonly rule: Rule
  holds(facts: Facts): boolean
}

/** A rule that fits adds its points, raises the severity to a floor (and so alerts), forbids modes. */
export interface Rule {
  readonly name: string
  readonly why: string
  readonly when: Condition
  readonly severityMin: Severity | undefined
  readonly pointsCenti: number
  readonly forbid: readonly Mode[]
  readonly bar: BarKind
  /** Id of the person who wrote it, and so says no yes to what it decides. */
  readonly author?: string
}

/** What is never undone by the machine. */
export interface Exclusion {
  readonly name: string
  readonly why: string
  /** Claimed by the reason's code or by one of its policies: the actor's own words. */
  readonly reasons: Words
  /** Stands on the account itself. */
  readonly holds: Words
  /** Follows from facts. May not read `reason`. */
  readonly when: Condition | undefined
  /** Whether data may be kept from being purged meanwhile. */
  readonly preserve: boolean
  /** Shown only as "restricted, ask legal". */
  readonly sealed: boolean
}

export interface Budgets {
  readonly perMinute: number
  readonly perHour: number
  readonly perActorPerHour: number
  readonly perRulePerHour: number
  readonly protectedReservePerMinute: number
}
