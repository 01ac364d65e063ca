import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { shortIdentity } from '../../../src/core/memory/identity.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { dayBlock } from '../../../src/core/memory/learn.ts'
import { accounts, dayMs, hourMs, now } from '../people.ts'
import {
  acts,
  byPerson,
  type Draw,
  fleetAt,
  neighbour,
  paced,
  peersWith,
  shapeAt,
  type Told,
} from './situations.ts'

/** For each claim that more never gives fewer points: a situation that has none of it at 0 and all of it at 1, and
 *  differs in nothing else. */

type Row = readonly [
  evidence: string,
  claim: string,
  at: (some: AccountChange, level: number, draw: Draw) => Told,
  bar?: string,
]

const some = 300
/** 4 November 2017, 11:00 UTC. */
const saturday = Date.UTC(2017, 10, 4, 11)
const suspended = (change: AccountChange, account: AccountChange['account'] = { id: 'neighbour' }) =>
  byPerson({ ...change, action: 'suspend', account, reason: { code: 'x' } })
const flagged = (centi: number, times: number) =>
  acts(some, {
    slots: { [at.flaggedAtSlot]: now, [at.flaggedCentiSlot]: centi, [at.flaggedCountSlot]: times },
  })
const everywhere = (first: number, count: number, value: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [first + i, value]))

// biome-ignore format: a table for people.
export const risingRows: readonly Row[] = [
  ['hand',       'what was flagged',         (change, level) => [byPerson(change), flagged(1_500 * level, 1)]],
  ['hand',       'how often',                (change, level) => [byPerson(change), flagged(300, 1 + Math.floor(19 * level))]],
  ['tenure',     'nearness of the end',      (change, level) => byPerson(change, { actor: { leavesAt: now + Math.round((900 * (1 - level) - 1) * hourMs) + 1 } })],
  ['tenure',     'newness',                  (change, level) => byPerson(change, { actor: { hiredAt: now - 200 * (1 - level) * dayMs } })],
  ['dormancy',   'the silence',              (change, level, { a }) => [byPerson(change), acts(some, { slots: { [at.silenceSlot]: 400 * level * dayMs, [at.returnedAtSlot]: now, [at.massSlot]: 3 * a } })]],
  ['record',     'what others undid',        (change, level) => [suspended(change), acts(some, { slots: { [at.recordSlot]: 200, [at.undoneSlot]: 100 * level } })]],
  ['hours',      'rarity of the hour',       (change, level) => [byPerson(change), acts(some, { slots: { [at.usualBlockSlot + dayBlock(now)]: some * (1 - level) } })]],
  ['hours',      'rarity of weekends',       (change, level) => [byPerson(change, { occurredAt: saturday }), acts(some, { slots: { [at.clockSlot]: saturday, [at.usualBlockSlot + dayBlock(saturday)]: some, [at.usualWeekendSlot]: some * (1 - level) } })]],
  ['session',    'rarity of new places',     (change, level) => [byPerson({ ...change, origin: { device: 'new' } }), acts(some, { marks: { hasDevice: some, newPlace: some * (1 - level) } })]],
  ['blank',      'rarity of the lack',       (change, level) => [byPerson({ ...change, origin: { device: 'd' } }), acts(some, { marks: { hasNetwork: some * level } })]],
  ['justification', 'acts that name a ticket or a report', (change, level, { a }) => [suspended(change), acts(some, { marks: { ticket: some * level * a, report: some * level * (1 - a) } })]],
  ['assignment', 'rarity of self-picked work', (change, level) => [byPerson({ ...change, reason: { code: 'x', assignment: 'self-picked' } }), acts(some, { marks: { selfPicked: some * (1 - level), routed: some * level } })]],
  ['assignment', 'rarity of looks',          (change, level) => [suspended(change), acts(some, { actions: { 'view-private': some * (1 - level) }, slots: { [at.viewedHashSlot]: neighbour, [at.accountHashSlot]: neighbour, [at.paceSlot + 2]: 1 } })]],
  ['excuse',     'how often it is claimed, against peers', (change, level) => [byPerson({ ...change, action: 'suspend', reason: { code: 'minor' } }), acts(some, { actions: { suspend: some }, marks: { excuse: some * level } }), { baselines: peersWith({ excuse: 500 }) }], 'excuse.oftener'],
  ['unusual',    'rarity of accounts of note', (change, level) => [suspended(change, accounts.artist), acts(some, { actions: { suspend: some }, marks: { notable: some * (1 - level) } })]],
  ['unusual',    'rarity of the action',     (change, level) => [suspended(change), acts(some, { actions: { suspend: some * (1 - level) } })], 'unusual.action'],
  ['unusual',    'rarity of the reason',     (change, level) => [suspended(change), acts(some, { actions: { suspend: some }, slots: { [at.usualCodeSlot]: some, [at.reasonHashSlot]: shortIdentity('x'), [at.reasonWeightSlot]: some * (1 - level) } })]],
  ['tempo',      'the pace',                 (change, level) => [byPerson(change), paced(some, everywhere(at.paceSlot, at.comparedScales, 200 * level))]],
  ['mass',       'accounts',                 (change, level) => [byPerson(change), paced(some, everywhere(at.massSlot, at.massScalesMs.length, 200 * level))]],
  ['fleet',      'the pace of the fleet',    (change, level) => [change, undefined, { baselines: fleetAt(60 * level) }]],
  ['shape',      'rarity as a whole',        (change, level) => [byPerson(change), undefined, { baselines: shapeAt(9 * level) }]],
  ['drift',      'odd acts',                 (change, level) => [byPerson(change), acts(600, { slots: { ...everywhere(at.oddSlot, at.oddScales, 60 * level), [at.referenceOddSlot]: 0.01 } })]],
  ['reach',      'followers',                (change, level) => ({ ...change, account: { id: 'a', followers: Math.floor(1e8 * level) } })],
  ['harm',       'accounts in ten minutes',  (change, level) => [byPerson(change), acts(some, { slots: { [at.massSlot]: 100 * level } })]],
  ['harm',       'nearness of the point of no return, while there is one', (change, level) => byPerson({ ...change, irreversibleAt: now + 1 + Math.round(800 * (1 - level) * hourMs) })],
]
