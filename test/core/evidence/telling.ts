import { fleetScaleNames } from '../../../src/core/baseline/fleet.ts'
import type { Account, AccountChange } from '../../../src/core/change/account-change.ts'
import { actions } from '../../../src/core/change/actions.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { markBit } from '../../../src/core/memory/marks.ts'
import type { Pending } from '../../../src/core/memory/pending.ts'
import { accounts, dayMs, hourMs, minuteMs, now } from '../people.ts'
import {
  acts,
  byMachine,
  byPerson,
  type Draw,
  fleetAt,
  lifts,
  neighbour,
  neither,
  paced,
  restrictions,
  shapeAt,
  type Told,
} from './situations.ts'

/** For each piece of evidence the situations that it is there for: what must be so, whatever else is. */

type Row = readonly [evidence: string, words: string, made: (some: AccountChange, draw: Draw) => Told]

const fields = [
  'hasNetwork',
  'hasDevice',
  'hasSession',
  'hasTool',
  'hasNote',
  'hasFollowers',
  'hasVersion',
] as const
const protectedAccount = { id: 'neighbour', protectedClass: ['elected'] }
/** 4 November 2017, 11:00 UTC. */
const saturday = Date.UTC(2017, 10, 4, 11)
const suspects = { has: (_: string, id: string) => id === 'gone-wrong' }
const until = (days: number) => ({ until: now + days * dayMs })

function claim(times: number): readonly Pending[] {
  const one = {
    event: 1,
    at: now,
    action: 1,
    weight: 1,
    again: false,
    marks: markBit.excuse,
    reason: 1,
  } as const
  const from = { network: 0, device: 0, tool: 0, pace: [0, 0, 0, 0, 0, 0], mass: [0, 0, 0] } as const
  return Array.from({ length: times }, (_, i) => ({ ...one, ...from, event: i + 1 }))
}

/** Silent for so long, and back for five minutes. */
function back(days: number, slots: Readonly<Record<number, number>> = {}) {
  return acts(300, {
    slots: {
      [at.silenceSlot]: days * dayMs,
      [at.returnedAtSlot]: now - 5 * minuteMs,
      [at.actsBackSlot]: 1,
      ...slots,
    },
  })
}

// biome-ignore format: a table for people.
export const tellingRows: readonly Row[] = [
  ['prior',      'any action of anybody',                       (some) => some],
  ['prior',      'a machine at what it does',                   (some, { pick }) => byMachine(some, { action: pick(...actions) })],
  ['precedent',  'a restriction, for however long',             (some, { pick }) => byPerson({ ...without(some, 'until'), action: pick(...restrictions), ...pick<Pick<AccountChange, 'until'>>({}, { until: 'never' }, until(0.1), until(1), until(3), until(7), until(20), until(90)) })],
  ['reason',     'a restriction under a code that was learnt',  (some, { pick }) => byPerson({ ...some, action: pick(...restrictions), reason: { ...some.reason, code: 'impersonation' } })],
  ['hand',       'something flagged in the last hours',         (some, { a, b }) => [byPerson(some), acts(300, { slots: { [at.flaggedAtSlot]: now - Math.floor(a * 6) * hourMs, [at.flaggedCentiSlot]: 100 + 1_500 * b, [at.flaggedCountSlot]: 1 + Math.floor(9 * b) } })]],
  ['tenure',     'leaves within the month, or has left',        (some, { a, pick }) => byPerson(some, { actor: { leavesAt: now + 1 + Math.round(pick(700, 160, 23, 0.9, -90) * a * hourMs) } })],
  ['tenure',     'was hired within three months',               (some, { a, pick }) => byPerson(some, { actor: { kind: pick('employee', 'volunteer'), hiredAt: now - pick(90, 30, 7) * a * dayMs } })],
  ['tenure',     'a contractor, until nobody knows when',       (some) => byPerson(some, { actor: { kind: 'contractor' } })],
  ['dormancy',   'back after weeks or months',                  (some, { a, pick }) => [byPerson(some), back(7 + pick(20, 100, 900) * a)]],
  ['dormancy',   'and a burst on the first day back',           (some, { a }) => [byPerson(some), back(30 + 300 * a, { [at.massSlot]: 1 + 5 * a })]],
  ['record',     'others undid a good part of it',              (some, { a, pick }) => [byPerson(some, { action: pick(...restrictions) }), acts(300, { slots: { [at.recordSlot]: 200, [at.undoneSlot]: 4 + 90 * a } })]],
  ['credential', 'changed within the day',                      (some, { a }) => byPerson(some, { actor: { hiredAt: now - 900 * dayMs, credentialChangedAt: now - Math.floor(a * 24 * hourMs) } })],
  ['moment',     'dated ahead of the log',                      (some, { a }) => [some, undefined, { arrivedAt: some.occurredAt - Math.round((6 + 9_000 * a) * minuteMs) }]],
  ['moment',     'dated back by days',                          (some, { a }) => [byPerson(some, { occurredAt: now - Math.round((1.01 + 900 * a) * dayMs) }), acts(300)]],
  ['hours',      'at an hour of nobody’s',                      (some) => [byPerson(some), acts(300, { slots: { [at.usualBlockSlot + 4]: 150, [at.usualBlockSlot + 5]: 150 } })]],
  ['hours',      'at the weekend of somebody who has none',     (some) => [byPerson({ ...some }, { occurredAt: saturday }), acts(300, { slots: { [at.clockSlot]: saturday } })]],
  ['session',    'from somewhere new',                          (some, { pick }) => [byPerson({ ...some, origin: pick({ network: 'n-2' }, { device: 'd-2' }, { tool: 't-2' }, { network: 'n-2', device: 'd-2', tool: 't-2' }) }), acts(300, { marks: { hasNetwork: 300, hasDevice: 300, hasTool: 300, newPlace: 6 } })]],
  ['session',    'without a second factor',                     (some, { pick }) => byPerson({ ...some, origin: pick({ mfa: false }, { mfa: false, tool: 't' }) })],
  ['blank',      'without what always comes along',             (some, { pick }) => [byPerson(without({ ...some, account: { id: 'neighbour' }, reason: {} }, 'origin')), acts(300, { marks: { [pick(...fields)]: 299 } })]],
  ['justification', 'something stands behind it',               (some, { pick }) => byPerson({ ...some, reason: pick<AccountChange['reason'] & {}>({ ticketId: 'T' }, { reportId: 'R' }, { approvedBy: ['lead-1'] }, { approvedBy: ['lead-1', 'lead-2'] }, { code: 'x', approvedBy: ['old-hand'] }) })],
  ['justification', 'nothing at all is said',                   (some) => byPerson({ ...some, reason: {} })],
  ['justification', 'alone on an account that stands out',      (some, { pick }) => byPerson({ ...some, account: pick<Account>(accounts.artist, accounts.headOfState), reason: { code: 'x' } })],
  ['justification', 'a protected account, shut for good',       (some, { pick }) => byPerson({ ...some, action: pick(...restrictions), account: protectedAccount, until: 'never', reason: { code: 'x', ticketId: 'T' } })],
  ['justification', 'neither, of somebody who names one',       (some, { a }) => [byPerson({ ...some, account: { id: 'neighbour' }, reason: { code: 'x' } }), acts(300, { marks: { ticket: 250 - 50 * a, report: 50 * a } })]],
  ['justification', 'the platform refused it',                  (some, { pick }) => ({ ...some, outcome: pick('refused', 'failed') })],
  ['assignment', 'picked by somebody whose work is routed',     (some) => [byPerson({ ...some, reason: { code: 'x', assignment: 'self-picked' } }), acts(300, { marks: { routed: 300 } })]],
  ['assignment', 'looked up by somebody who never looks',       (some, { pick }) => [byPerson({ ...some, action: pick(...restrictions, ...lifts), reason: { code: 'x' } }), acts(300, { slots: { [at.viewedHashSlot]: neighbour, [at.accountHashSlot]: neighbour, [at.paceSlot + 2]: 1 } })]],
  ['appeal',     'given back, and nobody asked',                (some, { pick }) => byPerson({ ...some, action: pick(...lifts), reason: pick({}, { code: 'routine' }) })],
  ['excuse',     'a claim that hardly ever comes',              (some) => [byPerson({ ...some, action: 'suspend', reason: { code: 'minor' } }), acts(300, { actions: { suspend: 300 } })]],
  ['excuse',     'a claim that others wait behind',             (some, { a }) => [byPerson({ ...some, action: 'suspend', reason: { code: 'minor' } }), { ...acts(300, { actions: { suspend: 300 } }), pending: claim(2 + Math.floor(8 * a)) }]],
  ['unusual',    'whom this actor never touches',               (some, { a, pick }) => [byPerson({ ...some, action: 'suspend', account: pick<Account>(accounts.artist, protectedAccount), reason: {} }), acts(300, { actions: { suspend: 300 }, marks: { notable: 20 * a } })]],
  ['unusual',    'what this actor never does',                  (some, { pick }) => [byPerson({ ...some, action: pick(...restrictions, ...lifts) }), acts(300, { actions: { other: 300 } })]],
  ['unusual',    'for a reason that this actor never gives',    (some) => [byPerson({ ...some, action: 'suspend', account: { id: 'neighbour' }, reason: { code: 'new' } }), acts(300, { actions: { suspend: 300 }, slots: { [at.usualCodeSlot]: 300 } })]],
  ['self',       'acts on the own account',                     (some, { pick }) => byPerson({ ...some, action: pick(...restrictions, ...lifts), account: { id: 'old-hand' } })],
  ['containment', 'stops somebody who is an open case',         (some, { pick }) => [byPerson({ ...some, action: pick(...restrictions), account: { id: 'gone-wrong' } }), undefined, { suspects }]],
  ['canary',     'a decoy is touched',                          (some, { pick }) => pick(byMachine, byPerson)({ ...some, account: { id: 'decoy', canary: true } })],
  ['tempo',      'a burst at one of the scales',                (some, { a, pick }) => [pick(byPerson, byMachine, byPerson)({ ...some }), paced(300, { [at.paceSlot + pick(0, 1, 2, 3, 4, 5)]: 40 + 400 * a })]],
  ['mass',       'many accounts at one of the scales',          (some, { a, pick }) => [byPerson({ ...some }), paced(300, { [at.massSlot + pick(0, 1, 2)]: 40 + 400 * a })]],
  ['fleet',      'all staff do far more of it than usual',      (some, { a, pick }) => [some, undefined, { baselines: fleetAt(11 + 50 * a, pick(...fleetScaleNames.keys())) }]],
  ['shape',      'rarer as a whole than most',                  (some, { a }) => [byPerson(some), undefined, { baselines: shapeAt(3.5 + 5 * a) }]],
  ['drift',      'odd acts come oftener than they should',      (some, { a, pick }) => [byPerson(some), acts(600, { slots: { [at.oddSlot + pick(0, 1, 2)]: 20 + 50 * a, [at.referenceOddSlot]: 0.01 } })]],
  ['reach',      'a known number of followers, or unknown',     (some, { a, pick }) => ({ ...some, account: { id: 'a', ...pick({}, { followers: 1 + Math.floor(a * 1e8) }) } })],
  ['standing',   'verified or protected',                       (some, { pick }) => ({ ...some, account: { id: 'a', ...pick<Partial<Account>>({ verified: 'paid' }, { verified: 'legacy' }, { verified: 'organisation' }, { verified: 'government' }, { protectedClass: ['elected'] }) } })],
  ['harm',       'more or less than an ordinary restriction',   (some, { pick }) => byPerson({ ...without(some, 'irreversibleAt'), action: pick(...lifts, ...neither, 'view-private', 'delete', 'anonymise') })],
  ['harm',       'undone soon or not at all',                   (some, { a, pick }) => byPerson({ ...some, action: 'suspend', irreversibleAt: now + pick(-9, 1, 24, 720) * hourMs * a })],
  ['harm',       'one of many by the same hand',                (some, { a }) => [byPerson({ ...without(some, 'irreversibleAt'), action: 'suspend' }), acts(300, { slots: { [at.massSlot]: 3 + 90 * a } })]],
]

function without(change: AccountChange, field: 'until' | 'origin' | 'irreversibleAt'): AccountChange {
  const { [field]: _, ...rest } = change
  return rest
}
