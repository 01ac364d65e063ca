import { expect, test } from 'vitest'
import { type Found, whatStands } from '../../../src/core/reversal/looking.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'

const command: Command = {
  commandId: 'ours',
  alertId: 'alert',
  source: 'demo',
  causeEventId: 'e1',
  accountId: 'a1',
  action: 'reactivate',
  countermeasure: 'restore',
  expectedVersion: 'v7',
  expectedState: 'suspended',
  issuedAt: 0,
  expiresAt: 1,
}

interface Row {
  readonly made?: Partial<Command>
  readonly acked?: string
  readonly version?: string
  readonly state: string
  readonly by?: string
  readonly hidden?: true
  readonly found: Found
}

test.each<Row>([
  { version: 'v7', state: 'suspended', found: 'unchanged' },
  { version: 'v7', state: 'suspended', acked: 'v8', found: 'unchanged' },
  { version: 'v8', state: 'active', by: 'ours', found: 'restored' },
  { version: 'v8', state: 'active', acked: 'v8', found: 'restored' },
  { version: 'v8', state: 'active', found: 'restored' },
  { version: 'v8', state: 'active', by: 'colleague', found: 'moved' },
  { version: 'v8', state: 'active', by: 'colleague', acked: 'v8', found: 'moved' },
  { version: 'v9', state: 'suspended', by: 'colleague', acked: 'v8', found: 'moved' },
  { version: 'v8', state: 'suspended', by: 'ours', found: 'moved' },
  { version: 'v8', state: 'deleted', found: 'moved' },
  { version: 'v8', state: 'deleted', hidden: true, found: 'moved' },
  { version: 'v9', state: 'deleted', acked: 'v8', found: 'moved' },
  { version: 'v8', state: 'active', hidden: true, found: 'unchanged' },
  { state: 'deleted', found: 'moved' },
  { state: 'suspended', found: 'unchanged' },
  { state: 'active', found: 'restored' },
  // A badge put back, and data kept, leave the state as it was: only version and cause can tell.
  {
    made: { action: 'verify', expectedState: 'active' },
    version: 'v8',
    state: 'active',
    by: 'ours',
    found: 'restored',
  },
  { made: { action: 'verify', expectedState: 'active' }, version: 'v7', state: 'active', found: 'unchanged' },
  { made: { countermeasure: 'preserve' }, version: 'v8', state: 'suspended', by: 'ours', found: 'restored' },
  { made: { countermeasure: 'preserve' }, version: 'v8', state: 'suspended', found: 'moved' },
  { made: { countermeasure: 'preserve' }, version: 'v8', state: 'suspended', acked: 'v8', found: 'restored' },
  {
    made: { action: 'unlock', expectedState: 'active' },
    version: 'v8',
    state: 'active',
    by: 'ours',
    found: 'restored',
  },
])(
  '$made after $acked: version $version, $state, by $by, hidden $hidden: $found',
  ({ made, acked, version, state, by, hidden, found }) => {
    const account = {
      accountId: 'a1',
      state,
      ...(version === undefined ? {} : { version }),
      ...(by === undefined ? {} : { causedBy: by }),
      ...(hidden === undefined ? {} : { visibility: 'hidden' as const }),
    }
    expect(whatStands({ ...command, ...made }, account, 'active', acked)).toBe(found)
  },
)

test('a version that the change did not carry tells nothing', () => {
  const { expectedVersion: _none, ...unversioned } = command
  const account = { accountId: 'a1', state: 'suspended', version: 'v8' }
  expect(whatStands(unversioned, account, 'active')).toBe('unchanged')
  expect(whatStands(unversioned, { ...account, state: 'Active' }, 'active')).toBe('restored')
  expect(whatStands(unversioned, { ...account, state: 'locked' }, 'active')).toBe('moved')
  expect(whatStands(unversioned, { ...account, state: 'Active' })).toBe('moved')
})

test('a badge need not show in the state, even where nobody knows how that was', () => {
  const badge = { ...command, action: 'verify', expectedState: 'active' } as const
  const account = { accountId: 'a1', state: 'active', version: 'v8', causedBy: 'ours' }
  expect(whatStands(badge, account)).toBe('restored')
})
