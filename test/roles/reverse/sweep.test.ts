import { afterEach, expect, test } from 'vitest'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import { alertIdOf } from '../../../src/roles/ids.ts'
import { type Desk, openDesk } from './desk.ts'
import { aChange, anAlert } from './examples.ts'

let desk: Desk
afterEach(() => desk.close())

/** The earlier acts of one hand, brought in together when the last one was flagged: half an hour old by then. */
async function brought(accountIds: readonly string[]): Promise<readonly Alert[]> {
  const decidedAt = Date.now()
  const alerts: Alert[] = []
  for (const accountId of accountIds) {
    const { version } = desk.server.change(accountId, 'deactivated', 'contractor-1')
    const first = earlier(accountId, `v${version}`, decidedAt - 1_800_000 + alerts.length)
    const alertId = alertIdOf(first.source, first.eventId, 'hindsight', 'tipping')
    alerts.push({ ...first, kind: 'hindsight', alertId, decidedAt, mode: 'auto' })
  }
  await desk.log.append(
    'countermand.alerts',
    alerts.map((alert) => ({ key: 'one-partition', value: Buffer.from(JSON.stringify(alert)) })),
  )
  return alerts
}

function earlier(accountId: string, version: string, occurredAt: number): Alert {
  const base = aChange({ eventId: `${accountId}/${version}`, occurredAt })
  return anAlert({ ...base, account: { ...base.account, id: accountId, version } })
}

const proposals = (count: number) =>
  desk.until(() => {
    const found = desk.reversals.filter((one) => one.state === 'proposed')
    return found.length === count && found
  })

async function approve(reversal: Reversal, commandHashes: readonly string[]): Promise<void> {
  const { alertId, source, accountId, countermeasure } = reversal
  const word = {
    instructionId: `sweep-${accountId}`,
    alertId,
    source,
    accountId,
    countermeasure,
    commandHashes,
  }
  await desk.instruct({ ...word, do: 'approve', by: 'ines', at: Date.now() })
}

test('earlier acts of the same hand are proposed together, too old for the machine as they are', async () => {
  desk = await openDesk()
  await desk.start()
  await brought(['a1', 'a2', 'a3'])
  const found = await proposals(3)
  expect(new Set(found.map((one) => one.sweepId)).size).toBe(1)
  expect(found[0]?.sweepId).toMatch(/^[0-9a-f]{32}$/)
  expect(found[0]?.says).toMatch(/^waits for a person's yes: the change is 1800 s old/)
  expect(desk.server.calls).toEqual([])
})

test('one yes covers those whose commands it names, each against its own version, and no other', async () => {
  desk = await openDesk()
  await desk.start()
  const [first, second, third, fourth] = await brought(['a1', 'a2', 'a3', 'a4'])
  const found = await proposals(4)
  // Somebody decided anew about one of them: that stands.
  desk.server.change('a2', 'suspended', 'colleague')
  const named = found.filter((one) => one.accountId !== 'a4').map((one) => one.commandHash ?? '')
  for (const reversal of found) await approve(reversal, named)
  const end = (alert: Alert | undefined) =>
    desk.until(() => {
      const last = desk.states(alert?.alertId ?? '').at(-1)
      return last !== undefined && ['confirmed', 'superseded'].includes(last) && last
    })
  expect(await Promise.all([first, second, third].map(end))).toEqual(['confirmed', 'superseded', 'confirmed'])
  const refused = await desk.until(() => desk.notices.find((one) => one.kind === 'InstructionRefused'))
  expect(refused).toMatchObject({ instructionId: 'sweep-a4', says: 'it names another command than this one' })
  expect(desk.states(fourth?.alertId ?? '')).toEqual(['proposed'])
  expect(desk.server.applied.map((one) => one.accountId).toSorted()).toEqual(['a1', 'a3'])
})

test('budgets bound a sweep too, and what they hold back is said', async () => {
  desk = await openDesk()
  await desk.start()
  await brought(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'])
  const found = await proposals(7)
  const named = found.map((one) => one.commandHash ?? '')
  for (const reversal of found) await approve(reversal, named)
  await desk.until(() => desk.reversals.filter((one) => one.state === 'confirmed').length === 5)
  await desk.until(() => desk.reversals.filter((one) => one.state === 'blocked').length === 2)
  await desk.until(() => desk.alerts.filter((one) => one.kind === 'not-acted').length === 2)
  expect(desk.server.applied).toHaveLength(5)
})
