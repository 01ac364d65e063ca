import type { AccountChange } from '../change/account-change.ts'

/** One thing that a change is bound by, and what it says of it; none is empty. */
export interface Bound {
  readonly name: BoundName
  readonly values: readonly string[]
}

export type BoundName = (typeof boundNames)[number]

/** All that a second person's yes is bound to, in this order: what its actor gives and what decides anything. One list
 *  for the hash, for the later change and for the page, so that nobody says yes to what they were not shown. */
export const boundNames = [
  'source',
  'actor.id',
  'actor.onBehalfOf',
  'account.id',
  'action',
  'rawAction',
  'until',
  'scope',
  'operationId',
  'operationSize',
  'reason.code',
  'reason.policies',
  'reason.ticketId',
  'reason.reportId',
  'reason.assignment',
  'reason.note',
  'reason.approvedBy',
  'labels',
] as const

/** What is absent is left out. Lists that are sets come in the order of their text, each text once.
 *
 *  Not in it: what the event is called and when it was, what caused it and the session it came in, for a tool that asks
 *  first cannot know those; what is known of account and actor, for it is looked up anew; what follows the change
 *  (`statementId`, `noticeSent`) and addresses.
 *
 *    policies [b, a, b]              -> reason.policies: a, b
 *    labels {strikes: 2, area: x}    -> labels: area, x, strikes, 2 */
export function boundOf(change: AccountChange): readonly Bound[] {
  return boundNames.flatMap((name) => {
    const values = valuesOf(change, name)
    return values.length === 0 ? [] : [{ name, values }]
  })
}

function valuesOf({ reason, actor, ...change }: AccountChange, name: BoundName): readonly string[] {
  switch (name) {
    case 'source':
    case 'action':
    case 'rawAction':
    case 'until':
    case 'scope':
    case 'operationId':
    case 'operationSize':
      return one(change[name])
    case 'actor.id':
      return one(actor.id)
    case 'actor.onBehalfOf':
      return one(actor.onBehalfOf)
    case 'account.id':
      return one(change.account.id)
    case 'reason.code':
      return one(reason?.code)
    case 'reason.policies':
      return set(reason?.policies)
    case 'reason.ticketId':
      return one(reason?.ticketId)
    case 'reason.reportId':
      return one(reason?.reportId)
    case 'reason.assignment':
      return one(reason?.assignment)
    case 'reason.note':
      return one(reason?.note)
    case 'reason.approvedBy':
      return set(reason?.approvedBy)
    case 'labels':
      return Object.entries(change.labels ?? {})
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flat()
  }
  return name satisfies never
}

function one(value: string | number | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [String(value)]
}

function set(values: readonly string[] = []): readonly string[] {
  return [...new Set(values)].toSorted()
}
