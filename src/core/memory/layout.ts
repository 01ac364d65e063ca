import { actions } from '../change/actions.ts'
import { marks } from './marks.ts'

/** Where each number of an actor's memory lies.
 *
 *  A memory is one flat array of doubles: copying 200 of them is the cheapest way V8 knows to give every
 *  change a memory of its own (0.1 us), and nothing but numbers means nothing to chase for the collector.
 *  Any change here needs a new `layoutVersion`, or bytes written before would be read into wrong places. */
export const layoutVersion = 6

/** Time constants of exponential decay. A count at scale `tau` of a steady rate `r` settles at `r * tau`,
 *  and there is no window with an edge to straddle. Each is a whole multiple of the one before: one
 *  exponential then serves them all (`decay.ts`). */
export const scalesMs = [
  60_000, 600_000, 3_600_000, 28_800_000, 86_400_000, 604_800_000, 2_419_200_000,
] as const
export const scaleNames = ['1 min', '10 min', '1 h', '8 h', '1 d', '7 d', '28 d'] as const
/** The scales at which an act is compared with the actor's own past: all but the longest, which is the past. */
export const comparedScales = 6
/** Accounts are counted at fewer scales: a mass is a matter of minutes and hours. */
export const massScalesMs = [600_000, 3_600_000, 86_400_000] as const
export const massScaleNames = ['10 min', '1 h', '1 d'] as const
/** Odd acts are counted at the three longest scales: who is patient is patient for days. */
export const oddScales = 3
export const oddScaleFirst = scalesMs.length - oddScales

/** How long the baseline looks back, in time spent at work: a silence counts as at most `silenceMsMax`. */
export const baselineMs = 2_419_200_000
export const silenceMsMax = 3 * 86_400_000
/** How long a record of being undone by others is held against somebody: 13 baselines, nearly a year. */
export const recordMs = 13 * baselineMs

export const reasonsMax = 8
/** By which an event that comes twice is known: what is sent again is among an actor's last few. */
export const eventsRemembered = 24
export const operationsRemembered = 4
export const accountsRemembered = 8
/** Networks, devices and tools together. */
export const familiarRemembered = 8
/** And of those that are not familiar yet: one of each kind, and a second network. */
export const trialRemembered = 4
export const viewedRemembered = 2
export const undoneRemembered = 2
/** The actor's own day, UTC: blocks of two hours. */
export const dayBlocks = 12
export const dayBlockMs = 7_200_000

const names: string[] = []
const kinds: SlotKind[] = []

/** What a slot holds, and so how it is written down (`packed-slots.ts`).
 *  `rough` numbers are never negative, and rounded to 24 bits whenever they are stored, so that what comes back from
 *  bytes is what was there. `event`: what `eventIdentity` gives; `hash`: what `shortIdentity` gives; `whole`: other
 *  hashes, of up to 48 bits. Times that are read lie between 1971 and 9999. */
export type SlotKind = 'exact' | 'rough' | 'whole' | 'event' | 'hash' | 'time' | 'offset' | 'count' | 'tiny'

function slots(name: string, count: number, kind: SlotKind): number {
  const first = names.length
  for (let i = 0; i < count; i++) {
    names.push(count === 1 ? name : `${name}.${i}`)
    kinds.push(kind)
  }
  return first
}

/** Offset in the source topic that this memory includes; -1 before the first. */
export const watermarkSlot = slots('watermark', 1, 'offset')
export const firstAtSlot = slots('firstAt', 1, 'time')
/** The memory's own clock: the latest event time it believes. Every decayed number stands as of then. */
export const clockSlot = slots('clock', 1, 'time')
/** When the present spell of work began, and how long the silence before it was. */
export const returnedAtSlot = slots('returnedAt', 1, 'time')
export const silenceSlot = slots('silence', 1, 'count')
/** Acts since then, as far as they matter. */
export const actsBackSlot = slots('actsBack', 1, 'tiny')
export const changesSlot = slots('changes', 1, 'count')
export const actsSlot = slots('acts', 1, 'count')
/** Flagged changes of the last such session that were let go without a verdict, less those that one came for since. */
export const notLearntSlot = slots('notLearnt', 1, 'count')
/** Changes in a row that came more than a day behind the clock. */
export const lateRunSlot = slots('lateRun', 1, 'tiny')
/** Time at work by which what is usual has still to be aged. */
export const agingSlot = slots('aging', 1, 'count')
export const eventCursorSlot = slots('eventCursor', 1, 'tiny')
export const operationCursorSlot = slots('operationCursor', 1, 'tiny')
export const accountCursorSlot = slots('accountCursor', 1, 'tiny')
export const familiarCursorSlot = slots('familiarCursor', 1, 'tiny')
export const viewedCursorSlot = slots('viewedCursor', 1, 'tiny')
/** The present session: when it began, when its last act was, its id, and the heaviest suspicion in it that
 *  was flagged, with how often (`hand`). */
export const sessionAtSlot = slots('sessionAt', 1, 'time')
export const sessionSlot = slots('session', 1, 'hash')
export const flaggedAtSlot = slots('flaggedAt', 1, 'time')
/** The `flaggedAt` of a session of which something was called unmeant. */
export const unmeantAtSlot = slots('unmeantAt', 1, 'time')
export const flaggedCentiSlot = slots('flaggedCenti', 1, 'exact')
export const flaggedCountSlot = slots('flaggedCount', 1, 'count')
/** Whom the actor is compared with (`peer-group.ts`). */
export const peerGroupSlot = slots('peerGroup', 1, 'whole')

/** What happens now, flagged or not: acts (several on one account as one), accounts touched, accounts of note touched. */
export const paceSlot = slots('pace', scalesMs.length, 'rough')
export const massSlot = slots('mass', massScalesMs.length, 'rough')
export const notableMassSlot = slots('notableMass', massScalesMs.length, 'rough')

/** The actor's record: restrictions of accounts, and how many of them somebody else gave back. */
export const recordSlot = slots('record', 1, 'rough')
export const undoneSlot = slots('undone', 1, 'rough')

/** Odd acts that nobody was told of for their points, at the three longest scales; and what a frozen month holds
 *  against them: acts a month, and the share of them that was odd (`reference.ts`). */
export const oddSlot = slots('odd', oddScales, 'rough')
/** And at 1 h, to tell patience from a burst. */
export const oddHourSlot = slots('oddHour', 1, 'rough')
export const referenceVolumeSlot = slots('referenceVolume', 1, 'rough')
export const referenceOddSlot = slots('referenceOdd', 1, 'rough')

/** What is usual, of acts that were learnt. Weight of all; sums of the pace and mass found at each act, and
 *  of their squares; how many bore each mark, had a code, were of each action, came in each block of the day.
 *  A peer group's baseline is the same stretch of numbers, summed over its members. */
export const usualWeightSlot = slots('usual', 1, 'rough')
export const usualPaceSlot = slots('usualPace', comparedScales, 'rough')
export const usualSquareSlot = slots('usualSquare', comparedScales, 'rough')
export const usualMassSlot = slots('usualMass', massScalesMs.length, 'rough')
export const usualMassSquareSlot = slots('usualMassSquare', massScalesMs.length, 'rough')
export const usualMarkSlot = slots('usualMark', marks.length, 'rough')
export const usualCodeSlot = slots('usualCode', 1, 'rough')
export const usualActionSlot = slots('usualAction', actions.length, 'rough')
export const usualBlockSlot = slots('usualBlock', dayBlocks, 'rough')
export const usualEndSlot = names.length
export const usualCount = usualEndSlot - usualWeightSlot
export const reasonWeightSlot = slots('reasonWeight', reasonsMax, 'rough')
/** Everything from `usualWeightSlot` up to here ages with time at work. */
export const agingEndSlot = names.length

export const reasonHashSlot = slots('reasonHash', reasonsMax, 'hash')
export const eventHashSlot = slots('eventHash', eventsRemembered, 'event')
export const operationHashSlot = slots('operationHash', operationsRemembered, 'hash')
export const accountHashSlot = slots('accountHash', accountsRemembered, 'hash')
export const familiarHashSlot = slots('familiarHash', familiarRemembered, 'hash')
export const viewedHashSlot = slots('viewedHash', viewedRemembered, 'hash')
/** What of `countermand.relations` is on the actor's record: the offset after the last word, 0 before the first,
 *  and the last restrictions that were given back, newest first. Of whoever was never undone they take no byte. */
export const undoneOffsetSlot = slots('undoneOffset', 1, 'count')
export const undoneHashSlot = slots('undoneHash', undoneRemembered, 'event')
/** Places on trial and since when (`places.ts`). Of whoever stays where they were they take no byte. */
export const trialSlot = slots('trial', trialRemembered, 'whole')
/** Of the acts that were learnt, those at a weekend (`week.ts`). It ages with them; peers are not asked. */
export const usualWeekendSlot = slots('usualWeekend', 1, 'rough')

/** At which multiple of the frozen month a climb was last told (none: no byte), and what pace of the peers the frozen
 *  month belongs to. */
export const climbToldSlot = slots('climbTold', 1, 'rough')
export const referencePeersSlot = slots('referencePeers', 1, 'rough')
/** Of the acts that were learnt, those that moved no pace, on an account that the hand had just touched: who looks
 *  before each act does two acts at the pace of one. It ages with them; of whoever never looks first it takes no byte. */
export const usualAgainSlot = slots('usualAgain', 1, 'rough')

export const slotNames: readonly string[] = names
export const slotKinds: readonly SlotKind[] = kinds
export const slotCount = names.length

const actionIndexes = new Map<string, number>(actions.map((action, index) => [action, index]))

export function actionIndex(action: string): number {
  return actionIndexes.get(action) ?? -1
}
