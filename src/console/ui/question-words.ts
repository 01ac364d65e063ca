import { type Bound, type BoundName, boundOf } from '../../core/ask/exact-change.ts'
import type { AccountChange } from '../../core/change/account-change.ts'
import { day } from './figures.ts'

/** What a question calls each thing that a yes to it is bound to. */
export const boundSays: Readonly<Record<BoundName, string>> = {
  source: 'Platform',
  'actor.id': 'Actor',
  'actor.onBehalfOf': 'On behalf of',
  'account.id': 'Account',
  action: 'Action',
  rawAction: 'The platform’s own word',
  until: 'Until',
  scope: 'Scope',
  operationId: 'Operation',
  operationSize: 'Accounts of the operation',
  'reason.code': 'Reason',
  'reason.policies': 'Policies',
  'reason.ticketId': 'Ticket',
  'reason.reportId': 'Report',
  'reason.assignment': 'Assignment',
  'reason.note': 'Note',
  'reason.approvedBy': 'Approved by',
  labels: 'Labels',
}

/** Each value by itself: joined, two of them could read as one.
 *  until never -> `for good`   labels [area, x, strikes, 2] -> `area: x`, `strikes: 2` */
export function valuesSay({ name, values }: Bound): readonly string[] {
  if (name === 'until') return values.map((at) => (at === 'never' ? 'for good' : day(Number(at))))
  if (name !== 'labels') return values
  return values.flatMap((label, nth) => (nth % 2 === 0 ? [`${label}: ${values[nth + 1] ?? ''}`] : []))
}

/** What tells a question from others whose sentence is the same:
 *  `on behalf of theboss, scope global, reason spam, policies terms-2, terms-7` */
export function asidesOf(change: AccountChange): string {
  const isNamed = change.account.handle === undefined
  return boundOf(change)
    .filter(({ name }) => name !== 'actor.id' && name !== 'action' && !(isNamed && name === 'account.id'))
    .map((bound) => `${boundSays[bound.name].toLowerCase()} ${valuesSay(bound).join(', ')}`)
    .join(', ')
}
