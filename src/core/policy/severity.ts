export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const
/** Bands on the score, set in the policy. */
export type Severity = (typeof severities)[number]

/** How far the machine may go, from least to most. `observe` only says what it would have done. */
export const modes = ['observe', 'approve', 'veto', 'auto'] as const
export type Mode = (typeof modes)[number]

export function atLeast(severity: Severity, floor: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(floor)
}

/** The lesser of two modes: how a ceiling takes hold. */
export function lesserMode(a: Mode, b: Mode): Mode {
  return modes.indexOf(a) <= modes.indexOf(b) ? a : b
}
