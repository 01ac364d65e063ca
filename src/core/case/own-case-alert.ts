import type { Alert } from '../decision/alert.ts'

/** Somebody tried to decide about themself, or about their team: refused, and told to everybody else. It is
 *  about the same change by the same hand, so that they are kept from its case too. `tried`: `say yes`. */
export function ownCaseAlert(
  about: Alert,
  alertId: string,
  act: { readonly by: string; readonly tried: string; readonly at: number },
  refused: 'own-case' | 'own-team',
): Alert {
  const { exclusion: _exclusion, counterfactuals: _counterfactuals, ...cause } = about
  const whose = refused === 'own-case' ? 'themself' : 'a member of their own team'
  return {
    ...cause,
    alertId,
    kind: 'own-case',
    severity: about.severity === 'critical' ? 'critical' : 'high',
    raisedAt: act.at,
    mode: 'observe',
    countermeasure: 'none',
    says: `${act.by} tried to ${act.tried} in a case about ${whose}, and was refused.`,
  }
}
