import type { Alert } from '../decision/alert.ts'

/** Somebody tried to decide about themself, or about their team: refused, and told to everybody else. It is
 *  about the same change by the same hand, so that they are kept from its case too. */
export function ownCaseAlert(
  about: Alert,
  alertId: string,
  act: { readonly by: string; readonly do: string; readonly at: number },
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
    says: `${act.by} tried to ${words[act.do] ?? act.do} in a case about ${whose}, and was refused.`,
  }
}

const words: Readonly<Record<string, string>> = {
  acknowledge: 'acknowledge',
  assign: 'assign somebody',
  verdict: 'give a verdict',
  undo: 'ask for an undo',
  approve: 'say yes',
  veto: 'say no',
  'see-countdown': 'acknowledge a countdown',
  extend: 'ask for more time',
  'hand-over': 'hand a countdown over',
}
