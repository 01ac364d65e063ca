import { describe, expect, it } from 'vitest'
import { permissionsOf } from '../../../src/console/auth/permissions.ts'
import { containSays, nextVerbs } from '../../../src/console/ui/contain-words.ts'
import type { SignedIn } from '../../../src/console/ui/signed-in.ts'
import {
  countdownText,
  deadlineSays,
  heldSays,
  lostSays,
  noReturnOf,
  noReturnSays,
  wordsFor,
} from '../../../src/console/ui/waiting-words.ts'
import type { Case } from '../../../src/core/case/case.ts'
import type { ShownContainment } from '../../../src/core/case/shown-containment.ts'
import type { WaitingReversal } from '../../../src/core/case/waiting.ts'
import type { ContainState } from '../../../src/core/reversal/contain.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import type { DeskRole } from '../../../src/ports/people.ts'
import { alertOn, changeBy, reversalOf } from '../people-and-alerts.ts'

const alert = alertOn(changeBy('d.keller'))
const deadlineAt = Date.parse('2026-11-30T18:45:03')
const now = deadlineAt - 90_000
const of = (state: Reversal['state'], over: Partial<Reversal> = {}) =>
  reversalOf(alert, state, { deadlineAt, says: 'no more of 10 a minute', ...over })
const says = (state: Reversal['state'], over: Partial<Reversal> = {}) =>
  deadlineSays(of(state, over), now).join(' ')

it('the point of no return is said with what is left, on the clock of the server, and when it is over', () => {
  const at = (irreversibleAt?: number) =>
    noReturnSays(irreversibleAt === undefined ? {} : { irreversibleAt }, now)
  expect(at()).toBeUndefined()
  expect(at(deadlineAt)).toBe('Nothing can undo it after 18:45:03: 1:30 left.')
  expect(at(deadlineAt + 86_400_000)).toBe('Nothing can undo it after 1 Dec, 18:45.')
  expect(at(now)).toBe('Nothing can undo it any more: that was over at 18:43:33.')
})

it('the queue says until when there is anything to undo, as long as that is open', () => {
  const row = (over: Partial<Case>) => noReturnOf({ state: 'new', undoing: {}, ...over } as Case, now)
  expect(row({})).toBe('')
  expect(row({ deadlineAt })).toBe('undo by 18:45:03')
  expect(row({ deadlineAt: now })).toBe('too late to undo')
  expect(row({ deadlineAt, state: 'closed' })).toBe('')
  expect(row({ deadlineAt, undoing: { confirmed: 1 } })).toBe('')
})

describe('who is contained', () => {
  const one = (state: ContainState, over: Partial<ShownContainment> = {}): ShownContainment => ({
    source: 'desk',
    actorId: 'actor-1',
    alertId: 'a-1',
    at: deadlineAt,
    askedBy: ['ines', 'omar'],
    says: 'nobody else could lift it again',
    state,
    ...over,
  })
  // biome-ignore format: a table for people.
  it.each([
    ['asked',     'Waits for one more person until 18:45:03. ines asked for the actor to be contained.', 'contain withdraw'],
    ['ready',     'Being contained: not yet seen to be so. ines and omar asked for it.',                 'withdraw'],
    ['sent',      'Being contained: not yet seen to be so. ines and omar asked for it.',                 ''],
    ['contained', 'Contained, seen at 18:45:03. ines and omar asked for it.',                            'lift'],
    ['lifting',   'Being given back: not yet seen to be so. Nobody else could lift it again.',           ''],
    ['lifted',    'Not contained any more since 18:45:03. Nobody else could lift it again.',             'contain'],
    ['blocked',   'Not contained. Nobody else could lift it again.',                                     'contain'],
    ['refused',   'Not contained. Nobody else could lift it again.',                                     'contain'],
    ['expired',   'Not contained. Nobody else could lift it again.',                                     'contain'],
    ['escalated', 'Not confirmed: look at it in the platform\u2019s own tool. Nobody else could lift it again.', 'contain lift'],
    ['withdrawn', 'Not contained. Nobody else could lift it again.',                                     'contain'],
  ] as const)('%s: %s', (state, says, verbs) => {
    const row = one(state, state === 'asked' ? { askedBy: ['ines'], until: deadlineAt } : {})
    expect(containSays(row, now).join(' ')).toBe(says)
    expect(nextVerbs(row, 'mara').join(' ')).toBe(verbs)
  })

  it('nobody is asked twice, and whoever is not contained may be', () => {
    expect(nextVerbs(one('asked'), 'ines')).toEqual(['withdraw'])
    expect(nextVerbs(undefined, 'ines')).toEqual(['contain'])
  })
})

describe('what happens at the deadline', () => {
  it('is said of a countdown by who has seen it, and whose yes it takes', () => {
    expect(says('counting')).toBe(
      'Restored at 18:45:03 if somebody has seen it by then, and nobody says no. Nobody has looked at this countdown yet: until somebody has, silence does nothing, and people are told instead.',
    )
    expect(says('counting', { acknowledgedBy: 'ines', countermeasure: 'protect' })).toBe(
      'Protected at 18:45:03 unless somebody says no. ines has seen this countdown.',
    )
    expect(says('counting', { acknowledgedBy: 'ines', handedTo: 'role:approver' })).toBe(
      'Left as it is unless any approver says yes by 18:45:03. Handed to any approver: silence is no consent.',
    )
  })

  it('is said of a proposal by how many people it takes and who has spoken', () => {
    expect(says('proposed')).toBe('Left as it is unless somebody says yes by 18:45:03. ')
    expect(says('proposed', { approvers: 2 })).toBe(
      'Left as it is unless two people say yes by 18:45:03. It takes two different people within five minutes.',
    )
    expect(says('proposed', { approvers: 2, approvedBy: ['omar'] })).toBe(
      'Left as it is unless one more person says yes by 18:45:03. omar said yes; a yes counts for five minutes.',
    )
    const [tomorrow] = deadlineSays(of('proposed', { deadlineAt: deadlineAt + 86_400_000 }), now)
    expect(tomorrow).toBe('Left as it is unless somebody says yes by 1 Dec, 18:45.')
  })

  it('is nothing where a gate keeps it back', () => {
    const held = (blockedBy: readonly string[], why = 'the change is 121 s old') =>
      says('blocked', { blockedBy, says: why })
    const forPerson =
      'Held back: the change is 121 s old. Nothing happens by itself. A person may say yes all the same.'
    expect(held(['age'])).toBe(forPerson)
    expect(held(['cooldown', 'feeds', 'intended'])).toBe(forPerson)
    expect(held(['flap', 'age'])).toContain('. Two people may say yes all the same.')
    expect(held(['exclusion', 'age'])).toContain(
      '. An approver who is cleared for what is excluded may say yes all the same.',
    )
    for (const gate of ['kill-switch', 'breaker', 'budgets', 'state', 'reversible', 'mode'])
      expect(held(['age', gate])).toContain(
        '. A yes has the gates asked once more, and does nothing while they are closed to people too.',
      )
  })

  it('never writes the id of a person otherwise than it is', () => {
    for (const why of [
      'ines turned the kill switch on: drill',
      'held back: ines turned the kill switch on: drill',
    ])
      expect(says('blocked', { blockedBy: ['kill-switch'], says: why })).toMatch(
        /^Held back: ines turned the kill switch on: drill\. /,
      )
    expect(says('escalated', { untouched: true, says: 'ines asked for it' })).toBe(
      'Nothing happens by itself: ines asked for it. It begins with a yes, and ends with a no.',
    )
    expect(says('escalated', { untouched: true, says: 'too late', handedTo: 'jonas' })).toBe(
      'Nothing happens by itself: too late. It begins with the yes of jonas, and ends with a no.',
    )
    expect(says('blocked', { blockedBy: ['age'], handedTo: 'role:approver' })).toContain(
      'Handed to any approver, whose yes it takes. A person may say yes all the same.',
    )
  })

  it('is counted down to the second that has begun, and never below none', () => {
    expect([107_400, 60_000, 900, 0, -5_000, 3_600_000].map(countdownText)).toEqual([
      '1:48',
      '1:00',
      '0:01',
      '0:00',
      '0:00',
      '',
    ])
  })

  it('comes with why it was held back', () => {
    const why = 'it stood suspended before, and reactivate would make it active'
    expect(heldSays(of('blocked', { says: why }))).toBe(`It was held back: ${why}.`)
    expect(heldSays(of('blocked', { says: 'held back: late' }))).toBe('It was held back: late.')
    expect(heldSays(of('proposed', { says: why }))).toBeUndefined()
    const excluded = 'waits for a person; a later alert says that it is excluded: erasure'
    expect(heldSays(of('proposed', { says: excluded }))).toBe(
      'A later alert says that it is excluded: erasure.',
    )
  })

  it('comes with what will not be brought back', () => {
    expect(lostSays({})).toBeUndefined()
    expect(lostSays({ notBroughtBack: ['sessions'] })).toBe('It does not bring back sessions.')
    expect(lostSays({ notBroughtBack: ['a', 'b', 'c'] })).toBe('It does not bring back a, b or c.')
  })
})

describe('who is asked', () => {
  const who = (role: DeskRole, over: Partial<SignedIn> = {}): SignedIn => ({
    id: 'omar',
    name: 'Omar',
    roles: [role],
    permissions: permissionsOf([role]),
    ...over,
  })
  const words = (reversal: Reversal, person: SignedIn, onlyCleared = false) => {
    const row: WaitingReversal = {
      reversal,
      caseId: 'c',
      onlyCleared,
      severity: 'high',
      tier: 'protected',
      says: '',
      actor: { id: 'd.keller', kind: 'contractor', team: 'support' },
    }
    return wordsFor(row, person).words.join(' ')
  }

  it.each([
    ['viewer', 'counting', {}, ''],
    ['auditor', 'proposed', {}, ''],
    ['analyst', 'proposed', {}, 'veto'],
    ['analyst', 'counting', {}, 'veto acknowledge extend hand-over'],
    ['analyst', 'counting', { acknowledgedBy: 'ines' }, 'veto extend hand-over'],
    ['approver', 'counting', {}, 'approve veto acknowledge extend hand-over'],
    ['approver', 'counting', { longerUntil: undefined }, 'approve veto acknowledge hand-over'],
    ['approver', 'counting', { handedTo: 'mara' }, 'veto extend hand-over take-over'],
    ['approver', 'counting', { handedTo: 'omar' }, 'approve veto extend hand-over'],
    ['approver', 'counting', { handedTo: 'role:approver' }, 'approve veto extend hand-over take-over'],
    ['approver', 'proposed', {}, 'approve veto'],
    ['approver', 'blocked', { deadlineAt: undefined }, 'approve veto'],
    ['approver', 'blocked', {}, 'approve veto hand-over take-over'],
    ['analyst', 'blocked', {}, 'veto hand-over'],
    ['approver', 'escalated', { untouched: true }, 'approve veto hand-over take-over'],
    ['approver', 'escalated', { untouched: true, handedTo: 'mara' }, 'veto hand-over take-over'],
    ['approver', 'escalated', { untouched: true, handedTo: 'omar' }, 'approve veto hand-over'],
    ['viewer', 'escalated', { untouched: true }, ''],
  ] as const)('%s upon %s %o: %s', (role, state, over, expected) => {
    const reversal = { ...of(state, { longerUntil: deadlineAt + 120_000 }), ...over } as Reversal
    expect(words(reversal, who(role))).toBe(expected)
  })

  it('only those who are cleared say yes to what is excluded; a no is for everybody', () => {
    const cleared = (roles: readonly DeskRole[]) =>
      who('approver', { roles, permissions: permissionsOf(roles) })
    expect(words(of('proposed'), who('approver'), true)).toBe('veto')
    expect(words(of('proposed'), cleared(['approver', 'cleared']), true)).toBe('approve veto')
    expect(words(of('proposed'), cleared(['analyst', 'cleared']), true)).toBe('veto')
    expect(words(of('proposed'), cleared(['cleared']), true)).toBe('')
  })

  it('nobody about themself, and no yes about the own team', () => {
    expect(words(of('counting'), who('approver', { id: 'd.keller' }))).toBe('')
    const reversal = of('counting', { longerUntil: deadlineAt + 120_000 })
    expect(words(reversal, who('approver', { team: 'support' }))).toBe('veto extend hand-over')
  })
})
