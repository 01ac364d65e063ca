import type { Peers } from '../baseline/baselines.ts'
import { memberActsMax } from '../baseline/peer-sums.ts'
import * as at from './layout.ts'
import { markIndex } from './marks.ts'

/** A frozen month: how many acts a month, and which share of them odd, an actor may do without being drifted
 *  there. It follows what is usual, but slowly: whoever raises their pace by two in a hundred a day teaches
 *  every baseline that looks back a month, and not this one. */

/** It rises by at most a tenth in a month of work, and falls by at most a fifth: work of an honest kind grows
 *  slower than an attack can wait, and a quiet month is no promise to stay quiet. */
const risePerMonth = Math.log(1.1)
const fallPerMonth = Math.log(1.25)
/** It follows freely until a month is known: a fortnight may have held a week of holiday, and half a month's work
 *  would be held against level weeks for a year. */
const youngMs = at.baselineMs
/** A share knows no holidays, and three weeks tell it: in the first of them most evidence still lacks the past to find
 *  anything odd, so a fortnight tells too little. Until the month is over the share may still fall freely, but what
 *  comes oftener from then on is not taken for usual at once. */
const youngShareMs = (youngMs * 3) / 4
/** More odd acts than these within about an hour are a burst, and seen as one: patience takes hours or days. */
export const oddAnHourMax = 3

/** Acts below which a share of them says nothing, and a share below which none is told from none at all. */
export const referenceActsMin = 50
export const oddShareMin = 0.005

/** Lets the frozen month follow, after `workedMs` more of work. Called before what is usual ages, at every hour
 *  of work: `elapsedMs` of it have just faded from the pace, which is to be taken as it was before a silence. */
export function moveReference(slots: number[], elapsedMs: number, workedMs: number): void {
  const ageMs = workedAgeMs(slots)
  if (ageMs <= 0) return
  const kept = Math.exp(Math.min(elapsedMs, at.silenceMsMax) / at.baselineMs)
  const seen = monthVolume(slots, ageMs) * kept
  const volume = leaveMs(slots) > 0 ? Math.max(seen, workedVolume(slots, ageMs)) : seen
  const share = oddShare(slots)
  const held = slots[at.referenceVolumeSlot] ?? 0
  const heldShare = slots[at.referenceOddSlot] ?? 0
  const months = workedMs / at.baselineMs
  const isYoung = ageMs < youngMs || held === 0
  const isShareFree = isYoung && (ageMs < youngShareMs || heldShare === 0 || share <= heldShare)
  slots[at.referenceVolumeSlot] = isYoung ? Math.fround(volume) : follow(held, volume, months)
  slots[at.referenceOddSlot] = isShareFree
    ? Math.fround(share)
    : follow(Math.max(heldShare, oddShareMin), Math.max(share, oddShareMin), months)
}

/** The pace of the peers that the frozen month belongs to: work that grows for all of them is nobody's climb. It
 *  follows theirs as slowly as the frozen month its actor's, and freely until that is frozen. */
export function movePeers(slots: number[], now: number, elapsedMs: number): void {
  const held = slots[at.referencePeersSlot] ?? 0
  const months = Math.min(elapsedMs, at.silenceMsMax) / at.baselineMs
  const isYoung = held === 0 || workedAgeMs(slots) < youngMs
  slots[at.referencePeersSlot] = isYoung ? Math.fround(now) : follow(held, now, months)
}

/** What the peers' acts of the past month were found at, the actor's own left out: acts in about seven days; 0 where
 *  they are unknown. */
export function peersPace(slots: readonly number[], peers: Peers | undefined): number {
  if (peers === undefined) return 0
  const own = slots[at.usualWeightSlot] ?? 0
  const share = Math.min(1, memberActsMax / Math.max(1, own))
  const acts = (peers.usual[0] ?? 0) - share * own
  const sum = (peers.usual[weekPlace] ?? 0) - share * (slots[at.usualWeightSlot + weekPlace] ?? 0)
  return acts < referenceActsMin || sum <= 0 ? 0 : sum / acts
}

const weekPlace = at.usualPaceSlot + at.comparedScales - 1 - at.usualWeightSlot

/** A verdict said that what was seen is meant: what is held against the actor is what they do now. */
export function trustReference(slots: number[]): void {
  slots[at.climbToldSlot] = 0
  const ageMs = (slots[at.clockSlot] ?? 0) - (slots[at.firstAtSlot] ?? 0)
  if (ageMs <= 0) return
  const volume = monthVolume(slots, ageMs)
  slots[at.referenceVolumeSlot] = Math.fround(Math.max(volume, slots[at.referenceVolumeSlot] ?? 0))
  slots[at.referenceOddSlot] = Math.fround(Math.max(oddShare(slots), slots[at.referenceOddSlot] ?? 0))
}

/** Whether a month at work is known: from then on the frozen month is frozen. */
export function isMonthKnown(slots: readonly number[]): boolean {
  return workedAgeMs(slots) >= youngMs
}

/** How long somebody has been at work here: of their last leave only the days that count as work. */
function workedAgeMs(slots: readonly number[]): number {
  const ageMs = (slots[at.clockSlot] ?? 0) - (slots[at.firstAtSlot] ?? 0)
  return ageMs - leaveMs(slots)
}

function leaveMs(slots: readonly number[]): number {
  return Math.max(0, (slots[at.silenceSlot] ?? 0) - at.silenceMsMax)
}

/** The same from what is usual, which does not fade during a leave: whoever was away for half of their first month
 *  would else seem to climb as soon as they do all of their work.
 *    150 learnt in 17 days at work, between them 11 of leave -> 329, where what is left of them would tell of 200 */
function workedVolume(slots: readonly number[], ageMs: number): number {
  return pacedActs(slots) / -Math.expm1(-ageMs / at.baselineMs)
}

/** Acts a month, from the decayed count of them: what a young memory cannot have seen yet is made up for.
 *    280 counted after a year -> 280   110 counted after 14 days -> 280 */
function monthVolume(slots: readonly number[], ageMs: number): number {
  const counted = slots[at.paceSlot + at.scalesMs.length - 1] ?? 0
  return counted / -Math.expm1(-ageMs / at.baselineMs)
}

/** Of acts that moved the pace, for it is laid to the pace: whoever looks at an account before each act does no more of
 *  what is odd for that. */
function oddShare(slots: readonly number[]): number {
  const acts = pacedActs(slots)
  return acts < referenceActsMin ? 0 : (slots[at.usualMarkSlot + markIndex.odd] ?? 0) / acts
}

function pacedActs(slots: readonly number[]): number {
  return (slots[at.usualWeightSlot] ?? 0) - (slots[at.usualAgainSlot] ?? 0)
}

function follow(held: number, now: number, months: number): number {
  if (now >= held) return Math.fround(Math.min(now, held * Math.exp(risePerMonth * months)))
  return Math.fround(Math.max(now, held * Math.exp(-fallPerMonth * months)))
}
