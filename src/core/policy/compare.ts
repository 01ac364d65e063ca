import { type PeerFigures, partNames, partOf } from '../baseline/peer-figures.ts'
import { groupName } from '../baseline/peer-group.ts'
import { meaningOf } from './expression.ts'
import type { Condition, Exclusion, Policy, Rule, Tier } from './policy.ts'
import { modes } from './severity.ts'

/** One thing that two policies say differently, in words. */
export interface PolicyDifference {
  /** `evidence tenure.lastHour`, `tier notable, auto`. */
  readonly what: string
  readonly before: string
  readonly after: string
}

/** Everything that two policies mean differently, part by part; nothing where they mean
 *  the same, however differently they are written. Weights that a policy leaves out count as shipped. */
export function comparePolicies(before: Policy, after: Policy): readonly PolicyDifference[] {
  const [old, now] = [saidBy(before), saidBy(after)]
  const said = together([...new Set([...old.keys(), ...now.keys()])]).flatMap((what) => {
    const [was, is] = [old.get(what), now.get(what)]
    if (was?.meaning === is?.meaning) return []
    return [{ what, before: was?.words ?? absent, after: is?.words ?? absent }]
  })
  return [
    ...said,
    ...reordered('tiers, order', before.tiers, after.tiers),
    ...reordered('exclusions, order', before.exclusions, after.exclusions),
  ]
}

/** What is said of one thing stands together, and things of one kind do: what is new goes after what was
 *  there. `tier notable, auto` belongs to `tier notable`, and that to the tiers. */
function together(whats: readonly string[]): readonly string[] {
  const firstOf = new Map<string, number>()
  const ranks = whats.map((what, index) => {
    const rank = (group: string): number => {
      if (!firstOf.has(group)) firstOf.set(group, index)
      return firstOf.get(group) ?? index
    }
    const [kind = what] = what.split(' ', 1)
    const [thing = what] = what.split(',', 1)
    return { what, kind: rank(`kind ${kind}`), thing: rank(`thing ${thing}`) }
  })
  return ranks.toSorted((a, b) => a.kind - b.kind || a.thing - b.thing).map(({ what }) => what)
}

/** The first tier and the first exclusion that fit decide. One put between the others is no new order. */
function reordered(what: string, before: readonly HasName[], after: readonly HasName[]): PolicyDifference[] {
  const both = (these: readonly HasName[], those: readonly HasName[]): string =>
    these.flatMap(({ name }) => (those.some((one) => one.name === name) ? [name] : [])).join(', ')
  const [was, is] = [both(before, after), both(after, before)]
  return was === is ? [] : [{ what, before: was, after: is }]
}

interface HasName {
  readonly name: string
}

const absent = '-'

/** One statement of a policy: as it is shown, and in a form in which equal meanings are equal texts. */
interface Statement {
  readonly words: string
  readonly meaning: string
}

type Named = readonly [what: string, Statement]

function saidBy(policy: Policy): Map<string, Statement> {
  const { suspicionCenti, scoreCenti } = policy.alertAt
  return new Map([
    ['ceiling', plain(policy.ceiling)],
    ...Object.entries(policy.bands).map(([name, centi]) => said(`bands ${name}`, points(centi))),
    said('alertAt suspicion', points(suspicionCenti)),
    said('alertAt score', points(scoreCenti)),
    ...policy.tiers.flatMap(tierSays),
    ...policy.rules.flatMap(ruleSays),
    ...Object.entries(policy.weights).flatMap(([evidence, weights]) =>
      Object.entries<number>(weights).map(([name, centi]) =>
        said(`evidence ${evidence}.${name}`, points(centi)),
      ),
    ),
    ...Object.entries(policy.remainders).map(([name, share]) => said(`families ${name}`, points(share))),
    ...policy.exclusions.flatMap(exclusionSays),
    said('reasons', policy.reasons === undefined ? 'any' : list(policy.reasons)),
    ...Object.entries(policy.budgets).map(([name, count]) => said(`budgets ${name}`, String(count))),
    ...Object.entries(policy.contain).map(([name, count]) => said(`contain ${name}`, String(count))),
    ...Object.entries(policy.demotion).map(([name, count]) => said(`demotion ${name}`, String(count))),
    ...[...policy.noReturn].map(([action, ms]) => said(`noReturn ${action}`, `after ${ms / 3_600_000} h`)),
    said('ownTeam', policy.ownTeam),
    said('ask secondPerson', policy.ask.secondPerson ?? 'never'),
    said('ask hold', policy.ask.hold ?? 'never'),
    said('ask holdMinutes', String(policy.ask.holdMinutes)),
    ...Object.entries(policy.keepProfiles).map(([name, kept]) => said(`keepProfiles ${name}`, String(kept))),
    ...(policy.peers === undefined ? [] : [said('peers asOf', policy.peers.asOf)]),
    ...(policy.peers?.groups ?? []).flatMap(peersSay),
    ...Object.entries(policy.fitted ?? {}).map(([name, value]) => said(`fitted ${name}`, String(value))),
  ])
}

/** What is usual in each group; a share of 0 goes unsaid. */
function peersSay({ group, acts, parts }: PeerFigures): Named[] {
  const name = `peers ${groupName(group)}`
  return [
    said(`${name}, acts`, String(acts)),
    ...partNames.map((part) => {
      const { names, of } = partOf(part)
      const figures = names.flatMap((one, i) => {
        const value = parts[part][i] ?? 0
        return of === 'share' && value === 0 ? [] : [`${one} ${value}`]
      })
      return said(`${name}, ${part}`, figures.join(', '))
    }),
  ]
}

function tierSays({ name, when, modes: granted, approvers, waitSeconds }: Tier, index: number): Named[] {
  return [
    [`tier ${name}`, isThere(placeOf(index))],
    [`tier ${name}, when`, condition(when)],
    ...modes.flatMap((mode) => {
      const from = granted[mode]
      return from === undefined ? [] : [said(`tier ${name}, ${mode}`, `from ${points(from)}`)]
    }),
    said(`tier ${name}, approvers`, String(approvers)),
    said(`tier ${name}, waitSeconds`, String(waitSeconds)),
  ]
}

/** The order of rules changes nothing but the order in which they are named. */
function ruleSays({ name, why, when, severityMin, pointsCenti, forbid, author }: Rule): Named[] {
  return [
    said(`rule ${name}, why`, why),
    [`rule ${name}, when`, condition(when)],
    ...(pointsCenti === 0 ? [] : [said(`rule ${name}, points`, points(pointsCenti))]),
    ...(severityMin === undefined ? [] : [said(`rule ${name}, severityMin`, severityMin)]),
    ...(forbid.length === 0 ? [] : [said(`rule ${name}, forbid`, list(forbid))]),
    ...(author === undefined ? [] : [said(`rule ${name}, author`, author)]),
  ]
}

function exclusionSays(exclusion: Exclusion, index: number): Named[] {
  const { name, why, reasons, holds, when, preserve, sealed } = exclusion
  return [
    [`exclusion ${name}`, isThere(placeOf(index))],
    said(`exclusion ${name}, why`, why),
    ...(reasons.size === 0 ? [] : [said(`exclusion ${name}, reasons`, list(reasons))]),
    ...(holds.size === 0 ? [] : [said(`exclusion ${name}, holds`, list(holds))]),
    ...(when === undefined ? [] : ([[`exclusion ${name}, when`, condition(when)]] as const)),
    said(`exclusion ${name}, preserve`, yesOrNo(preserve)),
    said(`exclusion ${name}, sealed`, yesOrNo(sealed)),
  ]
}

function said(what: string, words: string): Named {
  return [what, plain(words)]
}

function plain(words: string): Statement {
  return { words, meaning: words }
}

/** Shown where the other policy has no such thing, and equal where it has. */
function isThere(words: string): Statement {
  return { words, meaning: 'is there' }
}

function condition({ text }: Condition): Statement {
  return { words: text.replaceAll(/\s+/gu, ' ').trim(), meaning: meaningOf(text) }
}

/** Sets have no order: two that hold the same words read the same. */
function list(words: Iterable<string>): string {
  return [...words].toSorted().join(', ')
}

/** 0 -> "1st"   1 -> "2nd"   10 -> "11th"   20 -> "21st" */
function placeOf(index: number): string {
  const place = index + 1
  const ending = place % 100 >= 11 && place % 100 <= 13 ? undefined : ['st', 'nd', 'rd'][(place % 10) - 1]
  return `${place}${ending ?? 'th'}`
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no'
}

function points(centi: number): string {
  return (centi / 100).toFixed(2)
}
