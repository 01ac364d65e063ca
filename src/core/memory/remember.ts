import type { Held } from '../decision/decide.ts'
import { isClimbOver } from '../evidence/climb.ts'
import type { Sight } from '../evidence/sight.ts'
import type { Mode, Severity } from '../policy/severity.ts'
import type { ActorMemory } from './actor-memory.ts'
import { none as noneApproved } from './approved-bytes.ts'
import * as at from './layout.ts'
import { add, learnUsual, put } from './learn.ts'
import { gradeBits, gradeOf, markBit } from './marks.ts'
import { type Pending, pendingMax } from './pending.ts'
import { meetPlaces } from './places.ts'
import { forHindsight, type Recent, withRecent } from './recent.ts'
import { movePeers, oddAnHourMax, peersPace } from './reference.ts'
import { touch, touchedAccounts, touchedOperations } from './touched.ts'

/** What became of a change, as far as memory minds. */
export interface Judgement {
  /** Somebody was told: what is usual learns nothing from it until a verdict lets it. */
  readonly flagged: boolean
  /** Somebody was told for its points, and not only for its code, a hold that it placed, or by a rule. */
  readonly byPoints: boolean
  readonly suspicionCenti: number
  readonly stakesCenti: number
  /** What the session had already added to the suspicion. */
  readonly handCenti: number
  /** Somebody would have been told without it. */
  readonly alone: boolean
  /** The mode that an alert granted. */
  readonly mode: Mode
  readonly forbid: readonly Mode[]
  /** Names of the rules that held. */
  readonly rules: readonly string[]
  readonly held: Held
  readonly severity: Severity
  /** More suspicion of this hand could still tip it. */
  readonly mayTip: boolean
  /** The climb that somebody was told of, as `pace.climb` has it; 0 where of none. */
  readonly climbTold: number
  /** How many times what makes an act odd it came to; 0 where it is not. */
  readonly odd: number
}

/** The memory after a change, made in the slots that its `Sight` was taken from (they are its own copy).
 *
 *  What happened enters the pace at once, flagged or not, or a burst would go unseen from its first alert
 *  on. What is usual learns only from what was not flagged; the rest waits for a verdict. */
export function remember(sight: Sight, before: ActorMemory | undefined, judged: Judgement): ActorMemory {
  const slots = sight.slots
  let pending = before === undefined ? nothing : before.pending
  const isOdd = judged.odd > 0
  if (isOdd) sight.marks |= markBit.odd | gradeBits(judged.odd)
  if (judged.flagged) {
    countLetGo(slots, pending)
    pending = [...pending.slice(-(pendingMax - 1)), pendingOf(sight)]
    suspectHand(slots, sight, judged)
  } else {
    const share = isOdd ? oddTeaches : 1
    if (sight.isNewPlace) meetPlaces(slots, sight)
    learnUsual(slots, sight, slots, at.paceSlot, slots, at.massSlot, sight.peers, share)
  }
  if (!sight.machine) {
    rememberClimb(slots, sight, judged)
    const pace = peersPace(slots, sight.peers)
    if (pace > 0) movePeers(slots, pace, sight.at - (before?.slots[at.clockSlot] ?? sight.at))
  }
  slots[at.changesSlot] = (slots[at.changesSlot] ?? 0) + 1
  slots[at.sessionSlot] = sight.session
  put(slots, at.eventHashSlot, at.eventCursorSlot, at.eventsRemembered, sight.event)
  if (!sight.again) countAct(slots, sight)
  // Of what was told for its points people know: else each alert would make room for the next, for weeks.
  if (isOdd && !judged.byPoints && sight.weight === 1) countOdd(slots, sight)
  if (sight.another) countAccount(slots, sight)
  rememberTouched(slots, sight)
  if (sight.effect === 'reads')
    put(slots, at.viewedHashSlot, at.viewedCursorSlot, at.viewedRemembered, sight.account)
  if (sight.effect === 'restricts' && sight.weight === 1) add(slots, at.recordSlot, 1)
  const approved = before === undefined ? noneApproved : before.approved
  return { slots, pending, recent: recentAfter(sight, before, judged), approved }
}

/** What is odd and told to nobody teaches less than half: a new duty is learnt within weeks, and three odd acts a day take
 *  more than twice as long to look like a habit. Less, and the honest odd acts of many people would stay odd for good. */
const oddTeaches = 0.45
const nothing: readonly never[] = []

/** What makes room for a further flagged change goes on as a number, of this session only: verdicts on it find their
 *  way by what else of the session still waits. */
function countLetGo(slots: number[], pending: readonly Pending[]): void {
  const began = slots[at.sessionAtSlot] ?? 0
  if (!pending.some((waiting) => waiting.at >= began)) slots[at.notLearntSlot] = 0
  const [oldest] = pending
  if (pending.length < pendingMax || oldest === undefined || oldest.at < began) return
  slots[at.notLearntSlot] = (slots[at.notLearntSlot] ?? 0) + 1
}

function pendingOf(sight: Sight): Pending {
  return {
    event: sight.event,
    at: sight.at,
    action: sight.action,
    weight: sight.weight,
    again: sight.again,
    marks: sight.marks,
    reason: sight.reason,
    network: sight.network,
    device: sight.device,
    tool: sight.tool,
    pace: sight.slots.slice(at.paceSlot, at.paceSlot + at.comparedScales),
    mass: sight.slots.slice(at.massSlot, at.massSlot + at.massScalesMs.length),
  }
}

/** The heaviest suspicion of the session counts, by what the change itself brought, and how many brought enough:
 *  what came from the session must not feed itself, or one odd act would hang on to a whole day's work. */
function suspectHand(slots: number[], sight: Sight, { suspicionCenti, handCenti, alone }: Judgement): void {
  if (!alone) return
  const fresh = !sight.handSuspected
  const own = suspicionCenti - handCenti
  slots[at.flaggedCentiSlot] = fresh ? own : Math.max(own, slots[at.flaggedCentiSlot] ?? 0)
  slots[at.flaggedCountSlot] = fresh ? 1 : (slots[at.flaggedCountSlot] ?? 0) + 1
  slots[at.flaggedAtSlot] = sight.at
}

function recentAfter(sight: Sight, before: ActorMemory | undefined, judged: Judgement): readonly Recent[] {
  // By when the session began and not by the times of its changes: who comes late, or dates a deed back, was here.
  const goesOn = before?.slots[at.sessionAtSlot] === sight.slots[at.sessionAtSlot]
  const recent = before !== undefined && goesOn ? before.recent : nothing
  if (!judged.mayTip) return recent
  const entry = forHindsight({
    change: sight.change,
    ...(sight.arrivedAt !== undefined && { arrivedAt: sight.arrivedAt }),
    suspicionCenti: judged.suspicionCenti - judged.handCenti,
    stakesCenti: judged.stakesCenti,
    forbid: judged.forbid,
    rules: judged.rules,
    held: judged.held,
    ...(judged.flagged && { told: judged.mode, floor: judged.severity }),
  })
  return entry === undefined ? recent : withRecent(recent, entry)
}

function rememberClimb(slots: number[], sight: Sight, { climbTold }: Judgement): void {
  if (climbTold > 1) slots[at.climbToldSlot] = Math.fround(climbTold)
  else if (slots[at.climbToldSlot] !== 0 && isClimbOver(sight)) slots[at.climbToldSlot] = 0
}

function countAct(slots: number[], sight: Sight): void {
  slots[at.actsSlot] = (slots[at.actsSlot] ?? 0) + 1
  slots[at.actsBackSlot] = Math.min(200, (slots[at.actsBackSlot] ?? 0) + 1)
  const lag = (slots[at.clockSlot] ?? 0) - sight.at
  for (let i = 0; i < at.scalesMs.length; i++) {
    add(slots, at.paceSlot + i, lag <= 0 ? 1 : Math.exp(-lag / (at.scalesMs[i] ?? 1)))
  }
}

function rememberTouched(slots: number[], sight: Sight): void {
  const { account, accountPlace, operation, operationPlace } = sight
  const isDone = sight.effect !== 'reads'
  touch(slots, touchedAccounts, accountPlace, account, isDone)
  if (operation !== 0) touch(slots, touchedOperations, operationPlace, operation, isDone)
}

function countOdd(slots: number[], sight: Sight): void {
  if ((slots[at.oddHourSlot] ?? 0) > oddAnHourMax - 1) return
  add(slots, at.oddHourSlot, 1)
  const lag = (slots[at.clockSlot] ?? 0) - sight.at
  const grade = gradeOf(sight.marks)
  for (let i = 0; i < at.oddScales; i++) {
    const scaleMs = at.scalesMs[at.oddScaleFirst + i] ?? 1
    add(slots, at.oddSlot + i, lag <= 0 ? grade : grade * Math.exp(-lag / scaleMs))
  }
}

function countAccount(slots: number[], sight: Sight): void {
  const lag = (slots[at.clockSlot] ?? 0) - sight.at
  for (let i = 0; i < at.massScalesMs.length; i++) {
    const weight = lag <= 0 ? 1 : Math.exp(-lag / (at.massScalesMs[i] ?? 1))
    add(slots, at.massSlot + i, weight)
    if (sight.notable) add(slots, at.notableMassSlot + i, weight)
  }
}
