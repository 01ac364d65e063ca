import type { ContainWordVerb } from '../../../src/core/reversal/contain-message.ts'
import { openCases } from '../../../src/edges/store/cases.ts'
import type { ContainingPlatform, SendOutcome } from '../../../src/ports/platform.ts'
import { type Desk, type DeskOptions, openDesk } from './desk.ts'
import { aChange, anAlert } from './examples.ts'

/** Staff of the platform: who is contained, and by which calls. */
export const newStaff = () => ({
  contained: new Set<string>(),
  calls: [] as string[],
  others: 1,
  /** By name, where it matters who. */
  lifters: undefined as readonly string[] | undefined,
  lost: 0,
  looked: async () => {},
})

/** A running desk whose platform can contain this staff. */
export async function openStaffed(
  staff: ReturnType<typeof newStaff>,
  options: DeskOptions = {},
): Promise<Desk> {
  const contain: ContainingPlatform = {
    async isContained(actorId) {
      await staff.looked()
      return staff.contained.has(actorId)
    },
    async send({ do: verb, actorId, commandId }): Promise<SendOutcome> {
      staff.calls.push(`${verb} ${actorId} ${commandId.split('-').at(-2)}`)
      if (staff.lost-- > 0) return { kind: 'unknown', says: 'no answer' }
      if (verb === 'contain') staff.contained.add(actorId)
      else staff.contained.delete(actorId)
      return { kind: 'acked' }
    },
    othersWhoCanLift: async (actorId) =>
      staff.lifters?.filter((one) => one !== actorId) ??
      Array.from({ length: staff.others }, (_, at) => `lead-${at}`),
  }
  const desk = await openDesk({ ...options, wrapPlatform: (platform) => ({ ...platform, contain }) })
  await desk.start()
  return desk
}

let words = 0
/** As the console would write it, upon an alert that it knows by then; the id of the word. */
export async function sayOfHand(
  desk: Desk,
  by: string,
  deed: ContainWordVerb,
  actorId = 'contractor-1',
  part: object = {},
): Promise<string> {
  words += 1
  const alertId = `alert-${actorId}`
  const alert = anAlert(aChange({ actor: { id: actorId, kind: 'contractor', team: 'eu' } }), { alertId })
  await openCases(desk.database).takeAlerts([alert], Date.now())
  const instructionId = `contain-${words}`
  const word = {
    instructionId,
    do: deed,
    source: 'demo',
    alertId,
    actorId,
    by,
    at: Date.now(),
    ...part,
  }
  await desk.log.append('countermand.instructions', [{ key: 'a1', value: Buffer.from(JSON.stringify(word)) }])
  return instructionId
}
