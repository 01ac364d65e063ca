import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { tailBits } from '../../../src/core/evidence/surprise.ts'
import { shippedWeights, type Weights } from '../../../src/core/evidence/weights.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { dayBlock } from '../../../src/core/memory/learn.ts'
import { type Mark, markBit } from '../../../src/core/memory/marks.ts'
import type { Pending } from '../../../src/core/memory/pending.ts'
import { accounts, changeOf, dayMs, hourMs, minuteMs, now, reasons, staff } from '../people.ts'
import { acts, fleetAt, neighbour, nobodysBaselines, peersWith, shapeAt, type Told } from './situations.ts'

/** The worked values in the doc comments of the evidence, word for word and in their order, each with what it is
 *  worked on. A suspension of the neighbour by the old hand, now, with a report, but for what is said. */
export type WorkedRow = readonly [words: string, value: string, told: Told, weights?: Weights]

const { oldHand, sweeper } = staff
const on = changeOf
const by = (actor: Partial<AccountChange['actor']>, otherwise: Partial<AccountChange> = {}) =>
  changeOf({ actor: { ...oldHand, ...actor }, ...otherwise })
const byTool = (actor: Partial<AccountChange['actor']>) => changeOf({ actor: { ...sweeper, ...actor } })
const leaves = (hours: number) => by({ leavesAt: now + hours * hourMs })
const hired = (days: number) => by({ hiredAt: now - days * dayMs })
const { hiredAt: _, ...undated } = oldHand
const changed = (hours: number) => by({ credentialChangedAt: now - hours * hourMs })
const coded = (code: string) => on({ reason: { code } })
const flagged = (centi: number, times: number): Told => [
  on(),
  acts(300, {
    slots: { [at.flaggedAtSlot]: now, [at.flaggedCentiSlot]: centi, [at.flaggedCountSlot]: times },
  }),
]
const silent = (days: number, slots: Readonly<Record<number, number>> = {}): Told => [
  on(),
  acts(300, {
    slots: { [at.silenceSlot]: days * dayMs, [at.returnedAtSlot]: now, [at.actsBackSlot]: 1, ...slots },
  }),
]
const undone = (times: number, of: number): Told => [
  on(),
  acts(300, { slots: { [at.recordSlot]: of, [at.undoneSlot]: times } }),
]
const here = (times: number, of: number, slots: Readonly<Record<number, number>> = {}): Told => [
  on(),
  acts(of, { slots: { [at.usualBlockSlot + dayBlock(now)]: times, ...slots } }),
]
const saturday = Date.UTC(2017, 10, 4, 11)
const sunday = Date.UTC(2017, 10, 5, 22)
const weekends = (occurredAt: number, times: number, of: number, knownDays = 400): Told => [
  on({ occurredAt }),
  acts(of, {
    slots: {
      [at.clockSlot]: occurredAt,
      [at.firstAtSlot]: occurredAt - knownDays * dayMs,
      [at.usualWeekendSlot]: times,
      [at.usualBlockSlot + dayBlock(occurredAt)]: of,
    },
  }),
]
const newDevice = (times: number, of: number): Told => [
  on({ origin: { device: 'new' } }),
  acts(of, { marks: { hasDevice: of, newPlace: times } }),
]
const had = (times: number, of: number): Told => [on(), acts(of, { marks: { hasNetwork: times } })]
const lacks = (own: number, peersHad: number): Told => [
  on(),
  own === 0 ? undefined : acts(own),
  { baselines: peersWith({ hasNetwork: peersHad }) },
]
const named = (times: number): Told => [coded('x'), acts(200, { marks: { ticket: times } })]
const chosen = (picked: number, of: number, reason = {}): Told => [
  on({ reason: { code: 'x', assignment: 'self-picked', ...reason } }),
  acts(of, { marks: { selfPicked: picked, routed: of - picked } }),
]
const looked = (looks: number): Told => [
  on(),
  acts(200, {
    actions: { 'view-private': looks },
    slots: { [at.paceSlot + 2]: 1, [at.viewedHashSlot]: neighbour, [at.accountHashSlot]: neighbour },
  }),
]
const waiting: Pending = {
  event: 1,
  at: now,
  action: 1,
  weight: 1,
  again: false,
  marks: markBit.excuse,
  reason: 1,
  network: 0,
  device: 0,
  tool: 0,
  pace: [],
  mass: [],
}
const excused = (times: number, of: number, wait = 0, peers?: number): Told => [
  coded('minor'),
  {
    ...acts(of, { actions: { suspend: of }, marks: { excuse: times } }),
    pending: Array.from({ length: wait }, () => waiting),
  },
  peers === undefined ? {} : { baselines: peersWith({ excuse: peers }) },
]
const suspended = (times: number, of: number): Told => [
  on({ reason: {} }),
  acts(of, { actions: { suspend: times } }),
]
const artists = (marks: Partial<Record<Mark, number>>, of: number, peers?: number): Told => [
  on({ account: accounts.artist, reason: {} }),
  acts(of, { actions: { suspend: of }, marks }),
  peers === undefined ? {} : { baselines: peersWith({ notable: peers }) },
]
const reasoned = (ofAction: number): Told => [
  coded('x'),
  acts(200, { actions: { suspend: ofAction }, slots: { [at.usualCodeSlot]: 200 } }),
]
const suspects = { has: (_source: string, id: string) => id === 'neighbour' }
const usualPace = { 1: { sum: 95, square: 480 }, 40: { sum: 3_995, square: 217_313 } } as const
const pace = (usual: 1 | 40, seen: number, actor: AccountChange['actor'] = oldHand): Told => [
  on({ actor }),
  acts(95, {
    slots: {
      [at.usualPaceSlot]: usualPace[usual].sum,
      [at.usualSquareSlot]: usualPace[usual].square,
      [at.paceSlot]: seen,
    },
  }),
]
const mass = (seen: number): Told => [
  on(),
  acts(95, { slots: { [at.usualMassSlot]: 95, [at.usualMassSquareSlot]: 480, [at.massSlot]: seen } }),
]
const fleetSeen = (seen: number): Told => [on(), undefined, { baselines: fleetAt(tailBits(seen, 20, 120)) }]
const rarer = (bits: number): Told => [on(), undefined, { baselines: shapeAt(bits) }]
const odd = (times: number): Told => [
  on(),
  acts(600, { slots: { [at.paceSlot + 5]: 170, [at.oddSlot + 1]: times, [at.referenceOddSlot]: 0.01 } }),
]
const followed = (followers: number) => on({ account: { id: 'a', followers } })
const verified = (account: Partial<AccountChange['account']>) => on({ account: { id: 'a', ...account } })
const noReturn = (hours: number, action: AccountChange['action'] = 'suspend') =>
  on({ action, irreversibleAt: now + hours * hourMs })
const lifted = (reason: AccountChange['reason'] & {}) => on({ action: 'unsuspend', reason })
const decoy = { id: 'decoy', canary: true }
const monthly: Weights = { ...shippedWeights, precedent: { ...shippedWeights.precedent, month: 90 } }
const spam: Weights = { ...shippedWeights, reason: { spam: -40 } }
const clean: Weights = { ...shippedWeights, record: { ...shippedWeights.record, clean: 50 } }
/** Nothing else is heard here: any act is as odd as the others. */
const alone: Weights = { ...shippedWeights, drift: { ...shippedWeights.drift, oddFrom: 0 } }
const own = { account: { id: oldHand.id } }

// biome-ignore format: tables for people.
export const worked: Readonly<Record<string, readonly WorkedRow[]>> = {
  prior: [
    ['suspend by a person', '-4.00', on()],
    ['suspend by a machine', '-6.00', on({ actor: sweeper })],
    ['deactivate by a person', '-3.00', on({ action: 'deactivate' })],
    ['deactivate by a machine that has done a hundred other things and never this', '-3.00', [on({ action: 'deactivate', actor: sweeper }), acts(100, { actions: { suspend: 100 } })]],
  ],
  precedent: [
    ['for 30 days, as shipped', '0.00', on({ until: now + 30 * dayMs })],
    ['for 30 days, with `precedent.month: 0.9`', '0.90', on({ until: now + 30 * dayMs }), monthly],
  ],
  reason: [
    ['for "spam", as shipped', '0.00', coded('spam')],
    ['for "spam", with `reason.spam: -0.4`', '-0.40', coded('spam'), spam],
    ['for "abuse", with it', '0.00', coded('abuse'), spam],
  ],
  hand: [
    ['nothing flagged', '0.00', flagged(0, 0)],
    ['flagged once at 5.00', '2.00', flagged(500, 1)],
    ['four times, the heaviest at 5.00', '3.00', flagged(500, 4)],
    ['once at 12.00', '4.00', flagged(1_200, 1)],
    ['once at 5.00, seven hours ago', '0.00', [on(), acts(300, { slots: { [at.flaggedAtSlot]: now - 7 * hourMs, [at.flaggedCentiSlot]: 500, [at.flaggedCountSlot]: 1 } })]],
  ],
  tenure: [
    ['leaves in 30 d', '0.00', leaves(720)],
    ['7 d', '1.00', leaves(168)],
    ['1 d', '3.00', leaves(24)],
    ['1 h', '5.00', leaves(1)],
    ['left an hour ago', '8.00', leaves(-1)],
    ['no end known', '0.00', on()],
    ['hired 3 d ago', '2.00', hired(3)],
    ['20 d', '1.00', hired(20)],
    ['60 d', '0.50', hired(60)],
    ['1 y', '0.00', hired(365)],
    ['nobody knows when', '0.00', on({ actor: undated })],
    ['a contractor until nobody knows when', '0.50', by({ kind: 'contractor' })],
    ['asked for two hours before the end, done an hour after it', '4.56', by({ leavesAt: now - hourMs }, { requestedAt: now - 3 * hourMs })],
    ['by a tool for somebody who leaves in 1 h', '5.00', byTool({ leavesAt: now + hourMs, onBehalfOf: 'st-12' })],
    ['for nobody, with an end of its own in 1 h', '0.00', byTool({ leavesAt: now + hourMs })],
  ],
  dormancy: [
    ['silent 6 d', '0.00', silent(6)],
    ['29 d', '0.50', silent(29)],
    ['31 d', '1.50', silent(31)],
    ['200 d', '3.00', silent(200)],
    ['200 d, but back for two days and five acts', '0.00', silent(200, { [at.returnedAtSlot]: now - 2 * dayMs, [at.actsBackSlot]: 5 })],
    ['31 d, and the 2nd account in ten minutes', '1.76', silent(31, { [at.massSlot]: 1 })],
    ['the 4th', '2.03', silent(31, { [at.massSlot]: 3 })],
  ],
  record: [
    ['0 of 0', '0.00', undone(0, 0)],
    ['0 of 200', '0.00', undone(0, 200)],
    ['2 of 200', '0.00', undone(2, 200)],
    ['12 of 200', '1.16', undone(12, 200)],
    ['40 of 200', '2.00', undone(40, 200)],
    ['with `clean: 0.5`, 0 of 200', '-1.16', undone(0, 200), clean],
  ],
  credential: [
    ['changed 20 min ago', '1.50', changed(1 / 3)],
    ['23 h', '1.50', changed(23)],
    ['25 h', '0.00', changed(25)],
    ['nobody knows when', '0.00', on()],
    ['20 min ago, hired today', '0.00', by({ hiredAt: now - hourMs, credentialChangedAt: now - 20 * minuteMs })],
    ['by a tool for somebody whose credential was changed 20 min ago', '1.50', byTool({ credentialChangedAt: now - 20 * minuteMs, onBehalfOf: 'st-12' })],
    ['by a tool for nobody', '0.00', byTool({ credentialChangedAt: now - 20 * minuteMs })],
  ],
  moment: [
    ['5 min ahead of the log', '0.00', [on({ occurredAt: now + 5 * minuteMs }), undefined, { arrivedAt: now }]],
    ['2 h ahead', '1.50', [on({ occurredAt: now + 2 * hourMs }), undefined, { arrivedAt: now }]],
    ['20 h before the actor\'s last', '0.00', [on({ occurredAt: now - 20 * hourMs }), acts(300)]],
    ['2 d before', '1.00', [on({ occurredAt: now - 2 * dayMs }), acts(300)]],
  ],
  hours: [
    ['here 17 of 200 acts', '0.00', here(17, 200)],
    ['4 of 200', '0.39', here(4, 200)],
    ['0 of 200', '1.50', here(0, 200)],
    ['0 of 100', '0.88', here(0, 100)],
    ['0 of 40', '0.00', here(0, 40)],
    ['0 of 200 here, 100 in the block before', '0.00', here(0, 200, { [at.usualBlockSlot + dayBlock(now) - 1]: 100 })],
    ['Saturday at 11:00, 29 of 200 acts at weekends', '0.00', weekends(saturday, 29, 200)],
    ['4 of 200', '0.24', weekends(saturday, 4, 200)],
    ['0 of 200', '1.50', weekends(saturday, 0, 200)],
    ['Saturday at 11:00, 0 of 200, but known for 13 days only', '0.00', weekends(saturday, 0, 200, 13)],
    ['Sunday at 22:00, 0 of 200 at weekends', '0.00', weekends(sunday, 0, 200)],
  ],
  session: [
    ['a new device, 200 acts always from known ones', '2.00', newDevice(0, 200)],
    ['19 acts', '0.00', newDevice(0, 19)],
    ['where every second act comes from somewhere new', '0.06', newDevice(100, 200)],
    ['no second factor', '0.50', on({ origin: { mfa: false } })],
  ],
  blank: [
    ['missing where 200 of 200 acts had it', '1.50', had(200, 200)],
    ['150 of 200', '0.74', had(150, 200)],
    ['100 of 200', '0.00', had(100, 200)],
    ['20 of 20', '0.33', had(20, 20)],
    ['missing in a newcomer\'s first act, where every act of the peers has it', '1.50', lacks(0, 10_000)],
    ['where half of them have it', '0.00', lacks(0, 5_000)],
    ['missing in 40 of 40 acts, where every act of the peers has it', '0.00', lacks(40, 10_000)],
  ],
  justification: [
    ['ticket and two other approvers', '-3.85', on({ reason: reasons.ticketAndTwo })],
    ['report', '-0.50', on()],
    ['approved by oneself', '2.00', on({ reason: { code: 'x', approvedBy: [oldHand.id] } })],
    ['nothing given', '1.50', on({ reason: {} })],
    ['alone on a protected account', '2.00', on({ account: accounts.headOfState, reason: { code: 'x' } })],
    ['neither ticket nor report, where 190 of 200 had one of them', '2.00', named(190)],
  ],
  assignment: [
    ['self-picked, where 0 of 200 were', '2.00', chosen(0, 200)],
    ['0 of 40', '0.76', chosen(0, 40)],
    ['0 of 19', '0.00', chosen(0, 19)],
    ['12 of 200', '0.00', chosen(12, 200)],
    ['self-picked, with a report or a ticket', '0.00', chosen(0, 200, { reportId: 'R' })],
    ['looked up first, 1 look in 200 acts', '1.00', looked(1)],
    ['12 in 200', '0.00', looked(12)],
    ['routed, where none was', '0.00', [on({ reason: { code: 'x', assignment: 'routed' } }), acts(200, { marks: { selfPicked: 200 } })]],
  ],
  appeal: [
    ['unsuspended with no report, ticket, approval or word of an appeal', '1.00', lifted({})],
    ['with a report', '0.00', lifted(reasons.report)],
    ['with a word of an appeal', '0.00', lifted({ code: 'appeal-granted' })],
    ['of an account that this hand has just touched', '0.00', [lifted({}), acts(9, { slots: { [at.accountHashSlot]: neighbour } })]],
    ['where the source can never say whether somebody asked', '0.00', [lifted({}), undefined, { neverKnown: new Set(['reason.reportId']) }]],
  ],
  excuse: [
    ['never in 200 acts', '1.00', excused(0, 200)],
    ['60 of 200, peers unknown', '0.00', excused(60, 200)],
    ['nothing known', '0.00', coded('minor')],
    ['20 of 200, where one in 20 is usual for peers', '1.29', excused(20, 200, 0, 500)],
    ['never in 200, and 3 wait for a verdict', '2.35', excused(0, 200, 3)],
  ],
  unusual: [
    ['notable target, 0 of 0 acts', '0.00', artists({}, 0)],
    ['0 of 20', '2.45', artists({}, 20)],
    ['0 of 200', '3.00', artists({}, 200)],
    ['100 of 200', '0.06', artists({ notable: 100 }, 200)],
    ['action, 0 of 20', '1.79', suspended(0, 20)],
    ['0 of 200', '3.00', suspended(0, 200)],
    ['10 of 2,000', '0.99', suspended(10, 2_000)],
    ['20 of 2,000', '0.00', suspended(20, 2_000)],
    ['reason, 0 of 200, all of this action', '1.50', reasoned(200)],
    ['reason and action, 0 of 200 each', '3.00', reasoned(0)],
    ['notable target, where the peers\' every second act is one, 0 of 20 acts', '0.50', artists({}, 20, 5_000)],
    ['0 of 200', '3.00', artists({}, 200, 5_000)],
  ],
  self: [
    ['suspends oneself', '-3.00', on(own)],
    ['lifts one\'s own suspension', '2.50', on({ ...own, action: 'unsuspend' })],
    ['renames oneself', '0.00', on({ ...own, action: 'rename' })],
    ['the owner of the account suspends it', '0.00', on({ ...own, actor: { id: oldHand.id, kind: 'owner' } })],
  ],
  containment: [
    ['a colleague locks the account of a flagged actor', '-6.00', [on({ action: 'lock' }), undefined, { suspects }]],
    ['a colleague unlocks it', '0.00', [on({ action: 'unlock' }), undefined, { suspects }]],
    ['a hand that is flagged itself locks it', '0.00', [on({ action: 'lock' }), acts(300, { slots: { [at.flaggedAtSlot]: now, [at.flaggedCountSlot]: 1 } }), { suspects }]],
  ],
  canary: [
    ['suspended by a person', '6.00', on({ account: decoy })],
    ['its private data viewed', '4.00', on({ account: decoy, action: 'view-private' })],
    ['swept up by a machine', '2.00', on({ account: decoy, actor: sweeper })],
    ['any other account', '0.00', on()],
  ],
  tempo: [
    ['usual 1, spread wide (shape 0.33), pace 10', '0.00', pace(1, 10)],
    ['30', '3.58', pace(1, 30)],
    ['60', '6.00', pace(1, 60)],
    ['usual 40 (shape 3), pace 119', '0.00', pace(40, 119)],
    ['200', '3.08', pace(40, 200)],
    ['200 by a machine', '2.00', pace(40, 200, sweeper)],
  ],
  mass: [
    ['usual 1 account in ten minutes (shape 0.33), 10 accounts', '0.00', mass(10)],
    ['30', '3.58', mass(30)],
    ['40', '4.00', mass(40)],
  ],
  fleet: [
    ['20 usual in ten minutes (variance 120), 100 seen', '0.00', fleetSeen(100)],
    ['150', '0.78', fleetSeen(150)],
    ['340', '2.00', fleetSeen(340)],
    ['no baseline yet', '0.00', [on(), undefined, { baselines: nobodysBaselines }]],
  ],
  shape: [
    ['3 bits rarer than most', '0.00', rarer(3)],
    ['4', '0.50', rarer(4)],
    ['5', '1.00', rarer(5)],
    ['9', '1.50', rarer(9)],
  ],
  drift: [
    ['a share of 1 % of 170 acts a week, 3 odd ones', '0.00', odd(3), alone],
    ['9', '0.94', odd(9), alone],
    ['12', '4.01', odd(12), alone],
    ['18', '5.00', odd(18), alone],
  ],
  reach: [
    ['0 followers', '0.00', followed(0)],
    ['100', '0.50', followed(100)],
    ['10,000', '3.33', followed(10_000)],
    ['1,000,000', '6.64', followed(1_000_000)],
    ['44,000,000', '8.00', followed(44_000_000)],
    ['unknown', '0.00', verified({})],
  ],
  standing: [
    ['none', '0.00', verified({ verified: 'none' })],
    ['paid', '0.50', verified({ verified: 'paid' })],
    ['government', '3.00', verified({ verified: 'government' })],
    ['head of state, government', '4.00', on({ account: accounts.headOfState })],
    ['unknown', '0.00', verified({})],
  ],
  harm: [
    ['suspend', '0.00', on()],
    ['change-email', '2.00', on({ action: 'change-email' })],
    ['delete', '2.00', on({ action: 'delete' })],
    ['unsuspend', '-1.00', on({ action: 'unsuspend' })],
    ['the 30th in ten minutes', '3.32', [on(), acts(300, { slots: { [at.massSlot]: 29 } })]],
    ['a point of no return in 31 d', '0.00', noReturn(744)],
    ['30 d', '0.50', noReturn(720)],
    ['1 d', '1.50', noReturn(24)],
    ['1 h', '3.00', noReturn(1)],
    ['already past', '2.00', noReturn(0)],
    ['delete, purged in 30 d', '0.50', noReturn(720, 'delete')],
  ],
}
