import { expect, test } from 'vitest'
import type { Life } from '../../../src/core/reversal/life.ts'
import { recordOf } from '../../../src/core/reversal/record.ts'
import type { LedgerEntry } from '../../../src/ports/ledger.ts'
import { aChange, aLedgerEntry, anAlert } from '../../roles/reverse/examples.ts'
import { counted } from './lives.ts'

const entry = aLedgerEntry({})
const shown = (part: Partial<Life>, more: Partial<LedgerEntry> = {}) =>
  recordOf({ ...entry, ...more, life: { ...entry.life, ...part } })

test('a record says where the undoing stands, and nothing that nobody knows', () => {
  expect(recordOf(entry)).toStrictEqual({
    reversalId: entry.command.commandId,
    alertId: entry.command.alertId,
    source: 'demo',
    eventId: 'e1',
    accountId: 'a1',
    countermeasure: 'restore',
    action: 'reactivate',
    state: 'authorised',
    version: 1,
    at: entry.at,
    occurredAt: entry.alert.occurredAt,
    mode: 'auto',
    granted: 'auto',
    blockedBy: [],
    says: 'the policy lets the machine act',
  })
})

test('what is known beyond that is said as it is', () => {
  const alert = anAlert({ ...aChange(), irreversibleAt: 99 })
  const more = { alert, commandHash: 'h1', sweepId: 's1', notBroughtBack: ['follows'] }
  const life = {
    by: 'ines',
    hands: ['mo'],
    windowMs: 7,
    restored: { state: true },
    untouched: true,
    stillStands: true,
  } as const
  expect(shown(life, more)).toStrictEqual({
    ...recordOf(entry),
    by: 'ines',
    hands: ['mo'],
    windowMs: 7,
    restored: { state: true },
    untouched: true,
    stillStands: true,
    commandHash: 'h1',
    sweepId: 's1',
    notBroughtBack: ['follows'],
    irreversibleAt: 99,
  })
  const { change: _none, ...changeless } = alert
  expect(shown({}, { alert: changeless })).not.toHaveProperty('irreversibleAt')
  expect(shown({ hands: [] })).not.toHaveProperty('hands')
})

test('confirmed it says after how many seconds; what was kept was not restored, and is not timed', () => {
  const done = shown({ state: 'confirmed', says: 'seen restored' }, { at: entry.alert.occurredAt + 1_500 })
  expect(done).toMatchObject({ says: 'seen restored', confirmedAfterSeconds: 1.5 })
  const command = { ...entry.command, countermeasure: 'preserve' } as const
  const kept = shown({ state: 'confirmed', says: 'seen restored' }, { command })
  expect(kept.says).toBe('kept, and seen so on the account')
  expect(kept).not.toHaveProperty('confirmedAfterSeconds')
  const passed = shown({ state: 'confirmed', despite: 'excluded: erasure' }, { command })
  expect(passed.says).toBe('kept, and seen so on the account (despite: excluded: erasure)')
  expect(shown({ state: 'acked', says: 'not yet seen' }, { command })).toMatchObject({ says: 'not yet seen' })
  expect(shown({ state: 'acked' })).not.toHaveProperty('confirmedAfterSeconds')
})

test('a proposal says until when it waits and whose yes it has and takes', () => {
  const proposed = shown({
    state: 'proposed',
    lapsesAt: 50,
    approvers: 2,
    approvals: [{ by: 'ines', at: 1 }],
  })
  expect(proposed).toMatchObject({ deadlineAt: 50, approvers: 2, approvedBy: ['ines'] })
  const alone = shown({ state: 'proposed', lapsesAt: 50, approvers: 1, approvals: [] })
  expect(alone).not.toHaveProperty('approvers')
  expect(alone).not.toHaveProperty('approvedBy')
  expect(shown({ lapsesAt: 50 })).not.toHaveProperty('deadlineAt')
  const agreed = { approvedBy: ['ines', 'jonas'], approvals: [{ by: 'kim', at: 1 }] }
  expect(shown(agreed).approvedBy).toEqual(['ines', 'jonas'])
})

test('a countdown says when it ends, and what people have done about it', () => {
  const countdown = counted(0)
  const bare = shown({ state: 'counting', lapsesAt: 50, countdown })
  expect(bare.deadlineAt).toBe(countdown.endsAt)
  for (const name of ['acknowledgedBy', 'extensions', 'handedTo', 'alarmedAt'])
    expect(bare).not.toHaveProperty(name)
  const told = { acknowledgedBy: 'ines', extensions: 2, handedTo: { role: 'legal' }, alarmedAt: 60 }
  expect(shown({ state: 'counting', countdown: { ...countdown, ...told } })).toMatchObject({
    ...told,
    handedTo: 'role:legal',
  })
})
