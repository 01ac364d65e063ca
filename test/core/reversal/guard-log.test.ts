import { describe, expect, test } from 'vitest'
import { isOnItsWay, movedOn, notTakenBack, showsCause } from '../../../src/core/reversal/account-gate.ts'
import { handsIn, type LogEntry } from '../../../src/core/reversal/account-log.ts'
import type { AccountState } from '../../../src/core/reversal/account-state.ts'
import type { Life, Limits } from '../../../src/core/reversal/life.ts'
import { live } from '../../../src/core/reversal/life-cycle.ts'
import { whatLogShows, whatStands } from '../../../src/core/reversal/looking.ts'
import { partsOf, restoredWords } from '../../../src/core/reversal/restored-parts.ts'
import type { Command } from '../../../src/core/reversal/reversal.ts'

const command: Command = {
  commandId: 'ours',
  alertId: 'alert',
  source: 'demo',
  causeEventId: 'cause',
  accountId: 'a1',
  action: 'unsuspend',
  countermeasure: 'restore',
  expectedState: 'suspended',
  issuedAt: 0,
  expiresAt: 1,
}
/** `before cause ours staff`: the log, oldest first. */
const logOf = (text: string): LogEntry[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, i) => ({
      id: word === 'cause' ? 'cause' : `e${i}`,
      actor: word === 'ours' ? 'us' : 'mo',
      action: word === 'ours' ? 'unsuspend' : 'suspend',
    }))

const table = `
  log                            now         aimed    ->  found
  before cause                   suspended   active       unchanged
  before cause                   active      active       unchanged
  before cause staff             suspended   active       unchanged
  before cause ours              active      active       restored
  before cause ours              active      -            restored
  before cause ours              suspended   active       unchanged
  before cause ours              hidden      active       unchanged
  before cause ours              restricted  active       moved
  cause ours staff               suspended   active       moved
  cause ours staff               deleted     -            moved
  cause ours staff               active      active       restored
  cause staff ours               active      active       raced
  cause staff ours               suspended   active       raced
  cause staff staff ours staff   active      active       raced
  cause ours staff ours          active      active       raced
  cause ours ours                active      active       raced
  before staff ours              active      active       unreadable
  cause ours cause               suspended   active       unchanged
  -                              active      active       unreadable
`
describe('what the log shows after our call', () => {
  const rows = table.trim().split('\n').slice(1)
  test.each(rows.map((row) => row.trim().split(/\s{2,}/)))(
    '%s, and the account is %s where %s is meant: %s',
    (log = '', now = '', aimed = '', found = '') => {
      const account = {
        accountId: 'a1',
        state: now === 'hidden' ? 'active' : now,
        log: logOf(log === '-' ? '' : log),
        ...(now === 'hidden' ? { visibility: 'hidden' as const } : {}),
      }
      const isOurs = (entry: LogEntry) => entry.actor === 'us'
      const shown = whatLogShows(command, account, isOurs, aimed === '-' ? undefined : aimed)
      expect(shown.what).toBe(found)
    },
  )

  const twice = 'our command stands in the log more than once'
  test.each([
    ['before', 'active', 'the log of the account does not show the change'],
    ['cause staff', 'active', 'our entry is not in the log'],
    ['cause staff ours', 'active', 'the log shows suspend by {hand 1} between the change and our undoing'],
    [
      'cause staff staff ours staff ours',
      'active',
      'the log shows suspend by {hand 1}, suspend by {hand 1} between the change and our undoing',
    ],
    ['cause ours ours', 'active', twice],
    ['cause ours staff ours', 'active', twice],
    ['cause ours', 'active', 'the log shows our undoing next after the change'],
    ['cause ours', 'suspended', 'the log shows our undoing, but the account stands as before'],
    ['cause ours', 'restricted', 'it is otherwise'],
    ['cause ours staff', 'suspended', 'then came suspend by {hand 2}'],
  ])('of %s, and the account %s, it says: %s', (log, state, says) => {
    const account = { accountId: 'a1', state, log: logOf(log) }
    const isOurs = ({ actor }: LogEntry) => actor === 'us'
    const hands = handsIn([], account.log, 'cause')
    expect(whatLogShows(command, account, isOurs, 'active', hands).says).toBe(says)
    // Whoever gives no hands is told of none.
    const unnamed = whatLogShows(command, account, isOurs, 'active').says
    expect(unnamed).toBe(says.replaceAll(/\{hand \d\}/g, 'somebody'))
  })
})

describe('right before the call', () => {
  const made = { state: 'suspended', eventId: 'cause' }
  const at = (log: string, state = 'suspended'): AccountState => ({ accountId: 'a1', state, log: logOf(log) })
  test('anything after the change is a later decision', () => {
    expect(movedOn({ account: at('before cause'), made })).toBeUndefined()
    expect(movedOn({ account: at('cause staff'), made }, ['us', 'mo'])).toBe(
      'the account has moved on: the log shows suspend by {hand 2} after the change',
    )
    expect(movedOn({ account: at('cause staff'), made })).toBe(
      'the account has moved on: the log shows suspend by somebody after the change',
    )
    expect(movedOn({ account: at('cause', 'active'), made })).toBe(
      'the account has moved on: it is active, where the change made it suspended',
    )
    const wordless = { ...at('cause'), log: [{ id: 'cause' }, { id: 'e1' }] }
    expect(movedOn({ account: wordless, made })).toBe(
      'the account has moved on: the log shows something by somebody after the change',
    )
  })
  test('an account that was not seen has not been seen to move on', () => {
    expect(movedOn({ account: 'unreadable', made })).toBeUndefined()
    expect(movedOn({ account: 'not-read', made: { ...made, version: 'v1' } })).toBeUndefined()
  })
  test('of a change that says only its version or only its state, only that is compared', () => {
    const account = { accountId: 'a1', state: 'active', version: 'v2' }
    expect(movedOn({ account, made: { eventId: 'cause', version: 'v2' } })).toBeUndefined()
    expect(movedOn({ account, made: { eventId: 'cause', state: 'active' } })).toBeUndefined()
    const unversioned = { accountId: 'a1', state: 'active' }
    expect(
      movedOn({ account: unversioned, made: { ...made, state: 'active', version: 'v1' } }),
    ).toBeUndefined()
  })
  test.each([
    ['cause staff', 'suspended', 'active', 'mo', 'the account is still suspended, as the change left it'],
    ['', 'suspended', 'active', 'mo', 'the account is still suspended, as the change left it'],
    ['cause staff', 'active', 'active', 'mo', undefined],
    ['cause staff', 'deleted', 'active', 'Mo', 'it is the same hand that made it deleted'],
    ['cause staff ours', 'deleted', 'active', 'mo', undefined],
    ['cause staff', 'deleted', 'active', 'ann', undefined],
    ['cause', 'deleted', 'active', 'mo', undefined],
    ['', 'deleted', 'active', 'mo', undefined],
    ['cause staff', 'suspended', 'suspended', 'mo', undefined],
  ])(
    'of %o, the account %s and %s before, by %s: what nobody took back is %o',
    (log, now, before, hand, says) => {
      expect(notTakenBack({ account: at(log, now), made }, { actorId: hand, stateBefore: before })).toBe(says)
    },
  )
  test('of a change that says no state nobody knows what stands', () => {
    const account = at('cause staff')
    expect(notTakenBack({ account, made: { eventId: 'cause' } }, { actorId: 'mo' })).toBeUndefined()
    expect(
      notTakenBack({ account, made: { eventId: 'cause' } }, { actorId: 'mo', stateBefore: 'active' }),
    ).toBeUndefined()
    expect(notTakenBack({ account, made }, { actorId: 'mo' })).toBeDefined()
  })
  test('where the log names nobody, or there is none, nobody knows whose hand it was', () => {
    const cause = { actorId: 'Mo', stateBefore: 'active' }
    const nameless = [...logOf('cause'), { id: 'e1', action: 'delete' }]
    const deleted = { accountId: 'a1', state: 'deleted' }
    expect(notTakenBack({ account: { ...deleted, log: nameless }, made }, cause)).toBeUndefined()
    expect(notTakenBack({ account: deleted, made }, cause)).toBeUndefined()
  })
  test('a change that has reached one place and not the other is waited for, and is no later decision', () => {
    const on = (log: string, state: string, visibility: 'shown' | 'hidden') =>
      isOnItsWay({ account: { ...at(log, state), visibility }, made })
    expect(on('before cause', 'active', 'hidden')).toBe(true)
    expect(on('before cause', 'active', 'shown')).toBe(false)
    expect(on('before', 'active', 'hidden')).toBe(false)
    expect(on('before cause', 'suspended', 'hidden')).toBe(false)
    expect(on('cause staff', 'active', 'hidden')).toBe(false)
    const hidden = { accountId: 'a1', state: 'active', visibility: 'hidden' } as const
    expect(isOnItsWay({ account: hidden, made })).toBe(false)
    expect(isOnItsWay({ account: { ...hidden, log: logOf('cause') }, made: { eventId: 'cause' } })).toBe(
      false,
    )
  })
  test('a log without the change says nothing', () => {
    expect(showsCause({ account: at('before staff'), made })).toBe(false)
    expect(showsCause({ account: at('before cause staff'), made })).toBe(true)
    expect(showsCause({ account: { accountId: 'a1', state: 'suspended' }, made })).toBe(false)
  })
  test('one entry may be many changes, each with its place', () => {
    const account = { accountId: 'a1', state: 'suspended', log: [{ id: '812' }] }
    expect(showsCause({ account, made: { eventId: '812#1' } })).toBe(true)
    expect(showsCause({ account, made: { eventId: '8121' } })).toBe(false)
  })
})

describe('the life of an undoing with guard log', () => {
  const limits: Limits = { lifeMs: 30_000, confirmMs: 10_000, settleMs: 5_000, mayResend: false }
  const life: Life = { state: 'acked', says: '', blockedBy: [], expiresAt: 30_000, tries: 0, ackedAt: 10 }
  const raced = { kind: 'found', what: 'raced', says: 'mo was faster', at: 20 } as const

  test.each(['unknown', 'acked'] as const)(
    'ends raced from %s, also while it waits for its second look',
    (state) => {
      expect(live({ ...life, state, seenAt: 15 }, raced, limits).life).toMatchObject({
        state: 'raced',
        says: 'mo was faster',
      })
    },
  )

  test('keeps the measured window and what was seen to be back', () => {
    const acked = live({ ...life, state: 'intent' }, { kind: 'acked', at: 30, windowMs: 7 }, limits).life
    expect(acked).toMatchObject({ state: 'acked', windowMs: 7 })
    const restored = { state: true, handle: false }
    const found = { kind: 'found', what: 'restored', says: '', restored } as const
    const once = live(acked, { ...found, at: 40 }, limits)
    expect([once.life.state, once.effects]).toEqual(['acked', [{ do: 'look', afterMs: 5_000 }]])
    expect(live(once.life, { ...found, at: 5_040 }, limits).life).toMatchObject({
      state: 'confirmed',
      says: 'seen restored in part: state is back, handle is not',
      windowMs: 7,
      restored,
    })
  })

  test('an account that nothing of ours is found on is never sent for again', () => {
    const unchanged = { kind: 'found', what: 'unchanged', says: '', at: 20 } as const
    const step = live({ ...life, state: 'unknown' }, unchanged, limits)
    expect(step.effects).toEqual([{ do: 'look', afterMs: 50 }])
    expect(live({ ...life, state: 'unknown' }, { ...unchanged, at: 30_000 }, limits).life.state).toBe(
      'escalated',
    )
  })
})

describe('a restore that brings back only part', () => {
  const before = { id: 'a1', stateBefore: 'active', verified: 'legacy', handle: 'ann' } as const
  const now: AccountState = { accountId: 'a1', state: 'active' }
  test.each<[Partial<AccountState>, string]>([
    [{}, 'seen restored'],
    [{ verified: 'legacy', handle: 'ann', visibility: 'shown' }, 'seen restored'],
    [{ verified: 'none' }, 'seen restored in part: state is back, verification is not'],
    [
      { verified: 'none', handle: 'ann', visibility: 'shown' },
      'seen restored in part: state, visibility and handle are back, verification is not',
    ],
    [
      { verified: 'none', handle: 'bob' },
      'seen restored in part: state is back, verification and handle are not',
    ],
    [{ state: 'restricted' }, 'seen restored in part: state is not'],
    [{ visibility: 'hidden' }, 'seen restored in part: state is back, visibility is not'],
  ])('%o: %s', (part, says) => {
    expect(restoredWords(partsOf(before, { ...now, ...part }))).toBe(says)
  })

  test('a part is named only where it is known how it was', () => {
    expect(partsOf({ id: 'a1' }, { ...now, verified: 'legacy', handle: 'ann' })).toStrictEqual({})
  })

  test('what is hidden from the public is not restored, whatever its version says', () => {
    const native = { ...command, expectedVersion: 'v1' }
    const account = { accountId: 'a1', state: 'active', version: 'v2', causedBy: 'ours' }
    expect(whatStands(native, { ...account, visibility: 'shown' }, 'active')).toBe('restored')
    expect(whatStands(native, { ...account, visibility: 'hidden' }, 'active')).toBe('unchanged')
  })
})
