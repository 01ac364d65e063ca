import { readReason } from '../audit/reason.ts'
import type { KillSwitch } from './circumstances.ts'

/** The ways to the kill switch. Each is turned by itself and clears no other: whoever turned one on for a reason
 *  is not overruled by somebody who knew nothing of it. */
export const switchWays = ['console', 'record', 'file'] as const
export type SwitchWay = (typeof switchWays)[number]

export interface WayStanding {
  readonly way: SwitchWay
  readonly standing: KillSwitch | 'unreadable'
}

/** Any of them on is on, and one that cannot be read counts as on.
 *
 *  console      record       file         -> together
 *  off          off          off             off
 *  off          on (drill)   off             on: drill
 *  on (a)       on (b)       off             on: a; on by record too: b
 *  off          off          unreadable      unreadable
 *  on (a)       off          unreadable      on: a; file cannot be read */
export function together(ways: readonly WayStanding[]): KillSwitch | 'unreadable' {
  const on: { readonly way: SwitchWay; readonly by: string; readonly why: string }[] = []
  const dark: SwitchWay[] = []
  for (const { way, standing } of ways)
    if (standing === 'unreadable') dark.push(way)
    else if (standing.on) on.push({ way, by: standing.by, why: standing.why })
  const [first, ...others] = on
  if (first === undefined) return dark.length > 0 ? 'unreadable' : { on: false }
  const why = [
    first.why,
    ...others.map((other) => `on by ${other.way} too: ${other.why}`),
    ...dark.map((way) => `${way} cannot be read`),
  ]
  return { on: true, by: first.by, why: why.join('; ') }
}

/** Somebody who turned one way on while it was on already. */
export interface SwitchedOnToo {
  readonly by: string
  readonly why: string
}

/** One way as it stands in the store. */
export interface StoredWay {
  readonly on: boolean
  readonly by: string
  readonly why: string
  readonly also: readonly SwitchedOnToo[]
}

/** How a way stands once it is turned. Whoever stopped the machine first stays named with their reason: that is whom
 *  an incident desk asks. Whoever stops it again adds theirs, for to allow undoing again is to answer all of them,
 *  and none may be lost because somebody else was alarmed too. Off ends them all; the record has each.
 *
 *  before                   turned                      after
 *  off                      on by omar: a               on by omar: a
 *  on by omar: a            on by lena: b               on by omar: a; lena too: b
 *  on by omar: a            on by omar: a               the same
 *  on by omar: a            on by omar: c               on by omar: a; omar too: c
 *  on by omar: a, lena: b   off by ines: over           off */
export function turnedWay(
  before: StoredWay | undefined,
  turned: SwitchedOnToo & { readonly on: boolean },
): StoredWay {
  const { on, by, why } = turned
  if (!on || before?.on !== true) return { on, by, why, also: [] }
  const isKnown = [before, ...before.also].some((one) => one.by === by && one.why === why)
  return isKnown ? before : { ...before, also: [...before.also.slice(0, alsoMax - 1), { by, why }] }
}

/** So many more reasons are shown; of those that come after them the latest. */
const alsoMax = 9

/** `a`   `a; lena too: b` */
export function whyOfWay({ why, also }: Pick<StoredWay, 'why' | 'also'>): string {
  return [why, ...also.map((one) => `${one.by} too: ${one.why}`)].join('; ')
}

/** One record of `countermand.switches`, once its signature was checked. */
export interface SwitchOrder {
  readonly on: boolean
  readonly by: string
  readonly reason: string
  /** When it was signed. Only one that is younger than the last one is followed. */
  readonly at: number
}

/** An order is refused that is dated further ahead than this: it would keep every later one from being followed. */
export const orderAheadMsMax = 60_000

/** What was signed, or in words why it is no order. */
export function readSwitchOrder(input: unknown): SwitchOrder | string {
  if (typeof input !== 'object' || input === null) return 'it is no object'
  const { switch: name, on, by, reason, at } = input as Readonly<Record<string, unknown>>
  if (name !== 'kill-switch') return 'it is not about the kill switch'
  if (typeof on !== 'boolean') return 'it says neither on nor off'
  if (typeof by !== 'string' || by.trim() === '') return 'it does not say who'
  const why = readReason(reason)
  if (why === undefined) return 'it gives no reason'
  if (!Number.isSafeInteger(at)) return 'it has no time'
  return { on, by: by.slice(0, textMax), reason: why, at: Number(at) }
}

const textMax = 2_000
