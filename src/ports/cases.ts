import type { Case, CaseState } from '../core/case/case.ts'
import type { CaseDetail } from '../core/case/case-detail.ts'
import type { RefusedWord } from '../core/case/refused-word.ts'
import type { ShownContainment } from '../core/case/shown-containment.ts'
import type { WaitingList } from '../core/case/waiting.ts'
import type { Alert } from '../core/decision/alert.ts'
import type { VerdictWord } from '../core/decision/verdict.ts'
import type { OwnTeam } from '../core/policy/policy.ts'
import type { ContainWordVerb } from '../core/reversal/contain-message.ts'
import type { Countermeasure } from '../core/reversal/countermeasures.ts'
import type { InstructionDeed } from '../core/reversal/instruction.ts'
import type { Reversal } from '../core/reversal/reversal.ts'

/** What analysts work on, kept in the store. Two of them, one contract: SQLite and PostgreSQL.
 *  Every failure is `EdgeError('store-unavailable')`. */
export interface Cases {
  /** Puts alerts into cases. Safe to repeat: an alert that is already there changes nothing. */
  takeAlerts(alerts: readonly Alert[], now: number): Promise<void>
  /** Where the undoing of each account stands. Safe to repeat, and in any order: the highest version wins. */
  takeReversals(reversals: readonly Reversal[], now: number): Promise<void>
  /** Nobody reads of a case about themself: for a `reader`, by their own id, all that it leads to is not there.
   *  Without one everything is, for the machine. */
  list(question: CaseQuestion): Promise<readonly Case[]>
  /** One case with all that is known of it, at most `detailRowsMax` alerts and reversals. */
  detail(caseId: string, reader?: string): Promise<CaseDetail | undefined>
  /** What waits for people: the nearest deadline first, then what has none and whose case is open. At most
   *  `waitingRowsMax` of each are shown, and all are counted. */
  waiting(reader?: string): Promise<WaitingList>
  /** Containments that stand, or that only people can end, the latest first. */
  containments(reader?: string): Promise<readonly ShownContainment[]>
  /** Whom each of these cases is about, by their own ids: for whoever keeps it from them, and never shown. */
  handsOf(caseIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>
  /** Whose acts a case holds, by the id that the platform knows them by: for the record, and never shown. */
  actorOf(caseId: string): Promise<string | undefined>
  /** Whose acts are in cases of this source, by their own ids: for whoever finds whom a pseudonym means, and never
   *  shown. */
  actorsOf(source: string): Promise<readonly string[]>
  /** The case that each of these alerts lies in, as far as it has one already. */
  casesOf(alertIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** What this person told the machine and was not followed in, since then: the latest first, and not many. */
  refusedWords(by: string, since: number): Promise<readonly RefusedWord[]>
  /** One act of one person, with all that follows from it, in one transaction. */
  act(act: Act): Promise<ActOutcome>
  /** Forgets idempotency keys of acts before this time, and what was told. */
  forgetKeys(before: number): Promise<void>
}

export interface CaseQuestion {
  readonly reader?: string
  readonly state?: CaseState | 'open'
  /** Changed at this time or later, by the wall clock. */
  readonly updatedSince?: number
  /** The page after this one: place of the last row of the page before. */
  readonly after?: CasePlace
  /** At most `casesPageMax`. */
  readonly limit: number
  /** `newest` first for people; `oldest` first for whoever follows what changed. */
  readonly order: 'newest' | 'oldest'
}

export interface CasePlace {
  readonly updatedAt: number
  readonly caseId: string
}

/** What a person does. `key` makes it safe to send twice: the second time nothing happens and the case is
 *  answered as it stands. The same key with another `fingerprint` is refused. */
export type Act = ActBase & (ActOnCase | ActOnAlert | ActOnHand | ActOnReversal)

interface ActBase {
  readonly by: string
  /** The person's own. */
  readonly team?: string
  readonly roles?: readonly string[]
  /** Who wrote which rule, as far as the policy in force says: they say no yes to what it decided. */
  readonly authors?: Readonly<Record<string, string>>
  /** Whether the policy keeps people from cases about their own team. */
  readonly ownTeam?: OwnTeam
  readonly onShift?: boolean
  /** Whether they may say yes to what an exclusion keeps from everybody else. */
  readonly cleared?: boolean
  /** Of the HTTP request. */
  readonly requestId?: string
  readonly at: number
  readonly key: string
  /** Hash of what was asked. */
  readonly fingerprint: string
}

type ActOnCase = {
  readonly caseId: string
  /** The version that the person saw. */
  readonly version: number
} & (
  | { readonly do: 'acknowledge' }
  | { readonly do: 'assign'; readonly assignee: string | undefined }
  | { readonly do: 'verdict'; readonly verdict: VerdictWord; readonly note?: string }
)

interface ActOnAlert {
  readonly do: 'undo'
  readonly alertId: string
  readonly reason: string
  /** Absent: what the alert asks for, or an exclusion keeps it from asking for. */
  readonly countermeasure?: Countermeasure
  /** Of the command that the person saw, where something waits. */
  readonly commandHash?: string
  /** An undo of what waits is a yes to it. */
  readonly mayApprove?: boolean
}

/** Asks for the hand of an alert to be contained, takes that back, or lifts it. */
interface ActOnHand {
  readonly do: ContainWordVerb
  readonly alertId: string
  readonly reason: string
}

/** A person's word about one reversal, or with `commandHashes` about several of one sweep. */
interface ActOnReversal {
  readonly do: ReversalWord
  readonly reversalId: string
  /** Of the command that the person saw. */
  readonly commandHash: string
  readonly commandHashes?: readonly string[]
  /** Whoever has only seen a countdown need not say why. */
  readonly reason?: string
  /** For `hand-over`: one of the two. */
  readonly toPerson?: string
  readonly toRole?: string
}

/** `acknowledge` is said of cases too. */
export const reversalWords = ['approve', 'veto', 'see-countdown', 'extend', 'hand-over'] as const
export type ReversalWord = (typeof reversalWords)[number]

export const instructionOf = {
  approve: 'approve',
  veto: 'veto',
  'see-countdown': 'acknowledge',
  extend: 'extend',
  'hand-over': 'hand-over',
} as const satisfies Record<ReversalWord, InstructionDeed>

export type ActOutcome =
  | { readonly kind: 'done'; readonly case: Case; readonly repeated: boolean }
  | { readonly kind: 'missing' }
  /** Somebody or something was faster: here is the case as it now stands. */
  | { readonly kind: 'conflict'; readonly case: Case }
  /** The case is about the person who would act on it, and for them it is not there. `seen`: a reversal that is not
   *  about them, where they named theirs among others. */
  | { readonly kind: 'own-case'; readonly seen?: Reversal }
  /** It is about somebody of their team, and the policy wants others to decide. */
  | { readonly kind: 'own-team' }
  | { readonly kind: 'not-allowed'; readonly says: string }
  /** What the person saw of the reversal is not what stands; here is what does. */
  | { readonly kind: 'changed'; readonly says: string; readonly reversal: Reversal }
  /** It waits, and the command that was seen is not named. */
  | { readonly kind: 'unseen'; readonly reversal: Reversal }
  | { readonly kind: 'key-reused' }

/** Of a reversal that is not what the person saw. */
export const notAsSeen = 'it is no longer as it was seen: look again'

/** The same of whoever is not there, may not, and whom the case is about: no answer says whose hand it was. */
export function cannotWorkSays(personId: string): string {
  return `there is nobody called ${personId} who may work on this case`
}

export const casesPageMax = 200
export const detailRowsMax = 200
export const waitingRowsMax = 200
