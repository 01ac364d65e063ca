import { atLeast, type Severity } from '../policy/severity.ts'

/** What a platform's tool is told that asked before it acted: go on; go on when a second person has said yes to
 *  exactly this; or wait. */
export const askAnswers = ['allow', 'second-person', 'hold'] as const
export type AskAnswer = (typeof askAnswers)[number]

/** From which severity each answer comes, `ask` of a policy. Undefined: never. */
export interface Ask {
  readonly secondPerson: Severity | undefined
  readonly hold: Severity | undefined
  readonly holdMinutes: number
}

export const askDefaults: Ask = { secondPerson: 'medium', hold: 'critical', holdMinutes: 15 }

/** How long a question waits for its second person, and the yes for the change: one time for both, told to all. */
export const askMs = 15 * 60_000

export function answerOf(severity: Severity, ask: Ask): AskAnswer {
  if (ask.hold !== undefined && atLeast(severity, ask.hold)) return 'hold'
  return ask.secondPerson !== undefined && atLeast(severity, ask.secondPerson) ? 'second-person' : 'allow'
}
