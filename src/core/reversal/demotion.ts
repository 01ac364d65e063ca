import { type Mode, modes } from '../policy/severity.ts'

/** Autonomy is earned, and can be lost: a tier or a rule whose undoings analysts overturn stands lower by itself. */
export interface DemotionRule {
  /** So many overturned … */
  readonly overturned: number
  /** … of the last so many that the machine undid. */
  readonly of: number
}

export const demotionDefaults: DemotionRule = { overturned: 3, of: 10 }

export interface Demotion {
  /** `tier everyone`, `rule last-hour`. */
  readonly scope: string
  /** Modes below what the policy grants. */
  readonly steps: number
  readonly at: number
  readonly why: string
}

/** What a decision rests on, each of which can be demoted by itself. A policy is not: its name changes with every
 *  comma, and an edit must not wipe out what was learnt of a tier. */
export function scopesOf(alert: {
  readonly tier: string
  readonly rules: readonly string[]
}): readonly string[] {
  return [`tier ${alert.tier}`, ...alert.rules.map((rule) => `rule ${rule}`)]
}

/** Whether so many of the last were overturned, newest first. Fewer than `of` are enough: three wrong of three
 *  need no seven more.
 *
 *  overturned of the last   3 of 10 ->
 *  x . . x . x . . . .      yes
 *  x x x                    yes
 *  x . . . . . . . x .      no
 *  . . . . . . . . . . x x  no: beyond the last ten */
export function mustDemote(overturned: readonly boolean[], rule: DemotionRule): boolean {
  return overturned.slice(0, rule.of).filter(Boolean).length >= rule.overturned
}

/** `auto` by one step is `veto`, by two `approve`; it never falls to `observe`, for a person may always decide.
 *
 *  auto, 1 -> veto   auto, 2 -> approve   auto, 9 -> approve   approve, 1 -> approve   observe, 1 -> observe */
export function demoted(mode: Mode, steps: number): Mode {
  if (mode === 'observe') return mode
  return modes[Math.max(modes.indexOf(mode) - steps, modes.indexOf('approve'))] ?? mode
}
