import { budgetDefaults } from '../reversal/budgets.ts'
import { type DemotionRule, demotionDefaults } from '../reversal/demotion.ts'
import type { Budgets } from './policy.ts'
import type { Place, PolicyText } from './policy-text.ts'

/** What bounds the machine: how much it may undo, and when it loses a mode. */

export function readBudgets(yaml: PolicyText, place: Place | undefined): Budgets {
  const budgets = { ...budgetDefaults }
  const names = Object.keys(budgetDefaults) as (keyof Budgets)[]
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, names)
  for (const name of names)
    budgets[name] = Math.floor(yaml.number(given.get(name), budgets[name], 0, 100_000, 'reversals'))
  if (budgets.protectedReservePerMinute > budgets.perMinute) {
    yaml.fault(
      given.get('protectedReservePerMinute') ?? yaml.root,
      'the reserve is part of perMinute and cannot exceed it',
    )
  }
  return budgets
}

export function readDemotion(yaml: PolicyText, place: Place | undefined): DemotionRule {
  const names = ['overturned', 'of'] as const
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, names)
  const rule = { ...demotionDefaults }
  for (const name of names)
    rule[name] = Math.floor(yaml.number(given.get(name), rule[name], 1, 1_000, 'reversals'))
  if (rule.overturned > rule.of)
    yaml.fault(given.get('overturned') ?? place ?? yaml.root, 'more cannot be overturned than are looked at')
  return rule
}
