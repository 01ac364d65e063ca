import type { Baselines, Peers } from '../baseline/baselines.ts'
import { nearestPeers } from '../baseline/nearest-peers.ts'
import { isOfKind, peerGroupId, peerGroupOf } from '../baseline/peer-group.ts'
import { type Leaves, leavesOf } from '../baseline/shape-forest.ts'
import type { AccountChange } from '../change/account-change.ts'
import { type Effect, effectOf } from '../change/actions.ts'
import { askedAt } from '../change/asked-at.ts'
import { peopleIn } from '../change/hand.ts'
import { type ActorMemory, blankSlots } from '../memory/actor-memory.ts'
import { moveClock, sessionGapMs } from '../memory/clock.ts'
import { eventIdentity, placeIdentity, shortIdentity } from '../memory/identity.ts'
import * as at from '../memory/layout.ts'
import { type Act, holds } from '../memory/learn.ts'
import { markBit } from '../memory/marks.ts'
import type { Pending } from '../memory/pending.ts'
import { isNewOrigin, isUnseenOrigin } from '../memory/places.ts'
import { isDoneAt, nowhere, placeOf, touchedAccounts, touchedOperations } from '../memory/touched.ts'
import type { Filled, TablesAsOf } from '../reference/complete.ts'
import { exitAt } from './exit.ts'
import { isOfNote, isProtected } from './of-note.ts'
import { silentDays } from './silence.ts'
import { countOthers, isOwnApproval, names } from './vouching.ts'

/** One change as evidence sees it: the change, what was known of its actor the moment before, and the few
 *  numbers that several pieces of evidence need. Made once a change; nothing here is text. */
export class Sight implements Act {
  readonly change: AccountChange
  /** The actor's memory as of this change, before it: a copy, so that learning can go on in it. */
  readonly slots: number[]
  readonly neverKnown: ReadonlySet<string>
  readonly filled: Filled | undefined
  /** True where the actor was never seen before: all that is remembered may be a yes that came beforehand. */
  readonly first: boolean
  /** True where this very event was seen before: it teaches nothing and alerts nobody again. */
  readonly repeated: boolean
  /** The event's time as far as it is believed. */
  readonly at: number
  readonly arrivedAt: number | undefined
  /** When the actor asked for it: employment is judged at this moment. */
  readonly askedAt: number
  readonly effect: Effect
  /** Of machines only machines are peers. */
  readonly machine: boolean
  /** True where somebody's employment stands behind it: the actor's, or of the person a tool acts for. */
  readonly employed: boolean
  readonly notable: boolean
  readonly protected: boolean
  readonly ticket: boolean
  readonly report: boolean
  /** Approvers who are neither the actor nor whoever it was done for. */
  readonly otherApprovers: number
  /** True where one of them was asked, and said yes, before it was done. */
  readonly approvedBefore: boolean
  readonly selfApproved: boolean
  /** Hours from asking to the end of employment or access, negative after it; NaN where unknown. */
  readonly hoursToExit: number
  /** Days from hiring to asking; NaN where unknown. */
  readonly tenureDays: number
  /** Days without a single change before the present spell of work, while `silentDays` says that they still matter;
   *  else 0. */
  readonly silentDays: number
  readonly action: number
  readonly event: number
  readonly account: number
  readonly operation: number
  readonly reason: number
  readonly session: number
  readonly network: number
  readonly device: number
  readonly tool: number
  /** True where network, device or tool is not familiar (`places.ts`). */
  readonly isNewPlace: boolean
  /** Bits of `marks`; what is only known once the change is assessed is added then. */
  marks: number
  /** Whether it is learnt and counted as the act that it is: 0 for a look at what was touched just before, and for an
   *  act on an account, or in an operation, in which this hand has just done anything but look. */
  readonly weight: 0 | 1
  /** True where it shows no haste: on an account, or in an operation, that moved the pace already. */
  readonly again: boolean
  /** True where the account is not one of the last few that this hand touched. */
  readonly another: boolean
  /** Where its account and its operation stand in the rings of what was touched (`touched.ts`). */
  readonly accountPlace: number
  readonly operationPlace: number
  /** Flagged changes of the actor that wait for a verdict. */
  readonly waiting: number
  readonly pending: readonly Pending[]
  /** True where something of the actor's last hours was flagged and nobody has said since that it was meant. */
  readonly handSuspected: boolean
  /** True where the account's holder is staff whose own doings are an open case. */
  readonly accountSuspected: boolean
  /** Whom the actor is compared with. */
  readonly peerGroup: number
  readonly baselines: Baselines | undefined
  /** What is usual for the actor's peers. */
  readonly peers: Peers | undefined
  private fallen: Leaves | undefined

  constructor(change: AccountChange, known: Known) {
    const { account, actor, reason } = change
    const before = known.memory
    this.change = change
    this.neverKnown = known.neverKnown ?? nothing
    this.filled = known.filled
    this.arrivedAt = known.arrivedAt
    this.first = before === undefined || before.slots[at.changesSlot] === 0
    this.pending = before === undefined ? nobody : before.pending
    this.waiting = before === undefined ? 0 : before.pending.length
    this.slots = before === undefined ? blankSlots() : before.slots.slice()
    if (known.offset !== undefined) this.slots[at.watermarkSlot] = known.offset
    this.event = eventIdentity(change.eventId, account.id)
    this.account = shortIdentity(account.id)
    this.operation = change.operationId === undefined ? 0 : shortIdentity(change.operationId)
    this.repeated = !this.first && holds(this.slots, at.eventHashSlot, at.eventsRemembered, this.event)
    this.at = moveClock(this.slots, change.occurredAt, known.arrivedAt)
    this.askedAt = askedAt(change, known.arrivedAt)
    this.silentDays = silentDays(this.slots, this.at)
    this.effect = effectOf[change.action]
    this.action = at.actionIndex(change.action)
    this.machine = actor.kind === 'automation' || actor.kind === 'system'
    this.employed = !this.machine || (actor.onBehalfOf !== undefined && peopleIn(change).length > 0)
    this.protected = isProtected(account)
    this.notable = isOfNote(account)
    this.ticket = names(reason?.ticketId)
    this.report = names(reason?.reportId)
    this.reason = reason?.code === undefined ? 0 : shortIdentity(reason.code)
    this.otherApprovers = 0
    this.selfApproved = false
    this.approvedBefore = known.approvedBefore === true
    const approvers = reason?.approvedBy
    if (approvers !== undefined && approvers.length > 0) {
      this.otherApprovers = countOthers(approvers, change)
      this.selfApproved = isOwnApproval(approvers, change)
    }
    this.hoursToExit = (exitAt(actor.leavesAt, actor.accessEndsAt, this.askedAt) - this.askedAt) / 3_600_000
    this.tenureDays = actor.hiredAt === undefined ? Number.NaN : (this.askedAt - actor.hiredAt) / 86_400_000
    this.session = placeIdentity('session', change.origin?.sessionId)
    this.network = placeIdentity('network', change.origin?.network)
    this.device = placeIdentity('device', change.origin?.device)
    this.tool = placeIdentity('tool', change.origin?.tool)
    this.handSuspected = isHandSuspected(this.slots, this.at)
    this.accountSuspected = known.suspects !== undefined && known.suspects.has(change.source, account.id)
    this.peerGroup = this.lookAtGroup()
    this.baselines = known.baselines
    this.peers =
      known.baselines === undefined ? undefined : nearestPeers(known.baselines, this.peerGroup, actor)
    this.fallen = undefined
    this.isNewPlace = isNewOrigin(this.slots, this)
    this.marks = this.ownMarks()
    this.accountPlace = placeOf(this.slots, touchedAccounts, this.account)
    this.operationPlace =
      this.operation === 0 ? nowhere : placeOf(this.slots, touchedOperations, this.operation)
    this.another = this.accountPlace === nowhere
    this.again = !this.another || this.operationPlace !== nowhere
    const isCounted =
      this.effect === 'reads'
        ? this.again
        : isDoneAt(this.slots, this.accountPlace) || isDoneAt(this.slots, this.operationPlace)
    this.weight = isCounted ? 0 : 1
  }

  /** Where the change falls in the forest of `shape`, as of before it was learnt. */
  leaves(): Leaves {
    this.fallen ??= leavesOf(this)
    return this.fallen
  }

  /** The hash of three texts for a thing that changes once a year: role and team are looked at every few changes
   *  only, the kind at each, so that nobody is ever compared with another kind. */
  private lookAtGroup(): number {
    const { slots } = this
    const { actor } = this.change
    const known = slots[at.peerGroupSlot] ?? 0
    if ((slots[at.changesSlot] ?? 0) % groupLooks !== 0 && isOfKind(known, actor.kind)) return known
    const group = peerGroupId(peerGroupOf(actor))
    slots[at.peerGroupSlot] = group
    return group
  }

  private ownMarks(): number {
    const { account, origin, reason, until, occurredAt } = this.change
    let marks = 0
    if (this.notable) marks |= markBit.notable
    if (this.protected) marks |= markBit.protected
    if (account.followers !== undefined) marks |= markBit.hasFollowers
    if (account.version !== undefined) marks |= markBit.hasVersion
    if (until === 'never' || (until !== undefined && until - occurredAt > foreverMs)) marks |= markBit.forever
    if (reason !== undefined) {
      if (this.ticket) marks |= markBit.ticket
      else if (this.report) marks |= markBit.report
      if (this.otherApprovers > 0) marks |= markBit.approved
      if (reason.assignment === 'routed') marks |= markBit.routed
      else if (reason.assignment === 'self-picked') marks |= markBit.selfPicked
      if (reason.note !== undefined) marks |= markBit.hasNote
    }
    if (origin === undefined) return marks
    if (this.session !== 0) marks |= markBit.hasSession
    if (this.network !== 0) marks |= markBit.hasNetwork
    if (this.device !== 0) marks |= markBit.hasDevice
    if (this.tool !== 0) marks |= markBit.hasTool
    if (this.isNewPlace && isUnseenOrigin(this.slots, this)) marks |= markBit.newPlace
    return marks
  }
}

/** What is known beside the change itself. */
export interface Known {
  readonly memory: ActorMemory | undefined
  /** When the record reached the log, where that is known: an event's time ahead of it is not believed. */
  readonly arrivedAt?: number
  /** What is usual for peers and for the fleet, as of the last tick. */
  readonly baselines?: Baselines
  /** Staff whose own doings are an open case. */
  readonly suspects?: { has(source: string, actorId: string): boolean }
  /** Paths of facts that this source declares it can never supply, such as `actor.hiredAt`: no mode needs
   *  them. */
  readonly neverKnown?: ReadonlySet<string>
  /** What the reference tables brought to the change. */
  readonly filled?: Filled | undefined
  /** How old the tables are that it came from. */
  readonly tablesAsOf?: TablesAsOf | undefined
  /** A second person said yes to this very change before it was done; they stand among its approvers. */
  readonly approvedBefore?: boolean
  /** Offset of the change in the source topic: what is learnt includes it. */
  readonly offset?: number
}

const nothing: ReadonlySet<string> = new Set()
const groupLooks = 16
const nobody: readonly Pending[] = []

/** So long a measure is meant for good. */
const foreverMs = 366 * 86_400_000

function isHandSuspected(slots: readonly number[], now: number): boolean {
  return (slots[at.flaggedCountSlot] ?? 0) > 0 && now - (slots[at.flaggedAtSlot] ?? 0) <= sessionGapMs
}
