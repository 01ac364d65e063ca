import { beforeEach, expect, test } from 'vitest'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import type { Ledger } from '../../../src/ports/ledger.ts'
import { inEachStore } from './stores.ts'

const clock = { now: () => 1_700_000_000_000, monotonicMs: () => 0 }

inEachStore('the kill switch', (database) => {
  let ledger: Ledger

  beforeEach(async () => {
    const asInstalled = { is_on: 0, turned_by: 'installation', why: 'as installed', at: 0, also: null }
    await database().updateTable('switches').set(asInstalled).execute()
    ledger = openLedger(database(), clock)
  })

  test('whoever stopped the machine first stays named, and everybody who stopped it again with them', async () => {
    await ledger.turnKillSwitch(false, 'ines', 'as before')
    await ledger.turnKillSwitch(true, 'omar', 'wrong people restored')
    await ledger.turnKillSwitch(true, 'lena', 'the log is wrong')
    await ledger.turnKillSwitch(true, 'omar', 'wrong people restored')
    const why = 'wrong people restored; lena too: the log is wrong'
    expect(await ledger.readKillSwitch()).toEqual({ on: true, by: 'omar', why })
    await ledger.turnKillSwitch(false, 'ines', 'both are mended')
    expect(await ledger.readKillSwitch()).toEqual({ on: false })
    await Promise.all(['a', 'b', 'c'].map((by) => ledger.turnKillSwitch(true, by, `because of ${by}`)))
    const [way] = await ledger.switchWays()
    const said = way?.standing !== 'unreadable' && way?.standing.on ? way.standing : undefined
    for (const by of ['a', 'b', 'c']) expect(said?.why).toContain(`because of ${by}`)
    await ledger.turnKillSwitch(false, 'ines', 'over')
    const order = (by: string, at: number) => ({ on: true, by, reason: `because of ${by}`, at })
    expect(await ledger.takeSwitchOrder(order('ops', 10))).toBe('taken')
    expect(await ledger.takeSwitchOrder(order('duty', 11))).toBe('taken')
    expect(await ledger.takeSwitchOrder(order('late', 9))).toBe('older')
    expect(await ledger.takeSwitchOrder(order('duty', 11))).toBe('known')
    expect(await ledger.readKillSwitch()).toEqual({
      on: true,
      by: 'ops',
      why: 'because of ops; duty too: because of duty',
    })
  })

  test('a key turns it off once, whatever comes late; and on however often, whatever the key', async () => {
    const turn = async (on: boolean, key: string, by = 'ines') => {
      const once = { key, fingerprint: `${on} drill` }
      const turned = await ledger.turnKillSwitch(on, by, 'drill', { once })
      return [turned, (await ledger.readKillSwitch()) !== 'unreadable' && (await ledger.readKillSwitch())]
    }
    const on = expect.objectContaining({ on: true })
    // biome-ignore format: a table for people.
    const rows = [
      [true,  'a', 'ines', 'turned',     on],
      [false, 'a', 'ines', 'key-reused', on],
      [false, 'a', 'omar', 'turned',     { on: false }],
      [true,  'a', 'ines', 'turned',     on],
      [false, 'b', 'ines', 'turned',     { on: false }],
      [true,  'b', 'ines', 'turned',     on],
      [false, 'b', 'ines', 'repeated',   on],
      [false, 'c', 'ines', 'turned',     { on: false }],
    ] as const
    for (const [which, key, by, turned, stands] of rows)
      expect([which, key, ...(await turn(which, key, by))]).toEqual([which, key, turned, stands])
  })
})
