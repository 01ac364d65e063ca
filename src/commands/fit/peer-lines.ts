import { type PeerFigures, partOf } from '../../core/baseline/peer-figures.ts'
import { groupName } from '../../core/baseline/peer-group.ts'
import { aligned } from '../aligned.ts'
import type { Fitted } from './fitted.ts'

/** What is usual among peers, old and new, in three of its figures: how much is known of the group, how many acts
 *  stand in the past hour and day whenever one of them acts. The policy has the rest. */
export function peerLines({ asOf, old, new: now }: Fitted['peers']): string[] {
  if (now.length === 0) return ['peers: too little is known of any group']
  const known = new Map(old.map((one) => [groupName(one.group), one]))
  const groups = now.map((one) => [groupName(one.group), known.get(groupName(one.group)), one] as const)
  const head = [`peers as of ${asOf}`, ...columns.flatMap(([name]) => [`${name}: old`, 'new'])]
  const rows = groups
    .slice(0, shownMax)
    .map(([name, was, is]) => [name, ...columns.flatMap(([, figure]) => [shown(was, figure), figure(is)])])
  const sides = ['left', ...columns.flatMap(() => ['right', 'right'] as const)] as const
  const gone = old.filter(({ group }) => !groups.some(([name]) => name === groupName(group)))
  return [
    ...aligned([head, ...rows], sides),
    ...(groups.length > shownMax ? [`and ${groups.length - shownMax} further groups`] : []),
    ...(gone.length > 0
      ? [`no longer known well enough: ${gone.map(({ group }) => groupName(group)).join(', ')}`]
      : []),
  ]
}

const shownMax = 12

const columns: readonly (readonly [string, (one: PeerFigures) => string])[] = [
  ['acts', ({ acts }) => acts.toLocaleString('en-US')],
  ['in 1 h', pace('1 h')],
  ['in 1 d', pace('1 d')],
]

function pace(scale: string): (one: PeerFigures) => string {
  const at = partOf('pace').names.indexOf(scale)
  return ({ parts }) => String(parts.pace[at] ?? 0)
}

function shown(one: PeerFigures | undefined, figure: (one: PeerFigures) => string): string {
  return one === undefined ? '-' : figure(one)
}
