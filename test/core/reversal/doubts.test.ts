import { expect, test } from 'vitest'
import { doubtsOf, type Standing } from '../../../src/core/reversal/doubts.ts'

const sure: Standing = { reverseLagMs: 0, detectLagMs: 0, aheadMs: 0, staleFeeds: [], policyFaults: [] }

test.each<[string, Partial<Standing>, string[]]>([
  ['all is well', {}, []],
  ['at the edge', { reverseLagMs: 30_000, detectLagMs: 30_000, aheadMs: 5_000 }, []],
  ['a millisecond late', { reverseLagMs: 30_001 }, ['lag: alerts are read 30 s late']],
  ['a millisecond off', { aheadMs: 5_001 }, ["clock-skew: our clock is 5 s behind the log's"]],
  ['alerts are read late', { reverseLagMs: 40_000 }, ['lag: alerts are read 40 s late']],
  ['changes are assessed late', { detectLagMs: 48_000 }, ['lag: changes are assessed 48 s late']],
  ['a clock is off', { aheadMs: 7_000 }, ["clock-skew: our clock is 7 s behind the log's"]],
  [
    'both roles are behind',
    { reverseLagMs: 31_000, detectLagMs: 30_001 },
    ['lag: alerts are read 31 s late', 'lag: changes are assessed 30 s late'],
  ],
  ['a feed is stale', { staleFeeds: ['staff.records: too old'] }, ['feeds: staff.records: too old']],
  [
    'the policy has faults',
    { policyFaults: ['p.yaml:3:1: no'] },
    ['policy-faults: the policy on disk has faults, and an older one is in force: p.yaml:3:1: no'],
  ],
])('%s', (_, part, says) => {
  expect(doubtsOf({ ...sure, ...part }).map((doubt) => `${doubt.gate}: ${doubt.says}`)).toEqual(says)
})
