import avro from 'avsc'
import { describe, expect, test } from 'vitest'
import { eachMax, mapRecord } from '../../../src/core/change/map-record.ts'
import { bindTables, isFaulty, type Mapping, readMapping } from '../../../src/core/change/mapping.ts'

function mappingOf(text: string, tables: Readonly<Record<string, readonly string[]>> = {}): Mapping {
  const mapping = readMapping(text)
  if (isFaulty(mapping)) throw new Error(JSON.stringify(mapping))
  return bindTables(mapping, new Map(Object.entries(tables).map(([name, ids]) => [name, new Set(ids)])))
}

const forum = mappingOf(
  `source: forum
where: record.done in ['ban', 'unban']
tables: { robots: { file: robots.csv, column: id } }
fields:
  eventId: record.id
  occurredAt: seconds(record.at)
  action: "record.done == 'ban' ? 'suspend' : 'unsuspend'"
  until: durationFrom(seconds(record.at), record.?days.orValue(null))
  account: { id: record.user, followers: record.?followers }
  actor: { id: record.moderator, kind: "record.moderator in robots ? 'automation' : 'volunteer'" }
  reason: { code: "unless(record.?why.orValue(''), '-')" }
  labels: { karma: record.?karma }
`,
  { robots: ['rob-1'] },
)

const ban = { id: 1, at: 1_509_663_420, done: 'ban', user: 'eve', moderator: 'mo' }
const banned = {
  eventId: '1',
  source: 'forum',
  occurredAt: 1_509_663_420_000,
  action: 'suspend',
  outcome: 'done',
  account: { id: 'eve' },
  actor: { id: 'mo', kind: 'volunteer' },
}

test('a ban becomes a suspension, and what the record leaves out stays unknown', () => {
  expect(mapRecord(forum, ban)).toEqual({ changes: [banned], skipped: 0 })
})

test('a ban by a robot of the list, with all that it says', () => {
  const record = { ...ban, moderator: 'rob-1', followers: 12, days: 'infinite', why: 'spam', karma: 7 }
  expect(mapRecord(forum, record).changes).toEqual([
    {
      ...banned,
      until: 'never',
      account: { id: 'eve', followers: 12 },
      actor: { id: 'rob-1', kind: 'automation' },
      reason: { code: 'spam' },
      labels: { karma: '7' },
    },
  ])
})

test('a record that is none of ours is skipped, not a dead letter', () => {
  expect(mapRecord(forum, { ...ban, done: 'like' })).toEqual({ changes: [], skipped: 1 })
})

test('a record whose fields are missing says which, and what the reader found besides', () => {
  expect(mapRecord(forum, { done: 'unban', id: 2, at: 'soon', user: '' }).changes).toEqual([
    {
      unreadable: 'mapping-failed',
      mayRestrict: false,
      faults: [
        { at: 'occurredAt', says: 'soon is no number, so no time since the epoch' },
        { at: 'until', says: 'soon is no number, so no time since the epoch' },
        { at: 'actor.id', says: 'No such key: moderator (at character 8)' },
        { at: 'actor.kind', says: 'No such key: moderator (at character 8)' },
        { at: 'account.id', says: 'must be given' },
      ],
    },
  ])
})

describe('what is no record at all may have been anything', () => {
  test.each([
    [null, 'empty'],
    ['ban', 'mapping-failed'],
    [[ban], 'mapping-failed'],
    [{}, 'mapping-failed'],
  ])('%j', (record, code) => {
    expect(mapRecord(forum, record)).toMatchObject({
      changes: [{ unreadable: code, mayRestrict: true }],
      skipped: 0,
    })
  })
})

test('a name from the prototype is no field of a record', () => {
  const spy = mappingOf(`source: s
fields:
  eventId: record.constructor
  occurredAt: millis(record.at)
  action: "'suspend'"
  account: { id: record.__proto__ }
  actor: { id: "'a'", kind: "'unknown'" }
`)
  const [read] = mapRecord(spy, { at: 1_509_663_420_000 }).changes
  expect(read).toMatchObject({
    faults: [
      { at: 'eventId', says: 'No such key: constructor (at character 8)' },
      { at: 'account.id', says: 'No such key: __proto__ (at character 8)' },
    ],
  })
})

describe('one act upon many accounts', () => {
  const sweep = mappingOf(`source: sweeper
each: record.users
fields:
  eventId: record.id
  occurredAt: millis(record.at)
  action: "'lock'"
  operationId: record.id
  operationSize: size(record.users)
  account: { id: item, version: index }
  actor: { id: record.by, kind: "'employee'" }
`)
  const record = { id: 'op-1', at: 1_509_663_420_000, by: 'st-1', users: ['a', 'b'] }

  test('becomes one change for each, told apart by its place', () => {
    const { changes, skipped } = mapRecord(sweep, record)
    expect(changes).toMatchObject([
      { eventId: 'op-1#0', operationId: 'op-1', operationSize: 2, account: { id: 'a', version: '0' } },
      { eventId: 'op-1#1', operationId: 'op-1', operationSize: 2, account: { id: 'b', version: '1' } },
    ])
    expect(skipped).toBe(0)
  })

  test('upon nobody is skipped', () => {
    expect(mapRecord(sweep, { ...record, users: [] })).toEqual({ changes: [], skipped: 1 })
  })

  test('upon more than the bound, or upon what is no list, is one dead letter', () => {
    const many = Array.from({ length: eachMax + 1 }, (_, i) => `u${i}`)
    for (const users of [many, 'a']) {
      expect(mapRecord(sweep, { ...record, users }).changes).toMatchObject([
        { unreadable: 'mapping-failed', faults: [{ at: 'each' }], mayRestrict: true },
      ])
    }
  })
})

describe('a Debezium envelope', () => {
  const logTable = mappingOf(`source: shop
envelope: debezium
where: op != 'u' || before.state != record.state
fields:
  eventId: record.id
  occurredAt: micros(record.created_us)
  action: "record.state == 'off' ? 'deactivate' : 'reactivate'"
  account: { id: record.user_id, stateBefore: before.?state }
  actor: { id: record.staff_id, kind: "'employee'" }
  labels: { loggedAt: loggedAtMs }
`)
  const after = { id: 9, created_us: 1_509_663_420_000_123, state: 'off', user_id: 44, staff_id: 's1' }
  const created = { op: 'c', before: null, after, source: { ts_ms: 1_509_663_420_500 } }
  const change = {
    ...banned,
    eventId: '9',
    source: 'shop',
    action: 'deactivate',
    account: { id: '44' },
    actor: { id: 's1', kind: 'employee' },
    labels: { loggedAt: '1509663420500' },
  }

  test('brings the row that was written, with or without a schema around it', () => {
    expect(mapRecord(logTable, created)).toEqual({ changes: [change], skipped: 0 })
    expect(mapRecord(logTable, { schema: {}, payload: created })).toEqual({ changes: [change], skipped: 0 })
  })

  test('shows the row before beside it', () => {
    const moved = { ...created, op: 'u', before: { ...after, state: 'on' } }
    expect(mapRecord(logTable, moved).changes).toMatchObject([{ account: { id: '44', stateBefore: 'on' } }])
    expect(mapRecord(logTable, { ...moved, before: after })).toEqual({ changes: [], skipped: 1 })
  })

  test.each([[null], [{ op: 'd', before: after, after: null }], [{ op: 't' }], [{ op: 'm' }]])(
    'that only says a row has gone is skipped: %j',
    (record) => {
      expect(mapRecord(logTable, record)).toEqual({ changes: [], skipped: 1 })
    },
  )

  test.each([[{ op: 'x', after }], [{ op: 'c', after: null }], [after], ['c']])(
    'that is none is a dead letter: %j',
    (record) => {
      expect(mapRecord(logTable, record).changes).toMatchObject([
        { unreadable: 'mapping-failed', mayRestrict: true },
      ])
    },
  )
})

test('a record out of Avro is looked into like any other, inner records too', () => {
  const type = avro.Type.forSchema({
    type: 'record',
    name: 'Ban',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'at', type: 'long' },
      { name: 'who', type: { type: 'record', name: 'Who', fields: [{ name: 'user', type: 'string' }] } },
    ],
  })
  const record: unknown = type.fromBuffer(
    type.toBuffer({ id: 'e1', at: 1_509_663_420_000, who: { user: 'eve' } }),
  )
  const mapping = mappingOf(`source: avro
fields:
  eventId: record.id
  occurredAt: millis(record.at)
  action: "'suspend'"
  account: { id: record.who.user }
  actor: { id: "'mo'", kind: "'volunteer'" }
`)
  expect(mapRecord(mapping, record).changes).toEqual([{ ...banned, eventId: 'e1', source: 'avro' }])
})
