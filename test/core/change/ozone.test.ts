import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { mapRecord } from '../../../src/core/change/map-record.ts'
import { isFaulty, type Mapping, readMapping } from '../../../src/core/change/mapping.ts'
import { isUnreadable } from '../../../src/core/change/read-change.ts'
import { stateBefore } from '../../../src/core/reversal/account-log.ts'
import { schemasFolder } from '../../../src/edges/files/shipped.ts'
import { logOf } from '../../../src/edges/platform/log-answer.ts'

const mapping = shippedMapping()
const moderator = 'did:plc:moderator'
const byNobody = { id: 'scheduled-reversal', kind: 'system', onBehalfOf: moderator }
const byThem = { id: moderator, kind: 'employee' }
const expired = '[SCHEDULED_REVERSAL] Reverting action as originally scheduled'

// biome-ignore format: a table for people.
test.each([
  ['ReverseTakedown', expired,               undefined,                byNobody],
  ['ReverseTakedown', expired,               { name: 'ozone-ui' },     byThem],
  ['ReverseTakedown', 'appeal granted',      undefined,                byThem],
  ['ReverseTakedown', undefined,             undefined,                byThem],
  ['Takedown',        expired,               undefined,                byThem],
  ['Takedown',        expired,               { name: 'ozone-ui' },     byThem],
])('Ozone’s %s with the comment %o by the tool %o is by %o', (event, comment, modTool, actor) => {
  expect(changeOf(event, comment, modTool).actor).toEqual(actor)
})

test('Ozone’s log tells that a takedown was on top of another, which the event does not', () => {
  const { log, states } = mapping.platform ?? {}
  if (log === undefined || states === undefined) throw new Error('it has no log')
  const entry = (id: number, event: string) => ({
    id,
    createdBy: moderator,
    subject: { did: 'did:plc:account' },
    event: { $type: `tools.ozone.moderation.defs#modEvent${event}` },
  })
  const before = (...events: string[]) => {
    const json = { events: events.map((event, i) => entry(i, event)).toReversed() }
    const read = logOf(log, states, 'did:plc:account', { status: 200, json } as never)
    return typeof read === 'string' ? read : stateBefore(read, String(events.length - 1))
  }
  expect(before('Takedown', 'Takedown')).toBe('takendown')
  expect(before('Takedown', 'ReverseTakedown', 'Takedown')).toBe('active')
  expect(before('Takedown')).toBeUndefined()
})

function changeOf(event: string, comment: string | undefined, modTool: object | undefined): AccountChange {
  const { changes } = mapRecord(mapping, {
    id: 7,
    createdAt: '2030-03-04T05:06:07.000Z',
    createdBy: moderator,
    subject: { $type: 'com.atproto.admin.defs#repoRef', did: 'did:plc:account' },
    event: { $type: `tools.ozone.moderation.defs#modEvent${event}`, ...(comment && { comment }) },
    ...(modTool && { modTool }),
  })
  const [change] = changes
  if (change === undefined || isUnreadable(change)) throw new Error(JSON.stringify(changes))
  return change
}

function shippedMapping(): Mapping {
  const read = readMapping(readFileSync(join(schemasFolder, 'mappings', 'ozone.yaml'), 'utf8'))
  if (isFaulty(read)) throw new Error(JSON.stringify(read))
  return read
}
