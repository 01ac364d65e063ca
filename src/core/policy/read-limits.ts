import { type Action, actions } from '../change/actions.ts'
import { budgetDefaults } from '../reversal/budgets.ts'
import { type ContainRule, containDefaults } from '../reversal/contain.ts'
import { type DemotionRule, demotionDefaults } from '../reversal/demotion.ts'
import type { NoReturn } from '../reversal/no-return.ts'
import type { Budgets } from './policy.ts'
import type { Place, PolicyText } from './policy-text.ts'
import { readApprovers } from './read-approvers.ts'

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

export function readContain(yaml: PolicyText, place: Place | undefined): ContainRule {
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, ['approvers', 'perHour'])
  const { approvers, perHour } = containDefaults
  return {
    approvers: readApprovers(yaml, given.get('approvers'), approvers),
    perHour: Math.floor(yaml.number(given.get('perHour'), perHour, 0, 1_000, 'containments')),
  }
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

/** `delete: { purgeDays: 30 }`, `rename: { handleHours: 72 }`: the nearer of the two counts. */
export function readNoReturn(yaml: PolicyText, place: Place | undefined): NoReturn {
  const noReturn = new Map<Action, number>()
  if (place === undefined) return noReturn
  for (const [name, clock] of yaml.entries(place, actions)) {
    const given = yaml.entries(clock, ['purgeDays', 'handleHours'])
    if (given.size === 0) yaml.fault(clock, 'needs purgeDays or handleHours')
    const purgeDays = yaml.number(given.get('purgeDays'), Number.POSITIVE_INFINITY, 0.01, 3_650, 'days')
    const handleHours = yaml.number(given.get('handleHours'), Number.POSITIVE_INFINITY, 0.01, 87_600, 'hours')
    const afterMs = Math.round(Math.min(purgeDays * 24, handleHours) * 3_600_000)
    const action = actions.find((one) => one === name)
    if (action !== undefined && Number.isFinite(afterMs)) noReturn.set(action, afterMs)
  }
  return noReturn
}
