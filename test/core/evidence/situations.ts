import * as fc from 'fast-check'
import type { Baselines } from '../../../src/core/baseline/baselines.ts'
import { fleetPlaces, fleetScaleNames } from '../../../src/core/baseline/fleet.ts'
import { shapePlaces } from '../../../src/core/baseline/shape-profile.ts'
import type { AccountChange, Actor } from '../../../src/core/change/account-change.ts'
import { type Action, actions, effectOf } from '../../../src/core/change/actions.ts'
import type { Known } from '../../../src/core/evidence/sight.ts'
import { type ActorMemory, newMemory } from '../../../src/core/memory/actor-memory.ts'
import { shortIdentity } from '../../../src/core/memory/identity.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { type Mark, markIndex } from '../../../src/core/memory/marks.ts'
import { dayMs, hourMs, now } from '../people.ts'
import { someChange } from './drawn.ts'

/** What situations are told with: a drawn change, of which a row says only what it is about; everything else is
 *  whatever a source could say of it. */

export interface Met extends Known {
  readonly change: AccountChange
}

/** The change, and what is known of its actor and of others. */
export type Told = AccountChange | readonly [AccountChange, ActorMemory | undefined, Partial<Known>?]

export function metOf(told: Told): Met {
  if (!isList(told)) return { change: told, memory: undefined }
  const [change, memory, more] = told
  return { change, memory, ...more }
}

function isList(told: Told): told is Exclude<Told, AccountChange> {
  return Array.isArray(told)
}

/** Two numbers from 0 to 1 that a situation may hang on, and one of several things, at each asking anew. */
export interface Draw {
  readonly a: number
  readonly b: number
  pick<T>(...of: readonly T[]): T
}

export function situation(made: (some: AccountChange, draw: Draw) => Told): fc.Arbitrary<Met> {
  return drawnWith((some, draw) => metOf(made(some, draw)))
}

/** Shares are spread evenly: left to itself, the generator draws mostly from the ends. */
export function drawnWith<T>(made: (some: AccountChange, draw: Draw) => T): fc.Arbitrary<T> {
  const share = fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((millionths) => millionths / 1e6)
  return fc.tuple(someChange, share, share, fc.tuple(share, share, share)).map(([some, a, b, picks]) => {
    let picked = 0
    const pick = <O>(...of: readonly O[]): O =>
      of[Math.floor((picks[picked++ % picks.length] ?? 0) * of.length)] ?? expectNever()
    return made(some, { a, b, pick })
  })
}

function expectNever(): never {
  throw new Error('nothing to pick from')
}

/** By a person of the staff, now, of whom nothing is known that does not stand here. */
export function byPerson(some: AccountChange, told: Otherwise = {}): AccountChange {
  const { requestedAt: _, ...rest } = some
  const { actor, ...otherwise } = told
  return {
    ...rest,
    occurredAt: now,
    outcome: 'done',
    ...otherwise,
    actor: { id: 'old-hand', kind: 'employee', ...actor },
  }
}

export function byMachine(some: AccountChange, told: Otherwise = {}): AccountChange {
  return byPerson(some, { ...told, actor: { kind: 'automation' } })
}

type Otherwise = Partial<Omit<AccountChange, 'actor'>> & { readonly actor?: Partial<Actor> }

export const restrictions = actions.filter((action) => effectOf[action] === 'restricts')
export const lifts = actions.filter((action) => effectOf[action] === 'lifts')
export const neither = actions.filter(
  (action) => !restrictions.includes(action) && effectOf[action] !== 'reads',
)

/** Somebody with so many acts of the past month at work, of which some bore marks, the rest as slots say. Its clock
 *  stands at now. */
export function acts(
  count: number,
  told: {
    readonly marks?: Partial<Record<Mark, number>>
    readonly actions?: Partial<Record<Action, number>>
    readonly slots?: Readonly<Record<number, number>>
  } = {},
): ActorMemory {
  const marks = Object.entries(told.marks ?? {}).map(([mark, times]) => [
    at.usualMarkSlot + markIndex[mark as Mark],
    times,
  ])
  const done = Object.entries(told.actions ?? {}).map(([action, times]) => [
    at.usualActionSlot + at.actionIndex(action),
    times,
  ])
  return withSlots(newMemory(), {
    [at.changesSlot]: Math.max(1, Math.ceil(count)),
    [at.firstAtSlot]: now - 400 * dayMs,
    [at.returnedAtSlot]: now - 300 * dayMs,
    [at.sessionAtSlot]: now - hourMs,
    [at.clockSlot]: now,
    [at.usualWeightSlot]: count,
    ...Object.fromEntries(marks),
    ...Object.fromEntries(done),
    ...told.slots,
  })
}

/** As it would be stored. */
export function withSlots(memory: ActorMemory, slots: Readonly<Record<number, number>>): ActorMemory {
  const rounded = (slot: number, value: number) =>
    at.slotKinds[slot] === 'rough' ? Math.fround(value) : Math.round(value)
  return { ...memory, slots: memory.slots.map((value, slot) => rounded(slot, slots[slot] ?? value)) }
}

/** What is usual, so many times as much. */
export function scaled(memory: ActorMemory, factor: number): ActorMemory {
  const slots = Object.fromEntries(
    memory.slots.flatMap((value, slot) =>
      slot >= at.usualWeightSlot && slot < at.agingEndSlot ? [[slot, value * factor]] : [],
    ),
  )
  return withSlots(memory, slots)
}

/** Found at a pace of one, spread as widely as paces are, and now at another. */
export function paced(count: number, seen: Readonly<Record<number, number>>): ActorMemory {
  const usual: Record<number, number> = {}
  for (let i = 0; i < at.comparedScales; i++) {
    usual[at.usualPaceSlot + i] = count
    usual[at.usualSquareSlot + i] = 5 * count
  }
  for (let i = 0; i < at.massScalesMs.length; i++) {
    usual[at.usualMassSlot + i] = count
    usual[at.usualMassSquareSlot + i] = 5 * count
  }
  return acts(count, { slots: { ...usual, ...seen } })
}

export const nobodysBaselines: Baselines = { peersOf: () => undefined, fleet: undefined, shape: undefined }

/** The same surge of whatever staff or machines do. */
export function fleetAt(bits: number, scale = 0): Baselines {
  const surge = { bits, seen: 340, usual: 20, scale: Math.min(scale, fleetScaleNames.length - 1) }
  return {
    ...nobodysBaselines,
    fleet: { asOf: '2017-11-02 23:05', surges: Array.from({ length: fleetPlaces }, () => surge) },
  }
}

export function shapeAt(bits: number): Baselines {
  const all = Array.from({ length: shapePlaces }, () => bits)
  return {
    ...nobodysBaselines,
    shape: { asOf: '2017-11-02', bits: all, speaks: { people: true, machines: true } },
  }
}

export function peersWith(marks: Partial<Record<Mark, number>>, count = 10_000): Baselines {
  const usual = acts(count, { marks, actions: { suspend: count } }).slots.slice(
    at.usualWeightSlot,
    at.usualEndSlot,
  )
  return { ...nobodysBaselines, peersOf: () => ({ name: 'the others', asOf: '2017-11-02', usual }) }
}

export const neighbour = shortIdentity('neighbour')
