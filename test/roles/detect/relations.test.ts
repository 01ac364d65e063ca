import { expect, test } from 'vitest'
import * as at from '../../../src/core/memory/layout.ts'
import type { LogRecord } from '../../../src/ports/log.ts'
import { ownTopics } from '../../../src/ports/topics.ts'
import { learnRelations } from '../../../src/roles/detect/learn-words.ts'
import { actorKey, rememberActors } from '../../../src/roles/detect/remembered-actors.ts'
import { memoryOfWork, now, shippedPolicy, staff } from '../../core/people.ts'

const topic = ownTopics.relations.name

/** Ben gave back what Ana had taken from so many accounts. */
const records = ['a', 'b', 'c', 'd'].map((accountId, offset): LogRecord => {
  const undone = { source: 'test', actorId: 'ana', eventId: `of-${accountId}`, accountId, by: 'ben', at: now }
  const value = Buffer.from(JSON.stringify({ ...undone, afterMs: 60_000 }))
  return { topic, partition: 0, offset, timestampMs: now, key: 'ana', value, headers: {} }
})

test('what others gave back is on the record once, though a crash came before the offset was durable', () => {
  const actors = rememberActors(10)
  const ana = actorKey('test', 'ana')
  actors.set(ana, memoryOfWork(staff.oldHand, shippedPolicy('demo'), { hourly: 2 }))
  const batch = {
    topic,
    partition: 0,
    records,
    endOffset: 4,
    heartbeat: async () => {},
    isCurrent: () => true,
  }
  learnRelations(actors, batch)
  expect(actors.get(ana)?.slots[at.undoneSlot]).toBe(4)
  learnRelations(actors, batch)
  expect(actors.get(ana)?.slots[at.undoneSlot]).toBe(4)
})
