import { describe, expect, it, test } from 'vitest'
import { mergePeers } from '../../../src/core/baseline/merge-peers.ts'
import { nearestPeers } from '../../../src/core/baseline/nearest-peers.ts'
import { figuresOf, partOf, peersFrom } from '../../../src/core/baseline/peer-figures.ts'
import { type PeerGroup, peerGroupId } from '../../../src/core/baseline/peer-group.ts'
import { withTaught } from '../../../src/core/baseline/taught-peers.ts'
import { writePolicy } from '../../../src/core/fit/write-policy.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { comparePolicies } from '../../../src/core/policy/compare.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { policyGroupsMax, policyPeers } from '../../../src/core/policy/policy-peers.ts'
import { isPolicy, readPolicy } from '../../../src/core/policy/read-policy.ts'

const support: PeerGroup = { kind: 'employee', team: 'support' }
const everybody: PeerGroup = { kind: 'employee' }
const small = "ceiling: observe\ntiers:\n  - { name: everyone, when: 'true', modes: { approve: 4 } }\n"
const thresholds = {
  alertAt: { suspicionCenti: 100, scoreCenti: 600 },
  bands: { low: 200, medium: 600, high: 1000, critical: 1400 },
  modes: [{ approve: 400 }],
}

/** A group with so many acts, one an hour but for what is said: every second with a ticket, all suspensions. */
function usualOf(acts: number, hourly = 1): number[] {
  const usual = Array.from<number>({ length: at.usualCount }).fill(0)
  const put = (slot: number, value: number) => (usual[slot - at.usualWeightSlot] = acts * value)
  put(at.usualWeightSlot, 1)
  for (let i = 0; i < at.comparedScales; i++) {
    put(at.usualPaceSlot + i, hourly)
    put(at.usualSquareSlot + i, hourly ** 2 + 9)
  }
  for (let i = 0; i < at.massScalesMs.length; i++) put(at.usualMassSlot + i, 2)
  for (let i = 0; i < at.massScalesMs.length; i++) put(at.usualMassSquareSlot + i, 4.25)
  put(at.usualMarkSlot + partOf('with').names.indexOf('ticket'), 1 / 2)
  put(at.usualActionSlot + at.actionIndex('suspend'), 1)
  put(at.usualBlockSlot + 4, 1 / 3)
  return usual
}

function figures(group: PeerGroup, acts: number, hourly?: number) {
  return figuresOf(group, { name: 'x', asOf: 'x', usual: usualOf(acts, hourly) })
}

function written(groups: readonly PeerGroup[], asOf = '2017-11-02', hourly = 1): string {
  const peers = policyPeers(
    asOf,
    groups.map((group, i) => figures(group, 12_345 + i, hourly)),
  )
  return writePolicy(small, { header: ['Fitted from nothing.'], learnt: [], thresholds, peers })
}

function read(text: string): Policy {
  const policy = readPolicy(text, '0123456789abcdef')
  if (!isPolicy(policy)) throw new Error(JSON.stringify(policy))
  return policy
}

function faults(text: string): string[] {
  const policy = readPolicy(text, '0123456789abcdef')
  return isPolicy(policy)
    ? []
    : policy.map(({ line, column, at, says }) => `${line}:${column} ${at}: ${says}`)
}

describe('what is usual among peers, in a policy', () => {
  it('is a dozen lines a group that people can read', () => {
    expect(written([{ ...support, role: 'lead: "x"' }]).split('peers:')[1]).toBe(`
  # Learnt by fit: how many acts stand in the past minute, hour and so on when somebody acts, how many accounts
  # they touch, and in what share of acts something is so. Days are UTC, in blocks of two hours.
  asOf: 2017-11-02
  groups:
    - kind: employee
      role: "lead: \\"x\\""
      team: "support"
      acts: 12300
      pace: { 1 min: 1, 10 min: 1, 1 h: 1, 8 h: 1, 1 d: 1, 7 d: 1 }
      paceSpread: { 1 min: 3, 10 min: 3, 1 h: 3, 8 h: 3, 1 d: 3, 7 d: 3 }
      accounts: { 10 min: 2, 1 h: 2, 1 d: 2 }
      accountsSpread: { 10 min: 0.5, 1 h: 0.5, 1 d: 0.5 }
      with: { ticket: 0.5 }
      actions: { suspend: 1 }
      day: { 8 h: 0.333 }
`)
  })

  it('comes back as it was written, to the last figure, and written anew it is the same text', () => {
    const { peers } = read(written([everybody, support]))
    expect(peers?.groups).toEqual([figures(everybody, 12_345), figures(support, 12_346)])
    expect(peers?.taught.get(peerGroupId(support))).toEqual(
      peersFrom(figures(support, 12_346), '2017-11-02, by the policy'),
    )
    const again = writePolicy(written([everybody, support]), { header: ['x'], learnt: [], thresholds, peers })
    expect(again.split('peers:')[1]).toBe(written([everybody, support]).split('peers:')[1])
  })

  it('takes the place of what an earlier fit wrote, and leaves what stands around it', () => {
    const between = `${written([support]).trimEnd()}\n\n# Agreed with the desk.\nreasons: [spam]\n`
    const peers = policyPeers('2018-01-01', [figures(everybody, 500)])
    const again = writePolicy(between, { header: ['x'], learnt: [], thresholds, peers })
    expect(again.match(/^peers:$/gm)).toHaveLength(1)
    expect(again).not.toContain('support')
    expect(again.endsWith('\n\n# Agreed with the desk.\nreasons: [spam]\n')).toBe(true)
    expect(read(again).peers?.asOf).toBe('2018-01-01')
  })

  // biome-ignore format: a table for people.
  test.each([
    ['no day',               '  asOf: 2017-11-02\n', '',                       '20:3 peers: "asOf" is missing'],
    ['a day that is none',   'asOf: 2017-11-02', 'asOf: 2017-02-30',           '20:9 peers.asOf: must be a day such as 2017-11-02, not 2017-02-30'],
    ['a kind that is none',  'kind: employee', 'kind: employe',                '22:13 peers.groups[0].kind: must be one of employee, contractor, volunteer, automation, owner, unknown, but is "employe"'],
    ['a count left out',     '1 min: 1, ', '',                                 '25:13 peers.groups[0].pace: "1 min" is missing'],
    ['a part left out',      /      accounts: .*\n/u, '',                      '22:7 peers.groups[0]: "accounts" is missing'],
    ['more than all acts',   'ticket: 0.5', 'ticket: 1.5',                     '29:23 peers.groups[0].with.ticket: must be a number from 0 to 1 (share of acts), but is 1.5'],
    ['hardly any acts',      'acts: 12300', 'acts: 12',                        '24:13 peers.groups[0].acts: must be a number from 100 to 1000000000 (acts), but is 12'],
    ['somebody by name',     'acts: 12300', 'acts: 12300\n      actor: ana',    '25:7 peers.groups[0].actor: there is no "actor"'],
  ])('has its faults told with their place: %s', (_, was, is, expected) => {
    const text = written([support])
    expect(text.replace(was, is)).not.toBe(text)
    expect(faults(text.replace(was, is))).toEqual([expect.stringContaining(expected)])
  })

  it('names no group twice, and no more than people would read', () => {
    expect(faults(written([support, support]))).toEqual([
      '32:7 peers.groups[1]: there are two groups of employees in support',
    ])
    const many = Array.from({ length: policyGroupsMax + 1 }, (_, i) => ({ ...support, team: `team-${i}` }))
    expect(faults(written(many))[0]).toMatch(/^22:5 peers\.groups: at most 64 entries$/u)
    expect(written(many.slice(1)).length).toBeLessThan(40_000)
  })

  it('is told in words where two policies differ', () => {
    const [before, after] = [read(written([support])), read(written([support], '2018-01-01', 2))]
    expect(comparePolicies(before, after).map((one) => Object.values(one))).toEqual([
      ['peers asOf', '2017-11-02', '2018-01-01'],
      [
        'peers employees in support, pace',
        '1 min 1, 10 min 1, 1 h 1, 8 h 1, 1 d 1, 7 d 1',
        '1 min 2, 10 min 2, 1 h 2, 8 h 2, 1 d 2, 7 d 2',
      ],
    ])
    expect(comparePolicies(read(small), before).map(({ what }) => what)).toEqual([
      'peers asOf',
      'peers employees in support, acts',
      'peers employees in support, pace',
      'peers employees in support, paceSpread',
      'peers employees in support, accounts',
      'peers employees in support, accountsSpread',
      'peers employees in support, with',
      'peers employees in support, actions',
      'peers employees in support, day',
    ])
  })
})

describe('whom somebody is compared with', () => {
  const { taught } = policyPeers('2017-11-02', [figures(everybody, 900), figures(support, 400)])
  const team = (name: string) => peerGroupId({ ...support, team: name })
  const own = (name: string) => ({
    peersOf: () => ({ name, asOf: '2018-03-01', usual: usualOf(100) }),
    fleet: undefined,
    shape: undefined,
  })
  const found = (baselines: Parameters<typeof withTaught>[0], name: string) => {
    const actor = { ...support, team: name, id: 'somebody' }
    const peers = nearestPeers(withTaught(baselines, taught), team(name), actor)
    return peers === undefined ? 'nobody' : `${peers.name} (as of ${peers.asOf})`
  }

  // biome-ignore format: a table for people.
  test.each([
    ['before anything is seen',            undefined,                    'support', 'employees in support (as of 2017-11-02, by the policy)'],
    ['and the policy knows no such team',  undefined,                    'trust',   'employees (as of 2017-11-02, by the policy)'],
    ['once the team itself is seen',       own('employees in support'),  'support', 'employees in support (as of 2018-03-01)'],
    ['while only a wider group is seen',   own('employees'),             'support', 'employees in support (as of 2017-11-02, by the policy)'],
    ['and nobody was taught of the team',  own('employees'),             'trust',   'employees (as of 2018-03-01)'],
  ])('%s', (_, baselines, name, expected) => {
    expect(found(baselines, name)).toBe(expected)
  })

  describe('in a team that the policy does not list is the role, by the policy, where it lists that', () => {
    const lead: PeerGroup = { kind: 'employee', role: 'lead' }
    const agent: PeerGroup = { kind: 'employee', role: 'agent' }
    const trust: PeerGroup = { ...lead, team: 'trust' }
    const byPolicy = 'employees as lead (as of 2017-11-02, by the policy)'
    const withRole = policyPeers('2017-11-02', [figures(everybody, 900), figures(lead, 400)]).taught
    const withoutRole = policyPeers('2017-11-02', [figures(everybody, 900), figures(support, 400)]).taught
    const seen = (...groups: readonly (readonly [PeerGroup, number])[]) => {
      const sums = groups.map(([group, members]) => ({ group, members, usual: usualOf(200 * members) }))
      const merged = mergePeers([{ groups: sums }], '2018-03-01')
      return { peersOf: (id: number) => merged.get(id), fleet: undefined, shape: undefined }
    }
    // biome-ignore format: a table for people.
    test.each([
      ['before anybody is seen',               undefined,                                                      withRole,    byPolicy],
      ['before one of the team is seen',       seen([agent, 9]),                                               withRole,    byPolicy],
      ['once one of the team is seen',         seen([agent, 9], [trust, 1]),                                   withRole,    byPolicy],
      ['once the role is seen',                seen([agent, 9], [trust, 1], [{ ...lead, team: 'ads' }, 5]),    withRole,    'employees as lead (as of 2018-03-01)'],
      ['once the team is seen',                seen([agent, 9], [trust, 3]),                                   withRole,    'employees as lead in trust (as of 2018-03-01)'],
      ['where it does not, once one is seen',  seen([agent, 9], [trust, 1]),                                   withoutRole, 'employees (as of 2018-03-01)'],
    ])('%s', (_, own, taught, expected) => {
      const actor = { ...trust, id: 'somebody' }
      const peers = nearestPeers(withTaught(own, taught), peerGroupId(trust), actor)
      expect(`${peers?.name} (as of ${peers?.asOf})`).toBe(expected)
    })
  })

  test('is never a machine, nor for a machine people', () => {
    const bot = { id: 'bot', kind: 'automation' } as const
    expect(nearestPeers(withTaught(undefined, taught), peerGroupId(bot), bot)).toBeUndefined()
  })
})
