import { type PeerFigures, partNames, partOf } from '../baseline/peer-figures.ts'
import type { PolicyPeers } from '../policy/policy-peers.ts'

/** The part `peers` of a policy, as text without a newline at its end. `readPeers` gives back the same figures. */
export function peersText({ asOf, groups }: PolicyPeers): string {
  return [
    'peers:',
    '  # Learnt by fit: how many acts stand in the past minute, hour and so on when somebody acts, how many accounts',
    '  # they touch, and in what share of acts something is so. Days are UTC, in blocks of two hours.',
    `  asOf: ${asOf}`,
    '  groups:',
    ...groups.flatMap(groupLines),
  ].join('\n')
}

function groupLines({ group, acts, parts }: PeerFigures): string[] {
  const { kind, role, team } = group
  return [
    `    - kind: ${kind}`,
    // Roles and teams are the platform's own words, and may hold anything.
    ...(role === undefined ? [] : [`      role: ${JSON.stringify(role)}`]),
    ...(team === undefined ? [] : [`      team: ${JSON.stringify(team)}`]),
    `      acts: ${acts}`,
    ...partNames.map((part) => {
      const { names, of } = partOf(part)
      const figures = names.flatMap((name, i) => {
        const value = parts[part][i] ?? 0
        return of === 'share' && value === 0 ? [] : [`${name}: ${value}`]
      })
      return `      ${part}: {${figures.length === 0 ? '' : ` ${figures.join(', ')} `}}`
    }),
  ]
}
