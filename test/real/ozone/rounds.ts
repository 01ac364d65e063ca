import { setTimeout as pause } from 'node:timers/promises'
import { isAtRest } from '../../../src/core/reversal/life.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import { reverseDefaults } from '../../../src/roles/reverse/edges.ts'
import { emit, eventsOf, type Ozone, type OzoneEvent, seenAt } from './ozone.ts'
import type { Watching } from './watching-ozone.ts'

/** Takedowns by a moderator who leaves within the hour, and what became of them at both places. Shared by the tests
 *  and `test/heavy/ozone.ts`. */

const restMsMax = 60_000
const { lifeMs } = reverseDefaults

/** A takedown, and the end of its reversal. */
export async function takeDown(
  ozone: Ozone,
  watching: Watching,
  did: string,
  more: Record<string, unknown> = {},
): Promise<{ readonly reversal: Reversal; readonly tookMs: number }> {
  await watching.forgetLimits()
  const since = Date.now()
  const { status } = await emit(ozone, ozone.team.modone, did, 'takedown', more)
  if (status !== 200) throw new Error(`a takedown was answered with ${status}`)
  const reversal = await restOf(watching, did, since - clockMs)
  return { reversal, tookMs: Date.now() - since }
}

async function restOf(watching: Watching, did: string, since: number): Promise<Reversal> {
  for (const deadline = Date.now() + restMsMax; ; ) {
    const last = watching.last(did, since)
    if (last !== undefined && isAtRest(last.state)) return last
    if (Date.now() > deadline)
      throw new Error(`no end after ${restMsMax} ms: ${JSON.stringify(last)} ${watching.unready().join()}`)
    await pause(10)
  }
}

/** Ozone stamps its events a little before or after we ask our own clock. */
const clockMs = 1_000

/** Whoever is up is down for nobody: whatever a race left behind is lifted, and both places show the account. */
export async function lift(ozone: Ozone, did: string): Promise<void> {
  for (const deadline = Date.now() + restMsMax; ; ) {
    const { appview, pds } = await seenAt(ozone, did)
    if (appview && pds) return
    if (Date.now() > deadline) throw new Error(`${did} is not shown again`)
    await emit(ozone, ozone.team.modtwo, did, 'reverse')
    await pause(200)
  }
}

/** A takedown, right after which the account host fails for some time. `endedWell`: it came back at both places, or,
 *  where it failed for half of a command's life or longer, people were told. */
export async function failHost(
  ozone: Ozone,
  watching: Watching,
  did: string,
  failsMs: number,
): Promise<{
  readonly confirmedWhileItFailed: boolean
  readonly endedWell: boolean
  readonly state: string
  readonly says: string
}> {
  await watching.forgetLimits()
  const since = Date.now() - clockMs
  await emit(ozone, ozone.team.modone, did, 'takedown')
  await ozone.failPds(true)
  await pause(failsMs)
  const confirmedWhileItFailed = watching.last(did, since)?.state === 'confirmed'
  await ozone.failPds(false)
  const { eventId, says, state } = await restOf(watching, did, since)
  const seen = await seenAt(ozone, did)
  const isTold = () =>
    watching.alerts.some((alert) => alert.kind === 'not-acted' && alert.eventId === eventId)
  if (state !== 'confirmed') for (let tries = 0; tries < 100 && !isTold(); tries++) await pause(50)
  await lift(ozone, did)
  const isBack = state === 'confirmed' && seen.pds && seen.appview
  const endedWell = failsMs < lifeMs / 2 ? isBack : isBack || (state !== 'confirmed' && isTold())
  return { confirmedWhileItFailed, endedWell, state, says }
}

export interface OzoneRaces {
  readonly races: number
  readonly states: Readonly<Record<string, number>>
  /** A second moderator's takedown came before our reverse in Ozone's log, and so was lifted by it. */
  readonly laterTakedownsLifted: number
  /** Of those: written before the log was asked for right before our call. */
  readonly shownBeforeOurCall: number
  readonly notRaced: number
  readonly falselyConfirmed: number
  readonly windowMsMax: number
}

/** A second moderator lifts the takedown and takes the account down again, at any moment of our undoing. */
export async function runOzoneRaces(
  ozone: Ozone,
  watching: Watching,
  dids: readonly string[],
  count: number,
): Promise<OzoneRaces> {
  const states: Record<string, number> = {}
  const found = {
    laterTakedownsLifted: 0,
    shownBeforeOurCall: 0,
    notRaced: 0,
    falselyConfirmed: 0,
    windowMsMax: 0,
  }
  let next = 0

  async function race(did: string, i: number): Promise<void> {
    await watching.forgetLimits()
    const since = Date.now()
    const cause = await emit(ozone, ozone.team.modone, did, 'takedown')
    // Our call goes out a few hundred milliseconds after the takedown; some races come during the second look.
    await pause(((i * 137) % 100) * (i % 4 === 3 ? 15 : 5))
    const { modtwo } = ozone.team
    await emit(ozone, modtwo, did, 'reverse')
    const again = await emit(ozone, modtwo, did, 'takedown')
    const reversal = await restOf(watching, did, since - clockMs)
    const seen = await seenAt(ozone, did)
    states[reversal.state] = (states[reversal.state] ?? 0) + 1
    const windowMs = reversal.windowMs ?? 0
    found.windowMsMax = Math.max(found.windowMsMax, windowMs)
    const events = await eventsOf(ozone, did)
    const own = events.find(({ modTool }) => modTool?.meta?.batchId === reversal.reversalId)
    const later = events.find(({ id }) => id === again.id)
    judge(reversal, cause.id ?? 0, own, later, events)
    if (reversal.state === 'confirmed' && !(seen.pds && seen.appview) && !(later && own && later.id > own.id))
      found.falselyConfirmed += 1
    await lift(ozone, did)
  }

  function judge(
    { state, windowMs = 0 }: Reversal,
    causeId: number,
    own: OzoneEvent | undefined,
    later: OzoneEvent | undefined,
    events: readonly OzoneEvent[],
  ): void {
    if (own === undefined) return
    const isBetween = ({ id }: OzoneEvent) => id > causeId && id < own.id
    if (!events.some((event) => isBetween(event))) return
    if (state !== 'raced') found.notRaced += 1
    if (later === undefined || !isBetween(later)) return
    found.laterTakedownsLifted += 1
    // Our entry was written inside the window, so the log was asked for at most so long before it.
    if (Date.parse(later.createdAt) < Date.parse(own.createdAt) - windowMs) found.shownBeforeOurCall += 1
  }

  async function lane(did: string): Promise<void> {
    for (let i = next++; i < count; i = next++) await race(did, i)
  }
  await Promise.all(dids.map(lane))
  return { races: count, states, ...found }
}
