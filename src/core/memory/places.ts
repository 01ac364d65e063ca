import * as at from './layout.ts'
import { holds, put } from './learn.ts'
import { markIndex } from './marks.ts'

/** Where an actor works from, and with what: networks, devices and tools, kept as hashes.
 *
 *  A place is *new* until it is *familiar*, and one harmless act does not make it so, or a thief would wash a machine
 *  with his first. A place that nothing was flagged at is on trial from its first act on, in a short list of its own,
 *  and familiar by the first act a day or more later: whoever stole a session has to come back on another day, and
 *  to have done no harm on the first. A verdict "meant" makes it familiar at once, for somebody has looked.
 *
 *  While fewer than `namedMin` acts have named such a thing there is nothing that it could be new beside: whoever is
 *  seen for the first time, or whose source has just begun to name devices, is a stranger nowhere. */
interface Place {
  /** `placeIdentity`; 0 where the change names none. */
  readonly hash: number
  /** Index of the mark that counts acts which named such a thing. */
  readonly named: number
}

/** What of an act says where it came from. */
export interface Origin {
  readonly network: number
  readonly device: number
  readonly tool: number
}

/** Acts with such a thing named, below which nothing is new. */
export const namedMin = 20

/** None of those that the actor has used on more than one day. */
export function isNew(slots: readonly number[], hash: number): boolean {
  return hash !== 0 && !holds(slots, at.familiarHashSlot, at.familiarRemembered, hash)
}

export function isNewOrigin(slots: readonly number[], { network, device, tool }: Origin): boolean {
  return isNew(slots, network) || isNew(slots, device) || isNew(slots, tool)
}

/** New, and not on trial either: what is counted as a move, once and not at each act of the first day. */
export function isUnseenOrigin(slots: readonly number[], { network, device, tool }: Origin): boolean {
  return isUnseen(slots, network) || isUnseen(slots, device) || isUnseen(slots, tool)
}

function isUnseen(slots: readonly number[], hash: number): boolean {
  return isNew(slots, hash) && placeOnTrial(slots, hash) < 0
}

/** After an act that nobody was told of. Called before the act is counted. */
export function meetPlaces(slots: number[], origin: Origin): void {
  for (const { hash, named } of placesOf(origin)) {
    if (!isNew(slots, hash)) continue
    const isKnownFor = (slots[at.usualMarkSlot + named] ?? 0) >= namedMin
    if (!isKnownFor) welcome(slots, hash)
    else tryPlace(slots, hash)
  }
}

/** After a verdict that an act was meant. */
export function vouchForPlaces(slots: number[], origin: Origin): void {
  for (const { hash } of placesOf(origin)) if (isNew(slots, hash)) welcome(slots, hash)
}

function placesOf({ network, device, tool }: Origin): readonly Place[] {
  return [
    { hash: network, named: markIndex.hasNetwork },
    { hash: device, named: markIndex.hasDevice },
    { hash: tool, named: markIndex.hasTool },
  ]
}

/** From now on the actor works there. */
export function welcome(slots: number[], hash: number): void {
  const onTrial = placeOnTrial(slots, hash)
  if (onTrial >= 0) slots[at.trialSlot + onTrial] = 0
  put(slots, at.familiarHashSlot, at.familiarCursorSlot, at.familiarRemembered, hash)
}

/** The most recently used stand first, so that of many places of a travelling day the device stays, and it is the
 *  first of the networks that leaves. */
function tryPlace(slots: number[], hash: number): void {
  const hour = Math.floor((slots[at.clockSlot] ?? 0) / hourMs) % hours
  const place = placeOnTrial(slots, hash)
  const held = slots[at.trialSlot + place] ?? 0
  const age = place < 0 ? 0 : (hour - (held % hours) + hours) % hours
  if (age > trialHours && age <= trialHoursMax) return welcome(slots, hash)
  // Longer than a month ago, or the clock was set back: the trial begins anew.
  const entry = place < 0 || age > trialHoursMax ? packed(hash) + hour : held
  for (let i = place < 0 ? at.trialRemembered - 1 : place; i > 0; i--) {
    slots[at.trialSlot + i] = slots[at.trialSlot + i - 1] ?? 0
  }
  slots[at.trialSlot] = entry
}

/** -1 where it is not. */
function placeOnTrial(slots: readonly number[], hash: number): number {
  const from = packed(hash)
  for (let i = 0; i < at.trialRemembered; i++) {
    const held = slots[at.trialSlot + i] ?? 0
    if (held !== 0 && held - (held % hours) === from) return i
  }
  return -1
}

/** 32 bits of the hash and 16 of the hour: who wanted to pass for a place on trial would have to name a place that
 *  collides with it, and could as well name that place. */
function packed(hash: number): number {
  return hash * hours
}

const hours = 2 ** 16
const hourMs = 3_600_000
/** Hours are counted whole: more than 24 of them are a day at least. */
const trialHours = 24
const trialHoursMax = 28 * 24
