import { lesserMode, type Mode } from '../policy/severity.ts'
import { stateGate } from './account-gate.ts'
import type { Circumstances } from './circumstances.ts'
import { demoted } from './demotion.ts'
import type { Doubt } from './doubts.ts'
import { exclusionGate, exclusionsAgainst } from './exclusions.ts'
import { stoodBeforeGate } from './stood-before.ts'

/** Why an undoing may not be done, or `undefined` where this gate is open. Words for people. */
export type Gate = (circumstances: Circumstances) => string | undefined

/** Every gate, in the order in which its words are shown. All are asked, so that a person sees every reason
 *  at once, when an undoing is proposed and again right before the call.
 *
 *  A person's instruction passes the same gates with less asked of it: `mode` asks only whether the policy lets a
 *  person act; `age`, `cooldown`, the doubts about our own standing and the point of no return bound what the machine
 *  does alone; `flap` asks for a second person, `exclusion` for one who is cleared and was told of it, `stood-before` for
 *  one who was told. Nobody passes the kill switch. */
export const gates = [
  { name: 'mode', closedBecause: modeGate },
  { name: 'kill-switch', closedBecause: killSwitchGate },
  { name: 'breaker', closedBecause: breakerGate },
  { name: 'budgets', closedBecause: budgetGate },
  { name: 'age', closedBecause: ageGate },
  { name: 'clock', closedBecause: clockGate },
  { name: 'lag', closedBecause: doubtGate('lag') },
  { name: 'clock-skew', closedBecause: doubtGate('clock-skew') },
  { name: 'feeds', closedBecause: doubtGate('feeds') },
  { name: 'policy-faults', closedBecause: doubtGate('policy-faults') },
  { name: 'state', closedBecause: stateGate },
  { name: 'stood-before', closedBecause: stoodBeforeGate },
  { name: 'exclusion', closedBecause: exclusionGate },
  { name: 'cooldown', closedBecause: cooldownGate },
  { name: 'flap', closedBecause: flapGate },
  { name: 'caused-by-us', closedBecause: causedByUsGate },
  { name: 'intended', closedBecause: (c) => (c.who === 'machine' ? c.intended : undefined) },
  { name: 'reversible', closedBecause: reversibleGate },
] as const satisfies readonly { name: string; closedBecause: Gate }[]

export type GateName = (typeof gates)[number]['name']

/** Closed to the machine alone: a person's yes gets through. Where `flap` is closed two do; and through `stood-before`
 *  the yes of whoever was told. */
export const gatesOfMachine: ReadonlySet<string> = new Set<GateName>([
  'age',
  'lag',
  'clock-skew',
  'feeds',
  'policy-faults',
  'stood-before',
  'cooldown',
  'intended',
])

/** A change dated further ahead than this is not a matter of two clocks that disagree a little. */
export const clockSkewMsMax = 5_000

export interface Block {
  readonly gate: GateName
  readonly says: string
}

export interface Weighed {
  /** What ceilings, the inverse and unknown facts leave of the policy's grant. */
  readonly granted: Mode
  readonly blockedBy: readonly Block[]
}

export function weigh(circumstances: Circumstances): Weighed {
  const blockedBy = gates.flatMap(({ name, closedBecause }) => {
    const says = closedBecause(circumstances)
    return says === undefined ? [] : [{ gate: name, says }]
  })
  return { granted: grantedMode(circumstances), blockedBy }
}

/** What these name that passes with the yes of a person who was told of it: each exclusion, and what stood before. */
export function namedBy(c: Circumstances, blockedBy: readonly Block[]): readonly string[] {
  return blockedBy.flatMap(({ gate, says }) => {
    if (gate === 'exclusion') return exclusionsAgainst(c).map(({ name }) => name)
    return gate === 'stood-before' ? [says] : []
  })
}

export function sentence(blockedBy: readonly Block[]): string {
  return blockedBy.map(({ says }) => says).join('; ')
}

/** All that stands against it, also what a person's yes passes: for whoever says the next one. */
export function weighUntold(circumstances: Circumstances): readonly Block[] {
  // Stryker disable next-line ArrayDeclaration: no gate says the words that a mutant would have told
  return weigh({ ...circumstances, told: [] }).blockedBy
}

/** The least of: the policy's grant, its ceiling, the installation's ceiling, the inverse's ceiling; and what
 *  `heldDown` says. */
export function grantedMode(c: Circumstances): Mode {
  const caps: readonly Mode[] = [c.policyCeiling, c.installationCeiling, c.inverse?.ceiling ?? 'observe']
  return [...caps, ...heldDown(c).map((held) => held.mode)].reduce(lesserMode, c.policyMode)
}

/** What keeps the machine lower than the policy would let it, with its reason: a fact is missing, and only a person
 *  can answer for what nobody knows; the platform cannot show a later decision; the undoings of this
 *  tier or rule were overturned; undoing it would help somebody who seems to have gone wrong; or several hands
 *  disagree about the account. */
export function heldDown(c: Circumstances): readonly { readonly mode: Mode; readonly says: string }[] {
  const held: { readonly mode: Mode; readonly says: string }[] = []
  if (c.missing.length > 0) held.push({ mode: 'approve', says: `nobody knows ${c.missing.join(', ')}` })
  if (c.guard === 'none')
    held.push({
      mode: 'approve',
      says: 'the platform has neither versions nor a log to show a later decision by',
    })
  if (c.demotedBy > 0)
    held.push({
      mode: demoted(c.policyMode, c.demotedBy),
      says: 'analysts overturned too many of its undoings',
    })
  if (c.targetIsSuspect) held.push({ mode: 'approve', says: helpsASuspectWords })
  if (c.flap !== undefined) held.push({ mode: 'approve', says: flapWords })
  return held
}

export const helpsASuspectWords =
  'the account belongs to somebody who is contained, or whose own changes are an open case'

/** `approve` and `veto` are no reason against it: they wait for a person. */
function modeGate(c: Circumstances): string | undefined {
  if (grantedMode(c) !== 'observe') return undefined
  if (c.policyMode === 'observe') return 'the policy only observes here'
  if (c.policyCeiling === 'observe') return "the policy's ceiling is observe"
  if (c.installationCeiling === 'observe') return "this installation's ceiling is observe"
  return 'this action is never undone by command'
}

function killSwitchGate(c: Circumstances): string | undefined {
  if (c.killSwitch === 'unreadable') return 'the kill switch cannot be read, which counts as on'
  return c.killSwitch.on ? `${c.killSwitch.by} turned the kill switch on: ${c.killSwitch.why}` : undefined
}

function breakerGate(c: Circumstances): string | undefined {
  if (c.breaker === 'unreadable') return 'the breaker cannot be read, which counts as open'
  if (!c.breaker.open || (c.breaker.sparesHighestTier && c.isHighestTier)) return undefined
  return `the breaker is open: ${c.breaker.why}`
}

function doubtGate(gate: Doubt['gate']): Gate {
  return (c) => {
    if (c.who === 'person') return undefined
    const of = c.doubts.filter((doubt) => doubt.gate === gate).map((doubt) => doubt.says)
    return of.length === 0 ? undefined : `the machine waits while we are in doubt: ${of.join(', ')}`
  }
}

function budgetGate(c: Circumstances): string | undefined {
  const spent = c.budgets.filter((budget) => budget.left <= 0)
  return spent.length === 0 ? undefined : spentWords(spent.map((budget) => budget.budget))
}

export function spentWords(budgets: readonly string[]): string {
  return `spent: the budget ${budgets.join(' and ')}`
}

function ageGate(c: Circumstances): string | undefined {
  const ageMs = c.now - c.occurredAt
  if (c.who === 'person' || ageMs <= c.maxAgeMs) return undefined
  return `the change is ${seconds(ageMs)} old; the machine alone undoes nothing older than ${seconds(c.maxAgeMs)}`
}

function clockGate(c: Circumstances): string | undefined {
  const aheadMs = c.occurredAt - c.now
  return aheadMs <= clockSkewMsMax ? undefined : `the change is dated ${seconds(aheadMs)} ahead of our clock`
}

function cooldownGate(c: Circumstances): string | undefined {
  if (c.who === 'person' || c.cooldownUntil === undefined || c.cooldownUntil <= c.now) return undefined
  return 'the machine has undone a change of this account within the last 24 hours'
}

const flapWords =
  'several hands disagree: it was undone within the last 24 hours, and then done again by another hand'

function flapGate(c: Circumstances): string | undefined {
  if (c.flap === undefined || (c.who === 'person' && c.flap.approvals >= approversOfFlap)) return undefined
  return `${flapWords}; two people must say yes within five minutes`
}

const approversOfFlap = 2

function causedByUsGate(c: Circumstances): string | undefined {
  return c.causedByUs ? 'we caused this change ourselves' : undefined
}

function reversibleGate(c: Circumstances): string | undefined {
  if (c.outcome === 'refused' || c.outcome === 'failed') return `the change was ${c.outcome}: nothing to undo`
  if (c.inverse === undefined) return 'nothing undoes this action'
  if (c.who === 'machine' && c.now >= (c.irreversibleAt ?? Number.POSITIVE_INFINITY))
    return 'the point of no return has passed: the data may be purged, or the handle taken by others'
  return c.cannot
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
