import { expect, it } from 'vitest'
import { backOffMs } from '../../../src/edges/notify/back-off.ts'
import { recentIds } from '../../../src/edges/notify/recent-ids.ts'
import { webhookFaults } from '../../../src/edges/notify/webhook-faults.ts'

it.each([
  { tries: 1, chance: 0.5, asked: 0, waits: 250 },
  { tries: 2, chance: 0.5, asked: 0, waits: 500 },
  { tries: 5, chance: 0.5, asked: 0, waits: 4_000 },
  { tries: 9, chance: 0.5, asked: 0, waits: 7_500 },
  { tries: 2_000, chance: 0.5, asked: 0, waits: 7_500 },
  { tries: 3, chance: 0, asked: 0, waits: 0 },
  { tries: 1, chance: 0.5, asked: 9_000, waits: 9_000 },
  { tries: 1, chance: 0.5, asked: 3_600_000, waits: 15_000 },
])('after try $tries, with chance $chance and $asked ms asked for, waits $waits ms', (row) => {
  const retry = { triesMax: 6, firstMs: 500, longestMs: 15_000 }
  expect(backOffMs(row.tries, retry, () => row.chance, row.asked)).toBe(row.waits)
})

it('remembers the latest ids and lets the oldest go', () => {
  const recent = recentIds(2)
  for (const id of ['a', 'b', 'c']) recent.add(id)
  expect(['a', 'b', 'c'].map(recent.has)).toEqual([false, true, true])
})

const good = `whsec_${Buffer.alloc(24, 1).toString('base64')}`

it.each([
  ['https://pager.example/hook', good, []],
  ['http://127.0.0.1:9000/hook', good, []],
  ['http://pager.example/hook', good, [/begins with http:/]],
  ['file:///etc/passwd', good, [/begins with file:/]],
  ['pager', good, [/"pager" is no URL/]],
  ['https://me:pw@pager.example/', good, [/carries a user name/]],
  ['https://pager.example/hook', 'hunter2', [/not "whsec_" followed by base64/]],
  ['https://pager.example/hook', `whsec_${Buffer.alloc(8).toString('base64')}`, [/8 bytes, 24 to 64/]],
  ['pager', '', [/no URL/, /not "whsec_"/]],
])('the webhook to %s with secret %s has every fault named', (url, secret, expected) => {
  const faults = webhookFaults(url, secret)
  expect(faults).toEqual(expected.map((pattern) => expect.stringMatching(pattern)))
  expect(faults.join().includes('hunter2')).toBe(false)
})
