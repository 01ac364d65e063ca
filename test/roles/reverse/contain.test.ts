import { afterEach, expect, test } from 'vitest'
import type { ContainingPlatform, SendOutcome } from '../../../src/ports/platform.ts'
import { type Desk, openDesk } from './desk.ts'

let desk: Desk
afterEach(() => desk.close())

/** Staff of the platform: who is contained, and by which calls. */
const staff = { contained: new Set<string>(), calls: [] as string[], others: 1, lost: 0 }

async function open(): Promise<void> {
  Object.assign(staff, { contained: new Set<string>(), calls: [], others: 1, lost: 0 })
  const act = async (verb: 'freeze' | 'lift', actorId: string, key: string): Promise<SendOutcome> => {
    staff.calls.push(`${verb} ${actorId} ${key.split('-').at(-2)}`)
    if (staff.lost-- > 0) return { kind: 'unknown', says: 'no answer' }
    if (verb === 'freeze') staff.contained.add(actorId)
    else staff.contained.delete(actorId)
    return { kind: 'acked' }
  }
  const contain: ContainingPlatform = {
    isContained: async (actorId) => staff.contained.has(actorId),
    freeze: (actorId, key) => act('freeze', actorId, key),
    lift: (actorId, key) => act('lift', actorId, key),
    othersWhoCanLift: async () => staff.others,
  }
  desk = await openDesk({ wrapPlatform: (platform) => ({ ...platform, contain }) })
  await desk.start()
}

let words = 0
async function say(
  by: string,
  deed: 'contain' | 'release',
  actorId = 'contractor-1',
  part: object = {},
): Promise<string> {
  words += 1
  const instructionId = `contain-${words}`
  const word = {
    instructionId,
    do: deed,
    source: 'demo',
    alertId: 'alert-1',
    actorId,
    by,
    at: Date.now(),
    ...part,
  }
  await desk.log.append('countermand.instructions', [{ key: 'a1', value: Buffer.from(JSON.stringify(word)) }])
  return instructionId
}

const reached = (state: string) =>
  desk.until(
    () => desk.notices.findLast((one) => one.kind === 'ContainmentMoved' && one.state === state),
    10_000,
  )
const refusal = (id: string) =>
  desk.until(() => {
    const found = desk.notices.find((one) => one.kind === 'InstructionRefused' && one.instructionId === id)
    return found?.kind === 'InstructionRefused' && found.says
  })

test('an actor is contained when two people ask for it, seen so, and lifted by one', async () => {
  await open()
  await say('ines', 'contain')
  await reached('asked')
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(staff.calls).toEqual([])
  await say('jonas', 'contain')
  await reached('contained')
  expect(staff.calls).toEqual(['freeze contractor-1 1'])
  await say('ines', 'release')
  await reached('lifted')
  expect([...staff.contained]).toEqual([])
})

test('an answer that is lost is no reason to freeze twice in earnest, nor a restart in the middle', async () => {
  await open()
  staff.lost = 1
  await say('ines', 'contain')
  await say('jonas', 'contain')
  await desk.until(() => staff.calls.length > 0, 10_000)
  await desk.stop()
  await desk.start()
  await reached('contained')
  expect(new Set(staff.calls)).toEqual(new Set(['freeze contractor-1 1']))
})

test('not by the actor, by their team, and never where nobody else could lift it again', async () => {
  await open()
  expect(await refusal(await say('contractor-1', 'contain'))).toBe('nobody decides about their own act')
  const ofTeam = await say('kim', 'contain', 'contractor-1', { team: 'eu', actorTeam: 'eu' })
  expect(await refusal(ofTeam)).toBe('nobody contains somebody of their own team (eu)')
  staff.others = 0
  await say('ines', 'contain')
  await say('jonas', 'contain')
  expect(await reached('blocked')).toMatchObject({ says: 'nobody else could lift it again' })
  expect(staff.calls).toEqual([])
})

test('two an hour, and none with the kill switch on', async () => {
  await open()
  for (const actorId of ['one', 'two', 'three']) {
    await say('ines', 'contain', actorId)
    await say('jonas', 'contain', actorId)
  }
  expect(await reached('blocked')).toMatchObject({ says: 'spent: the budget of containments an hour' })
  await desk.until(() => staff.contained.size === 2)
  await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
  await say('ines', 'contain', 'four')
  await say('jonas', 'contain', 'four')
  await desk.until(() =>
    desk.notices.find((one) => one.kind === 'ContainmentMoved' && one.says === 'the kill switch is on'),
  )
  expect(staff.contained.size).toBe(2)
})
