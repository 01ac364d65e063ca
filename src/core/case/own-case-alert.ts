import { handsIn } from '../change/hand.ts'
import type { Alert } from '../decision/alert.ts'
import { isSameId } from '../spelling/same-id.ts'

/** Somebody tried to decide about themself, or about their team: refused, and told to everybody else. It is
 *  about the same change by the same hand, so that they are kept from its case too, and is sealed where that is.
 *  A hand is called by the id that the change has of it, under which it is veiled, and by none that the change does not
 *  know; whoever is of the desk is named. `tried`: `say yes`. */
export function ownCaseAlert(
  about: Alert,
  alertId: string,
  act: { readonly by: string; readonly tried: string; readonly at: number },
  refused: 'own-case' | 'own-team',
): Alert {
  const { counterfactuals: _counterfactuals, ...cause } = about
  const hand = about.change && handsIn(about.change).find((id) => isSameId(id, act.by))
  const who = refused === 'own-case' ? (hand ?? 'One of its hands') : act.by
  const whose = refused === 'own-case' ? 'themself' : 'a member of their own team'
  return {
    ...cause,
    alertId,
    kind: 'own-case',
    severity: about.severity === 'critical' ? 'critical' : 'high',
    raisedAt: act.at,
    mode: 'observe',
    countermeasure: 'none',
    says: `${who} tried to ${act.tried} in a case about ${whose}, and was refused.`,
  }
}
