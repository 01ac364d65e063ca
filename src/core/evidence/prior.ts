import { didSays } from '../change/action-words.ts'
import { type Action, actions } from '../change/actions.ts'
import * as at from '../memory/layout.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import type { Sight } from './sight.ts'

/** Where suspicion starts, in hundredths of points, before anything is known of this change: log2 of the
 *  odds that an action of this kind was not meant. On six years of a large open platform's administrator log
 *  others undid about 1 in 100 blocks of named accounts within a day (2^-6.6); most of those were disputes
 *  and accepted appeals. The numbers here are nearer to zero than that, because what is told apart here from
 *  routine is a change that a person would want to hear of, and other evidence must be able to say so. */
export const priorWeights = {
  deactivate: -300,
  suspend: -400,
  lock: -400,
  restrict: -400,
  delete: -300,
  anonymise: -300,
  reactivate: -400,
  unsuspend: -400,
  unlock: -400,
  unrestrict: -400,
  restore: -400,
  verify: -400,
  unverify: -300,
  rename: -350,
  merge: -350,
  'change-email': -300,
  'change-phone': -300,
  'reset-password': -350,
  'enable-mfa': -500,
  'disable-mfa': -300,
  'grant-role': -300,
  'revoke-role': -400,
  'export-data': -300,
  'view-private': -450,
  impersonate: -300,
  other: -500,
  automation: -200,
}

const bars = new Map<string, BarKind>(actions.map((action) => [action, priorBar(action)]))
const machineBar: BarKind = {
  name: 'prior.automation',
  family: 'prior',
  axis: 'suspicion',
  says: () => ({
    observed: 'done by a machine',
    expected: 'machines do not mistake one account for another',
  }),
}

/** Measures nothing of the moment: the starting point of each action.
 *  Range -5.00 to 0. Cost: one look-up. Never cold. Misleads where a platform uses an action for something
 *  else than its name says: set the prior in the policy. Source: see `priorWeights`.
 *    suspend by a person -> -4.00   suspend by a machine -> -6.00   deactivate by a person -> -3.00
 *    deactivate by a machine that has done a hundred other things and never this -> -3.00 */
export const prior: Evidence = {
  name: 'prior',
  family: 'prior',
  onAdminLog: 'not measured: nearly all restrictions there are of one kind',
  coldUntil: 'facts',
  risesWith: [],
  bars: [...bars.values(), machineBar],
  measure(sight, weights, tally) {
    const { action } = sight.change
    const bar = bars.get(action)
    if (bar !== undefined) tally.give(bar, weights.prior[action])
    if (sight.machine && !isNewToIt(sight)) tally.give(machineBar, weights.prior.automation)
  },
}

/** Acts below which nobody knows what a machine does. */
const historyMin = 20

function isNewToIt({ slots, action }: Sight): boolean {
  if ((slots[at.usualWeightSlot] ?? 0) < historyMin) return false
  return (slots[at.usualActionSlot + action] ?? 0) < 1
}

function priorBar(action: Action): BarKind {
  return {
    name: `prior.${action}`,
    family: 'prior',
    axis: 'suspicion',
    says: () => ({ observed: `staff ${didSays[action]} an account`, expected: 'most of these are routine' }),
  }
}
