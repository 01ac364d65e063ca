import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { countReplay } from '../../../src/commands/replay/counts.ts'
import { type Gated, simulateGates } from '../../../src/commands/replay/simulated-gates.ts'
import type { Outcome } from '../../../src/core/decision/decide.ts'
import { isPolicy, readPolicy } from '../../../src/core/policy/read-policy.ts'
import type { Mode } from '../../../src/core/policy/severity.ts'
import { budgetDefaults } from '../../../src/core/reversal/budgets.ts'
import { changeFrom } from '../../core/aftermath/changes.ts'

const read = readPolicy(readFileSync('schemas/policies/demo.yaml', 'utf8'), 'p1')
if (!isPolicy(read)) throw new Error(JSON.stringify(read))
// Of three an hour one is kept back for the highest tier.
const policy = { ...read, budgets: { ...budgetDefaults, perActorPerHour: 3 } }
const platform = { maxAgeMs: 600_000 }

/** `5m ann suspend leo` (or `… only preserve`) is granted `auto`, at its own time or at that of a later change, in minutes. */
function gatesOver(lines: string): string[] {
  const gates = simulateGates(policy, platform)
  return lines.split(', ').map((line, at) => {
    const [deed = '', kept] = line.split(' only ')
    const [told = '', minutes] = deed.split(' seen after ')
    const change = changeFrom(told, at)
    const decidedAt = minutes === undefined ? change.occurredAt : Number(minutes) * 60_000
    const { granted, blockedBy } = gates.decide({ change, decidedAt, decision: grant('auto', kept) })
    return [granted, ...blockedBy].join(' ')
  })
}

function grant(mode: Mode, countermeasure = 'restore'): Outcome['decision'] {
  return {
    alerts: true,
    mode,
    countermeasure,
    tier: 'ordinary',
    missing: [],
    rules: [],
    exclusion: undefined,
  } as unknown as Outcome['decision']
}

describe('gates over a history', () => {
  it.each([
    [
      'a third of one hand within the hour is held back',
      '0m ann suspend leo, 1m ann suspend mia, 2m ann suspend ned',
      ['auto', 'auto', 'auto budgets'],
    ],
    [
      'and the budget comes back',
      '0m ann suspend leo, 1m ann suspend mia, 61m ann suspend ned',
      ['auto', 'auto', 'auto'],
    ],
    ['nobody is helped twice a day', '0m ann suspend leo, 1m bob suspend leo', ['auto', 'auto cooldown']],
    [
      'and whose data was only kept is still to be helped',
      '0m ann suspend leo only preserve, 1m bob suspend leo, 2m ann suspend leo',
      ['auto', 'auto', 'auto cooldown'],
    ],
    ['what a later change shows within ten minutes is undone', '0m ann suspend leo seen after 10', ['auto']],
    ['what it shows after that is too old for the machine', '0m ann suspend leo seen after 11', ['auto age']],
    [
      'the machine acts when it knows, not when it happened',
      '0m ann suspend leo seen after 10, 60m ann suspend mia, 65m ann suspend ned',
      ['auto', 'auto', 'auto budgets'],
    ],
  ])('%s', (_says, lines, expected) => {
    expect(gatesOver(lines)).toEqual(expected)
  })

  it('leave of each mode what no closed gate holds back, and say which gates held the rest', () => {
    const counts = countReplay()
    counts.change(changeFrom('0m ann suspend leo'))
    const alert = (mode: Mode, granted: Mode, ...blockedBy: Gated['blockedBy']) =>
      counts.alert({ decision: grant(mode), assessment: { severity: 'high' } } as unknown as Outcome, {
        granted,
        blockedBy,
      })
    alert('auto', 'auto')
    alert('auto', 'auto', 'budgets')
    alert('auto', 'auto', 'cooldown', 'budgets')
    alert('auto', 'approve', 'cooldown')
    alert('approve', 'approve', 'budgets')
    alert('observe', 'observe', 'mode')
    const modes = counts
      .table(1000)
      .split('\n')
      .filter((line) => line.startsWith('mode '))
    expect(modes.map((line) => line.replace(/ +/g, ' '))).toEqual([
      'mode observe 1 1 after ceiling, gates and budgets',
      'mode approve 1 1 after ceiling, gates and budgets; 1 held back (budgets 1)',
      'mode veto 0 0 after ceiling, gates and budgets',
      'mode auto 4 1 after ceiling, gates and budgets; 2 held back (budgets 2, cooldown 1)',
    ])
  })
})
