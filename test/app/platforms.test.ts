import { expect, test } from 'vitest'
import { openPlatforms } from '../../src/app/platforms.ts'
import { isFaulty, readMapping } from '../../src/core/change/mapping.ts'
import type { Notice } from '../../src/ports/notice.ts'

function noticesOf(leadsTo: string): readonly Notice[] {
  const mapping = readMapping(`source: shop
fields:
  eventId: record.id
  occurredAt: millis(record.at)
  action: "'deactivate'"
  account: { id: record.account, stateBefore: record.before }
  actor: { id: record.actor, kind: "'employee'" }
platform:
  baseUrl: https://accounts.shop.example
  read: { url: '/accounts/\${account.id}', stateAt: state }
${leadsTo}  reverse: { reactivate: { url: '/open' } }
`)
  if (isFaulty(mapping)) throw new Error(JSON.stringify(mapping))
  const notices: Notice[] = []
  const edges = {
    notice: (one: Notice) => void notices.push(one),
    clock: { now: Date.now, monotonicMs: () => 0 },
  }
  const platforms = openPlatforms({ mapping } as never, edges as never, {})
  expect([...platforms.keys()]).toEqual(['shop'])
  return notices
}

test('a mapping that leaves us to guess how accounts stand after an undoing is opened, and warned of once', () => {
  expect(noticesOf('')).toEqual([
    { kind: 'MappingLeavesOpen', says: expect.stringContaining('platform shop: ') },
  ])
})

test('of one that says it nothing is told', () => {
  expect(noticesOf('  leadsTo: { reactivate: active }\n')).toEqual([])
})
