import type { Mode } from '../../core/policy/severity.ts'
import type { Suspects } from '../../core/relate/suspects.ts'
import type { ReversalPolicy } from '../../core/reversal/reversal-policy.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Containments } from '../../ports/containments.ts'
import type { Ledger } from '../../ports/ledger.ts'
import type { Log } from '../../ports/log.ts'
import type { MessageCodecs } from '../../ports/message-codec.ts'
import type { Notify } from '../../ports/notice.ts'
import type { OtherSwitches } from '../../ports/other-switches.ts'
import type { ConfiguredPlatform } from '../../ports/platform.ts'
import type { Preauthorisations } from '../../ports/preauthorisations.ts'
import type { MachineWatch } from '../machine-watch.ts'

export interface ReverseEdges {
  readonly log: Log
  readonly codecs: Pick<MessageCodecs, 'alert' | 'reversal'>
  readonly ledger: Ledger
  /** The ways to the kill switch beside the store. */
  readonly otherSwitches: OtherSwitches
  /** Actors with a grave open case, looked up again right before any call. */
  readonly suspects: Pick<Suspects, 'asOf'>
  /** Looks after what keeps the machine within bounds. */
  readonly watch: Pick<MachineWatch, 'doubts' | 'alertsRead' | 'moved'>
  /** By source. */
  readonly platforms: ReadonlyMap<string, ConfiguredPlatform>
  /** Asked anew each time: it may be replaced while we run. */
  readonly policy: { current(): ReversalPolicy }
  readonly containments?: Containments
  readonly preauthorisations?: Pick<Preauthorisations, 'of' | 'isOurs'>
  readonly clock: Clock
  readonly notice: Notify
  /** Tests end the process here, and see what its successor makes of it. */
  readonly atPoint?: (point: CrashPoint) => void
}

/** Everything that outlives the process: each durable write, and each call. */
export const crashPlaces = [
  'an undoing is opened',
  'a wait is moved on',
  'a state is written',
  'the intent is taken',
  'the account is read',
  'the call',
  'an instruction is kept',
  'an instruction is answered',
  'records are appended',
  'records are marked published',
  'the offset is committed',
] as const
export type CrashPoint = `${'before' | 'after'} ${(typeof crashPlaces)[number]}`

export interface ReverseSettings {
  /** The most the machine may do in this installation, whatever the policy grants. */
  readonly ceiling: Mode
  /** How long a command may be sent after it was authorised. */
  readonly lifeMs: number
  /** How long after the platform's yes the account must have been seen restored. */
  readonly confirmMs: number
  /** A proposal that nobody has answered is rejected after this. */
  readonly proposedMs: number
  /** Between two automatic reversals of one account. */
  readonly cooldownMs: number
  /** Calls to one platform under way at once. */
  readonly callsAtOnce: number
  /** Undoings looked after at once; when there are more, the reading of alerts waits. */
  readonly livesMax: number
  /** An instruction whose alert is unknown is given up after this. */
  readonly instructionMsMax: number
  /** How long a record of ours may lie unpublished before another instance publishes it. */
  readonly outboxMsMax: number
  /** How long published records stay in the store; the log keeps its own. */
  readonly recordsKeptMs: number
}

export const reverseDefaults: ReverseSettings = {
  ceiling: 'observe',
  // A person who waits for a restore looks again after half a minute.
  lifeMs: 30_000,
  confirmMs: 10_000,
  proposedMs: 86_400_000,
  cooldownMs: 86_400_000,
  callsAtOnce: 16,
  livesMax: 1_000,
  instructionMsMax: 60_000,
  outboxMsMax: 10_000,
  recordsKeptMs: 7 * 86_400_000,
}
