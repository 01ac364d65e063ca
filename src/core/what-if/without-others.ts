import type { Outcome } from '../decision/decide.ts'
import type { Finding } from '../evidence/finding.ts'
import type { Mode } from '../policy/severity.ts'
import { restrictions } from '../relate/evidence/history.ts'
import { network } from '../relate/evidence/network.ts'
import { accountRelations } from '../relate/relate.ts'
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
  return without(told, raised, missingOthers(raised.assessment.findings))
}

/** Without which nothing of the account's past, or of the place, would speak against the change.
 *    a fight, in which the actor had restricted it once              -> nobody else had had to do with this account
 *    restricted five times, and nothing shows that by others         -> it had not been restricted before
 *    three people, and that it was restricted before counts too      -> both */
function missingOthers(findings: readonly Finding[]): string {
  if (findings.some((finding) => isNetwork(finding)))
    return 'nobody else had acted from the same network or session'
  const past = findings.filter(({ bar }) => restrictions.includes(bar))
  const pastCenti = past.reduce((sum, { pointsCenti }) => sum + pointsCenti, 0)
  if (pastCenti <= 0) return 'nobody else had had to do with this account'
  const showsOthers = findings.some(({ bar, pointsCenti }) => pointsCenti > 0 && needOthers.has(bar))
  return showsOthers
    ? 'nobody else had had to do with this account, and it had not been restricted before'
    : 'this account had not been restricted before'
}

const needOthers = new Set(
  accountRelations.flatMap(({ bars }) => bars).filter((bar) => !restrictions.includes(bar)),
)

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
