import { expect, test } from 'vitest'
import { identity } from '../../../src/core/memory/identity.ts'
import { newAccountMemory } from '../../../src/core/relate/account-memory.ts'
import { withSeen } from '../../../src/core/relate/account-state.ts'
import { type RelateBy, relate } from '../../../src/core/relate/relate.ts'
import type { Row } from '../../../src/core/relate/row.ts'
import { hourMs, now, shippedPolicy } from '../people.ts'
import { by, memoryAfter, rowOf } from './rows.ts'

const watchful: RelateBy = { ...by, policy: shippedPolicy('demo') }

/** `suspend active>suspended` -> Ana's act on the neighbour, so many hours from now. */
function acts(...lines: readonly string[]): Row[] {
  return lines.map((line, hour) => {
    const [action = '', states = '', ...more] = line.split(' ')
    const [before = '', after = ''] = states.split('>')
    const until = more.includes('1h') ? now + (hour + 1) * hourMs - 1 : 0
    const hash = (state: string) => (state === '' ? 0 : identity(state))
    return rowOf({
      action: action as Row['action'],
      occurredAt: now + hour * hourMs,
      took: !more.includes('refused'),
      states: { before: hash(before), after: hash(after), until },
    })
  })
}

function last(rows: readonly Row[], against = watchful) {
  return relate(rows.at(-1) ?? rowOf(), memoryAfter(rows.slice(0, -1)), against)
}

// biome-ignore format: a table for people.
test.each([
  ['was moved by nobody',                     ['suspend active>suspended', 'suspend active>suspended'],                        true],
  ['was deleted behind everybody’s back',     ['unsuspend suspended>active', 'view-private deleted>deleted'],                  true],
  ['is as it was left',                       ['suspend active>suspended', 'unsuspend suspended>active'],                     false],
  ['was never seen before',                   ['suspend active>suspended'],                                                   false],
  ['came back when its time was over',        ['suspend active>suspended 1h', 'suspend active>suspended'],                     false],
  ['came back in its time, though verified meanwhile', ['suspend active>suspended 1h', 'verify suspended>suspended 1h', 'suspend active>suspended'], false],
  ['was only tried to be suspended',          ['suspend active>suspended refused', 'rename active>active', 'rename active>active'], false],
  ['is of a source that says no states',      ['suspend >', 'unsuspend >'],                                                   false],
  ['was left in nobody knows what state',     ['suspend active>suspended', 'merge suspended>', 'suspend active>suspended'],     false],
])('an account that %s', (_, lines, isGhost) => {
  expect(last(acts(...lines)).ghost !== undefined).toBe(isGhost)
})

test('the alert is medium at least, says since when, and grants nothing', () => {
  const { ghost, raised } = last(acts('suspend active>suspended', 'suspend active>suspended'))
  expect(ghost?.assessment.severity).toBe('medium')
  expect(ghost?.decision.mode).toBe('observe')
  expect(raised).toBeUndefined()
  const moved = ghost?.assessment.findings.find(({ bar }) => bar.name === 'ghost.moved')
  expect([moved?.pointsCenti, moved?.seen]).toEqual([300, 1])
})

test('whoever acts next bears none of it', () => {
  const found = last(acts('suspend active>suspended', 'suspend active>suspended'))
  const plain = last(acts('suspend >', 'suspend >'))
  expect(found.pointsCenti).toBe(plain.pointsCenti)
})

test('it is told once: the next change follows from what is known now', () => {
  const rows = acts('suspend active>suspended', 'suspend active>suspended', 'unsuspend suspended>active')
  expect(last(rows).ghost).toBeUndefined()
})

test('what we gave back ourselves was no ghost', () => {
  const [suspended, next] = acts('suspend active>suspended', 'suspend active>suspended')
  const memory = memoryAfter(suspended === undefined ? [] : [suspended])
  const after = withSeen(memory ?? newAccountMemory, identity('active'), now + 60_000)
  expect(relate(next ?? rowOf(), after, watchful).ghost).toBeUndefined()
})

test('a change that comes late says nothing of what is now', () => {
  const [first, second] = acts('suspend active>suspended', 'unsuspend suspended>active')
  const late = { ...(first ?? rowOf()), eventId: 'late', occurredAt: now + 1 }
  const memory = memoryAfter([first ?? rowOf(), second ?? rowOf()])
  expect(relate(late, memory, watchful).ghost).toBeUndefined()
})

test('the policy that ships says nothing of ghosts: owners move their own accounts', () => {
  const rows = acts('suspend active>suspended', 'suspend active>suspended')
  expect(last(rows, by).ghost).toBeUndefined()
})
