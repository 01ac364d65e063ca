import * as fc from 'fast-check'
import {
  type AccountChange,
  actorKinds,
  assignments,
  outcomes,
  verifications,
} from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import { changeOf, dayMs, now } from '../people.ts'

/** Any change by the old hand to the neighbour: whatever a source could say of it. */

const someTime = fc.integer({ min: now - 3000 * dayMs, max: now + 3000 * dayMs })
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined })

export const someChange: fc.Arbitrary<AccountChange> = fc
  .record({
    eventId: fc.uuid(),
    action: fc.constantFrom(...actions),
    outcome: fc.constantFrom(...outcomes),
    occurredAt: someTime,
    requestedAt: maybe(someTime),
    kind: fc.constantFrom(...actorKinds),
    hiredAt: maybe(someTime),
    leavesAt: maybe(someTime),
    accessEndsAt: maybe(someTime),
    credentialChangedAt: maybe(someTime),
    followers: maybe(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
    verified: maybe(fc.constantFrom(...verifications)),
    protectedClass: maybe(fc.array(fc.string(), { maxLength: 3 })),
    code: maybe(fc.oneof(fc.string(), fc.constant('minor'))),
    ticketId: maybe(fc.string()),
    assignment: maybe(fc.constantFrom(...assignments)),
    until: maybe(fc.oneof(someTime, fc.constant('never' as const))),
    irreversibleAt: maybe(someTime),
    canary: maybe(fc.boolean()),
    origin: maybe(fc.constantFrom({ mfa: false }, { network: 'n', device: 'd', tool: 't' })),
    approvedBy: maybe(fc.array(fc.constantFrom('old-hand', 'lead-1', 'lead-2'), { maxLength: 4 })),
    operationId: maybe(fc.constantFrom('o1', 'o2')),
  })
  .map(({ kind, hiredAt, leavesAt, accessEndsAt, credentialChangedAt, ...drawn }) => {
    const { followers, verified, protectedClass, canary, code, ticketId, assignment, approvedBy, ...rest } =
      drawn
    const { requestedAt, operationId, until, irreversibleAt, origin, ...always } = rest
    const change: AccountChange = {
      ...changeOf(),
      ...always,
      ...known({ requestedAt, operationId, until, irreversibleAt, origin }),
      actor: { id: 'old-hand', kind, ...known({ hiredAt, leavesAt, accessEndsAt, credentialChangedAt }) },
      account: { id: 'neighbour', ...known({ followers, verified, protectedClass, canary }) },
      reason: known({ code, ticketId, assignment, approvedBy }),
    }
    return change
  })

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Absent fields are absent in a change, not `undefined`. */
function known<T extends object>(fields: T): Given<T> {
  const kept: Given<T> = { ...fields }
  for (const name in fields) if (fields[name] === undefined) delete kept[name]
  return kept
}
