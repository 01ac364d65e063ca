import type { AskAnswer } from '../core/ask/answer.ts'
import type { LookUpOutcome, ReferenceName } from './reference.ts'

/** Code says what happened; one place (`edges/telemetry`) turns that into a metric and a log line.
 *  No member may carry a person's id as a metric label: ids go into log lines only, and only where said. */
export type Notify = (notice: Notice) => void

export type Notice =
  /** `durationMs` is for all `count` changes together. */
  | { readonly kind: 'ChangeAssessed'; readonly durationMs: number; readonly count: number }
  | { readonly kind: 'ChangeAged'; readonly ageMs: number }
  | {
      readonly kind: 'ChangeUnreadable'
      readonly reason: string
      readonly topic: string
      readonly partition: number
      readonly offset: number
    }
  | { readonly kind: 'AlertRaised'; readonly severity: string; readonly alertKind: string }
  /** What was called meant does not wait in memory any more: it was let go, or learnt before. */
  | { readonly kind: 'VerdictTaughtNothing' }
  /** A change that a second person had said yes to came, and the yes is used up. */
  | { readonly kind: 'ApprovalUsed' }
  | {
      readonly kind: 'CheckAnswered'
      readonly answer: AskAnswer
      readonly severity: string
      readonly durationMs: number
    }
  /** Another instance remembers the actor. */
  | { readonly kind: 'CheckRefused' }
  | { readonly kind: 'QuestionAnswered'; readonly opinion: string; readonly by: string }
  | {
      readonly kind: 'KeyIsWrong'
      readonly topic: string
      readonly partition: number
      readonly offset: number
    }
  | {
      readonly kind: 'MemoryRestored'
      readonly of: 'actors' | 'accounts'
      readonly partition: number
      readonly count: number
      readonly staleRecords: number
      readonly durationMs: number
    }
  | {
      readonly kind: 'MemoryEvicted'
      readonly of: 'actors' | 'accounts' | 'suspects'
      readonly count: number
    }
  /** `durationMs` is for all `count` rows together. */
  | { readonly kind: 'RowsRelated'; readonly durationMs: number; readonly count: number }
  | { readonly kind: 'DecisionUndone'; readonly afterMs: number }
  | { readonly kind: 'LagSeen'; readonly topic: string; readonly partition: number; readonly records: number }
  | { readonly kind: 'LogTrouble'; readonly what: string; readonly cause: unknown }
  | {
      readonly kind: 'RecordsMissed'
      readonly group: string
      readonly topic: string
      readonly partition: number
      /** Where the group wanted to go on, and the oldest record that is still there. */
      readonly wanted: number
      readonly earliest: number
    }
  | { readonly kind: 'GroupRejoined'; readonly group: string; readonly says: string }
  | { readonly kind: 'SchemaWaits'; readonly schemaId: number; readonly cause: unknown }
  /** What the mapping leaves for us to guess: told once, at the start of whatever undoes. */
  | { readonly kind: 'MappingLeavesOpen'; readonly says: string }
  | { readonly kind: 'PolicyLoaded'; readonly policy: string; readonly path: string }
  | { readonly kind: 'PolicyRefused'; readonly path: string; readonly faults: readonly string[] }
  | {
      readonly kind: 'ReversalMoved'
      readonly state: string
      readonly countermeasure: string
      readonly says: string
      readonly reversalId: string
    }
  | { readonly kind: 'ReversalConfirmed'; readonly afterSeconds: number }
  | { readonly kind: 'ReversalBlocked'; readonly by: readonly string[]; readonly alertId: string }
  | { readonly kind: 'KillSwitchTurned'; readonly on: boolean; readonly says: string }
  /** How the kill switch stands, all its ways together: looked at every second. */
  | { readonly kind: 'KillSwitchSeen'; readonly on: boolean }
  | { readonly kind: 'SwitchRecordRefused'; readonly says: string }
  | { readonly kind: 'BreakerSeen'; readonly open: boolean }
  | { readonly kind: 'BreakerOpened'; readonly cause: string; readonly says: string }
  /** It was open, and spares nobody any more. */
  | { readonly kind: 'BreakerTightened'; readonly says: string }
  | { readonly kind: 'Demoted'; readonly scope: string; readonly says: string }
  /** What the machine is in doubt about now, by gate; none where it is sure of itself. */
  | { readonly kind: 'DoubtsSeen'; readonly gates: readonly string[]; readonly says: readonly string[] }
  | { readonly kind: 'PlatformTrouble'; readonly what: string; readonly cause: unknown }
  | { readonly kind: 'StoreTrouble'; readonly what: string; readonly cause: unknown }
  | { readonly kind: 'AuditSealed'; readonly entries: number }
  | { readonly kind: 'AuditTrouble'; readonly what: string; readonly cause: unknown }
  | { readonly kind: 'SignInRefused'; readonly says: string }
  /** Somebody tried to decide about themself, or about their team. */
  | { readonly kind: 'OwnCaseRefused'; readonly caseId: string; readonly says: string }
  | { readonly kind: 'InstructionRefused'; readonly instructionId: string; readonly says: string }
  | {
      readonly kind: 'ContainmentMoved'
      readonly state: string
      readonly says: string
      readonly containId: string
    }
  /** A pre-authorisation about a change that does not count: forged, expired, of one person. */
  | { readonly kind: 'PreauthorisationIgnored'; readonly intendedId: string; readonly says: string }
  /** One try to tell the people outside failed; it is tried again unless `NotifyDropped` follows. */
  | { readonly kind: 'NotifyTrouble'; readonly what: string; readonly cause: unknown }
  | { readonly kind: 'NotifySent'; readonly alertId: string; readonly tries: number }
  | { readonly kind: 'NotifyDropped'; readonly alertId: string; readonly says: string }
  | {
      readonly kind: 'ChangesReceived'
      readonly accepted: number
      readonly repeated: number
      readonly refused: number
    }
  | { readonly kind: 'RequestRefused'; readonly route: string; readonly says: string }
  | { readonly kind: 'LiveTrouble'; readonly what: string; readonly cause: unknown }
  | { readonly kind: 'SocketOpened' }
  | { readonly kind: 'SocketClosed'; readonly code: number; readonly says: string }
  | {
      readonly kind: 'ReferenceLoaded'
      readonly table: ReferenceName
      readonly rows: number
      readonly durationMs: number
    }
  /** What is held stays in force; `standing` says what that is. */
  | {
      readonly kind: 'ReferenceRefused'
      readonly table: ReferenceName
      readonly reason: string
      readonly standing: string
    }
  | {
      readonly kind: 'ReferenceAged'
      readonly table: ReferenceName
      readonly ageMs: number
      readonly rows: number
    }
  /** One record of a feed could not be read: what it is about is unknown from then on. */
  | { readonly kind: 'ReferenceUnreadable'; readonly table: ReferenceName; readonly says: string }
  /** A field that records have and the table does not: told once each time the feed is opened or loaded. */
  | { readonly kind: 'ReferenceFieldUnread'; readonly table: ReferenceName; readonly says: string }
  /** Rows of one file say otherwise of the same id and moment; the later counts. Told once each time it is loaded. */
  | { readonly kind: 'ReferenceContradicted'; readonly table: ReferenceName; readonly says: string }
  | {
      readonly kind: 'ReferenceAsked'
      readonly table: ReferenceName
      readonly outcome: LookUpOutcome
      readonly count: number
    }
  | { readonly kind: 'RoleStarted'; readonly role: string }
  | { readonly kind: 'RoleStopped'; readonly role: string }
  /** The demo platform's past, or what its staff did while the program was stopped, is on the topic. */
  | { readonly kind: 'DemoPastFed'; readonly changes: number; readonly durationMs: number }
  | { readonly kind: 'DemoTrouble'; readonly what: string; readonly cause: unknown }
