import fc from 'fast-check'
import { type Act, faults, speakers, words } from './racing-acts.ts'
import { proposedMs, type Setting } from './racing-oracle.ts'
import { others } from './racing-platform.ts'

/** Which races are run: what holds in them, and what happens. */

export const anySetting: fc.Arbitrary<Setting> = fc.record({
  mode: fc.constantFrom('auto', 'veto', 'approve'),
  guard: fc.constantFrom('native', 'log'),
  before: fc.constantFrom('active', 'active', 'active', 'suspended'),
  preserves: fc.constantFrom(false, false, true),
  excluded: fc.constantFrom(false, false, true),
  approvers: fc.constantFrom(1, 2),
  settleMs: fc.constantFrom(0, 3_000),
  mayResend: fc.boolean(),
  flaps: fc.constantFrom(false, false, true),
  coolsUntil: fc.constantFrom(0, 0, 0, 60_000),
  noReturnAt: fc.constantFrom(undefined, undefined, undefined, 10_000, 100_000, 120_000, 240_000, 250_000),
})

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('go' as const),
      fault: fc.constantFrom('none', 'none', 'none', 'none', ...faults),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('word' as const),
      // A no ends most races, so it is rarer than all else.
      word: fc.constantFrom(
        'yes',
        'yes',
        'yes',
        'yes',
        'yes',
        'yes',
        ...words,
        ...words.filter((one) => one !== 'no'),
      ),
      by: fc.constantFrom('ines', 'jonas', ...speakers),
      named: fc.constantFrom(true, true, true, false),
      onShift: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 400, 5_000, 59_999, 60_001, 120_000, 300_000, proposedMs),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('later-alert' as const),
      to: fc.constantFrom('veto', 'auto', undefined),
      approvers: fc.constantFrom(1, 1, 2),
      excludes: fc.constantFrom(false, false, true),
      ruleOf: fc.constantFrom(undefined, undefined, 'ines', 'jonas'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...others,
        'crash',
        'crash',
        'kill-switch',
        'kill-switch',
        'budget',
        'sighted',
        'sighted',
        'again',
        'again',
      ),
    }),
  },
)

/** Long enough for a proposal, a restart, a race and an end. */
export const anyActs: fc.Arbitrary<readonly Act[]> = fc.array(anyAct, { maxLength: 60, size: 'max' })
