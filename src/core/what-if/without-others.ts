import type { Outcome } from '../decision/decide.ts'
import type { Finding } from '../evidence/finding.ts'
import type { Mode } from '../policy/severity.ts'
import { network } from '../relate/evidence/network.ts'
import type { Counterfactual } from './counterfactual.ts'

/** What was said of a change before later or others' acts threw light on it: the mode that an alert granted, or
 *  undefined where nobody was told. */
export type ToldBefore = Mode | undefined

/** For a change that a later one by the same hand brought in. The scorer has judged it without that once already,
 *  at its own time: what came of it then is what would have come of it. */
export function withoutLater(
  told: ToldBefore,
  raised: Outcome,
  tippingEventId: string,
): readonly Counterfactual[] {
  return without(told, raised, `the later change ${tippingEventId} had not happened`)
}

/** For a change that what others did has tipped, or made graver. */
export function withoutOthers(told: ToldBefore, raised: Outcome): readonly Counterfactual[] {
  const isOfOrigin = raised.assessment.findings.some((finding) => isNetwork(finding))
  return without(
    told,
    raised,
    isOfOrigin
      ? 'nobody else had acted from the same network or session'
      : 'nobody else had had to do with this account',
  )
}

function without(told: ToldBefore, { decision }: Outcome, given: string): readonly Counterfactual[] {
  if (told === undefined) return [{ without: 'alert', given }]
  return mayAct(decision.mode) && !mayAct(told) ? [{ without: 'leave', given }] : []
}

/** Whether the machine has leave to act without asking. */
export function mayAct(mode: Mode): boolean {
  return mode === 'auto' || mode === 'veto'
}

function isNetwork({ bar }: Finding): boolean {
  return network.bars.includes(bar)
}
