import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import { type Step, step } from '../../src/core/decision/step.ts'
import { type ActorMemory, decodeMemory, encodeMemory } from '../../src/core/memory/actor-memory.ts'
import * as at from '../../src/core/memory/layout.ts'
import { learnVerdict } from '../../src/core/memory/verdict.ts'
import { accounts, changeOf, dayMs, hourMs, minuteMs, now, nth, shippedPolicy } from '../core/people.ts'

/** A thief knows that what is new stands out, and does harmless work from the stolen session's machine first. */

const policy = shippedPolicy('default')
const office = { network: 'office', device: 'laptop', tool: 'console' }
const thief = { network: 'relay', device: 'stolen-session', tool: 'console' }
let made = 0

function act(occurredAt: number, origin: AccountChange['origin']): AccountChange {
  const account = nth(accounts.neighbour, made++)
  return changeOf({ occurredAt, account, ...(origin !== undefined && { origin }) })
}

function after(changes: readonly AccountChange[], memory?: ActorMemory): ActorMemory {
  const learned = changes.reduce<ActorMemory | undefined>(
    (held, change) => step(change, { memory: held }, policy).learned,
    memory,
  )
  return learned ?? missing()
}

/** Twenty days of ten acts each, up to now. */
const home = after(
  Array.from({ length: 200 }, (_, i) =>
    act(now - (20 - Math.floor(i / 10)) * dayMs + (i % 10) * 20 * minuteMs, office),
  ),
)

/** Points for what is new about where the next act comes from. */
function newness(memory: ActorMemory, occurredAt: number, origin: AccountChange['origin']): number {
  const { assessment }: Step = step(act(occurredAt, origin), { memory }, policy)
  return assessment.findings
    .filter(({ bar }) => bar.name === 'session.device' || bar.name === 'session.network')
    .reduce((sum, { pointsCenti }) => sum + pointsCenti, 0)
}

const full = newness(home, now, thief)

describe('a machine is not washed by harmless acts', () => {
  test.each([
    ['one', 1],
    ['ten', 10],
    ['fifty', 50],
  ])('%s of them within a day leave it as new as it was', (_, count) => {
    const washed = after(
      Array.from({ length: count }, (_, i) => act(now + (i * 23 * hourMs) / count, thief)),
      home,
    )
    expect(full).toBe(300)
    expect(newness(washed, now + 23.5 * hourMs, thief)).toBe(full)
  })

  test('nor by waiting: a single act, however long ago, is one day', () => {
    const washed = after([act(now, thief)], home)
    for (const days of [2, 10, 27, 40]) expect(newness(washed, now + days * dayMs, thief)).toBe(full)
  })

  test('nor by acts that are dated back, nor by what was flagged', () => {
    const dated = after([act(now, thief), act(now - 20 * hourMs, thief), act(now + hourMs, thief)], home)
    expect(newness(dated, now + 2 * hourMs, thief)).toBe(full)
    const flagged = after(
      [0, 30].map((hours) =>
        changeOf({
          occurredAt: now + hours * hourMs,
          action: 'deactivate',
          account: nth(accounts.headOfState, hours),
          origin: thief,
          reason: {},
        }),
      ),
      home,
    )
    expect(flagged.pending).toHaveLength(2)
    expect(newness(flagged, now + 31 * hourMs, thief)).toBe(full)
  })
})

describe('but people do get new machines', () => {
  test('one that was used on two days without harm is the actor’s own from then on', () => {
    const owned = after([act(now, thief), act(now + 26 * hourMs, thief)], home)
    expect(newness(owned, now + 26 * hourMs + minuteMs, thief)).toBe(0)
    expect(newness(owned, now + 26 * hourMs + minuteMs, office)).toBe(0)
  })

  test('a day of many networks neither pushes out the office nor the new machine', () => {
    const travelling = Array.from({ length: 12 }, (_, i) =>
      act(now + i * hourMs, { ...thief, network: `hotspot-${i}` }),
    )
    const back = after([...travelling, act(now + 26 * hourMs, { ...office, device: thief.device })], home)
    expect(newness(back, now + 27 * hourMs, { ...office, device: thief.device })).toBe(0)
    expect(newness(back, now + 27 * hourMs, office)).toBe(0)
  })

  test('the first day on it is one move, however much work it held: the habit of staying is not lost', () => {
    const day = after(
      Array.from({ length: 50 }, (_, i) => act(now + i * 10 * minuteMs, thief)),
      home,
    )
    expect(newness(day, now + 10 * hourMs, { ...thief, device: 'another', network: 'another' })).toBe(300)
  })

  test('whoever is seen for the first time is a stranger nowhere, nor is anybody whose source begins to name devices', () => {
    const beginner = after(Array.from({ length: 60 }, (_, i) => act(now + i * minuteMs, office)))
    expect(newness(beginner, now + 2 * hourMs, office)).toBe(0)
    const unnamed = after(
      Array.from({ length: 100 }, (_, i) =>
        act(now - (20 - Math.floor(i / 5)) * dayMs + (i % 5) * hourMs, undefined),
      ),
    )
    const named = after(
      Array.from({ length: 60 }, (_, i) => act(now + i * minuteMs, office)),
      unnamed,
    )
    expect(newness(named, now + 2 * hourMs, office)).toBe(0)
  })

  test('an analyst who says that it was meant makes it familiar at once', () => {
    const change = changeOf({
      action: 'deactivate',
      account: accounts.headOfState,
      origin: thief,
      reason: {},
    })
    const flagged = after([change], home)
    const cleared = learnVerdict(flagged, {
      verdictId: 'v',
      alertId: 'a',
      source: change.source,
      eventId: change.eventId,
      actorId: change.actor.id,
      accountId: change.account.id,
      verdict: 'meant',
      by: 'analyst',
      at: now + minuteMs,
    })
    expect(newness(flagged, now + hourMs, thief)).toBe(full)
    expect(newness(cleared, now + hourMs, thief)).toBe(0)
  })
})

test('a place on trial takes six bytes, and comes back from them', () => {
  const tried = after([act(now, { device: 'new' })], home)
  const without = { ...tried, slots: tried.slots.map((value, slot) => (slot === at.trialSlot ? 0 : value)) }
  expect(encodeMemory(tried).length - encodeMemory(without).length).toBe(6)
  expect(decodeMemory(encodeMemory(tried))).toEqual(tried)
})

function missing(): never {
  throw new Error('there is no memory')
}
