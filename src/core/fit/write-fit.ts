import type { PolicyFit } from '../policy/policy-fit.ts'

/** The part `fitted` of a policy, as text without a newline at its end. `readFit` gives back the same. */
export function fitText({ from, until, changes, notMeant, slope }: PolicyFit): string {
  return [
    'fitted:',
    `  from: ${from}`,
    `  until: ${until}`,
    `  changes: ${changes}`,
    `  notMeant: ${notMeant}`,
    ...(slope === undefined ? [] : [`  slope: ${slope}`]),
  ].join('\n')
}
