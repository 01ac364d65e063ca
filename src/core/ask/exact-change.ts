import type { AccountChange } from '../change/account-change.ts'

/** One thing that a change is bound by, and what it says of it; none is empty. */
export interface Bound {
  readonly name: BoundName
  readonly values: readonly string[]
}

/** All that a second person's yes is bound to, in this order: what its actor gives and what decides anything. One list
 *  for the hash, for the later change and for the page, so that nobody says yes to what they were not shown. */
const bound = {
  source: ({ source }) => one(source),
  'actor.id': ({ actor }) => one(actor.id),
  'actor.onBehalfOf': ({ actor }) => one(actor.onBehalfOf),
  'account.id': ({ account }) => one(account.id),
  action: ({ action }) => one(action),
  rawAction: ({ rawAction }) => one(rawAction),
  until: ({ until }) => one(until),
  scope: ({ scope }) => one(scope),
  operationId: ({ operationId }) => one(operationId),
  operationSize: ({ operationSize }) => one(operationSize),
  'reason.code': ({ reason }) => one(reason?.code),
  'reason.policies': ({ reason }) => set(reason?.policies),
  'reason.ticketId': ({ reason }) => one(reason?.ticketId),
  'reason.reportId': ({ reason }) => one(reason?.reportId),
  'reason.assignment': ({ reason }) => one(reason?.assignment),
  'reason.note': ({ reason }) => one(reason?.note),
  'reason.approvedBy': ({ reason }) => set(reason?.approvedBy),
  labels: ({ labels = {} }) =>
    Object.entries(labels)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flat(),
} satisfies Record<string, (change: AccountChange) => readonly string[]>

export type BoundName = keyof typeof bound
export const boundNames = Object.keys(bound) as readonly BoundName[]

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
    const values = bound[name](change)
    return values.length === 0 ? [] : [{ name, values }]
  })
}

function one(value: string | number | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [String(value)]
}

function set(values: readonly string[] = []): readonly string[] {
  return [...new Set(values)].toSorted()
}
