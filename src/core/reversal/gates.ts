import { lesserMode, type Mode } from '../policy/severity.ts'
import { stateGate } from './account-gate.ts'
import type { Circumstances } from './circumstances.ts'
import { exclusionGate } from './exclusions.ts'

/** Why an undoing may not be done, or `undefined` where this gate is open. Words for people. */
export type Gate = (circumstances: Circumstances) => string | undefined

/** Every gate, in the order in which its words are shown. All are asked, so that a person sees every reason
 *  at once, when an undoing is proposed and again right before the call.
 *
 *  A person's instruction passes the same gates but three: `mode` asks only whether the policy lets a person
 *  act, `age` and `cooldown` bound what the machine does alone. Nobody passes the kill switch. */
export const gates = [
  { name: 'mode', closedBecause: modeGate },
  { name: 'kill-switch', closedBecause: killSwitchGate },
  { name: 'breaker', closedBecause: breakerGate },
  { name: 'budgets', closedBecause: budgetGate },
  { name: 'age', closedBecause: ageGate },
  { name: 'clock', closedBecause: clockGate },
  { name: 'state', closedBecause: stateGate },
  { name: 'exclusion', closedBecause: exclusionGate },
  { name: 'cooldown', closedBecause: cooldownGate },
  { name: 'caused-by-us', closedBecause: causedByUsGate },
  { name: 'intended', closedBecause: (c) => (c.who === 'machine' ? c.intended : undefined) },
  { name: 'reversible', closedBecause: reversibleGate },
] as const satisfies readonly { name: string; closedBecause: Gate }[]

export type GateName = (typeof gates)[number]['name']

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

/** The least of: the policy's grant, its ceiling, the installation's ceiling, the inverse's ceiling; and
 *  `approve` where a fact is missing, because only a person can answer for what nobody knows, or where the
 *  platform cannot refuse a call after a later decision. */
export function grantedMode(c: Circumstances): Mode {
  const caps: readonly Mode[] = [
    c.policyCeiling,
    c.installationCeiling,
    c.inverse?.ceiling ?? 'observe',
    c.missing.length === 0 ? 'auto' : 'approve',
    c.guard === 'native' ? 'auto' : 'approve',
  ]
  return caps.reduce(lesserMode, c.policyMode)
}

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
  return c.breaker.open ? `the breaker is open: ${c.breaker.why}` : undefined
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

function causedByUsGate(c: Circumstances): string | undefined {
  return c.causedByUs ? 'we caused this change ourselves' : undefined
}

function reversibleGate(c: Circumstances): string | undefined {
  if (c.outcome === 'refused' || c.outcome === 'failed') return `the change was ${c.outcome}: nothing to undo`
  if (c.inverse === undefined) return 'nothing undoes this action'
  return c.cannot
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
