import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isFaulty, readMapping } from '../../../src/core/change/mapping.ts'
import { mappingWarnings } from '../../../src/core/reversal/mapping-warnings.ts'

/** What a mapping leaves for us to guess about how accounts stood. */

function warningsOf(text: string): readonly string[] {
  const read = readMapping(text)
  if (isFaulty(read)) throw new Error(JSON.stringify(read))
  return mappingWarnings(read)
}

const call = '{ url: /undo }'
function mapping({
  before = '',
  reverse = ['reactivate'],
  more = '',
}: {
  before?: string
  reverse?: readonly string[]
  more?: string
}): string {
  return `source: shop
fields:
  eventId: record.id
  occurredAt: millis(record.at)
  action: "'deactivate'"
  account: { id: record.account${before} }
  actor: { id: record.actor, kind: "'employee'" }
platform:
  baseUrl: https://accounts.shop.example
  read: { url: '/accounts/\${account.id}', stateAt: state }
${more}  reverse: { ${reverse.map((action) => `${action}: ${call}`).join(', ')} }
`
}
const before = ', stateBefore: record.?before'
const log = (stateAt: string) =>
  `  guard: log\n  serviceActor: us\n  log: { url: '/log', order: newest-first, entriesAt: '.', idAt: id, actorAt: by${stateAt} }\n`
const leadsTo = (words: string) => `  leadsTo: { ${words} }\n`

// biome-ignore format: a table for people.
test.each<[string, Parameters<typeof mapping>[0], string | undefined]>([
  ['says how they stood, and nothing of after', { before },                                             'reactivate'],
  ['of two actions one is named',  { before, reverse: ['reactivate', 'unlock'], more: leadsTo('unlock: open') }, 'reactivate'],
  ['none of two is named',         { before, reverse: ['unlock', 'reactivate'] },                       'reactivate, unlock'],
  ['it is named, as active',       { before, more: leadsTo('reactivate: active') },                     undefined],
  ['it is named, as another word', { before, more: leadsTo('reactivate: open') },                       undefined],
  ['nobody says how they stood',   {},                                                                  undefined],
  ['the log says it',              { more: log(', stateAt: after') },                                   'reactivate'],
  ['the log says it, and all is named', { more: log(', stateAt: after') + leadsTo('reactivate: open') }, undefined],
  ['the log does not say it',      { more: log('') },                                                   undefined],
  ['a log that no guard reads',    { more: log(', stateAt: after').replace('guard: log', 'guard: none') }, undefined],
  ['only a badge is given back',   { before, reverse: ['verify'] },                                     undefined],
  ['only restrictions are made',   { before, reverse: ['lock', 'suspend'] },                            undefined],
  ['data are kept alone',          { before, reverse: ['preserve'] },                                   undefined],
])('%s', (_, part, of) => {
  const named = warningsOf(mapping(part)).map((says) => / after (.*): active is taken for that/.exec(says)?.[1])
  expect(named).toEqual(of === undefined ? [] : [of])
})

test('says which source, where it is said, and what to do', () => {
  expect(warningsOf(mapping({ before }))).toEqual([
    'platform shop: its changes say how accounts stood before (account.stateBefore), but the mapping not in leadsTo how they ' +
      'stand after reactivate: active is taken for that, and what stood otherwise before is for people alone; name it ' +
      'there, also where it is active',
  ])
  expect(warningsOf(mapping({ more: log(', stateAt: after') }))[0]).toContain("(its log's stateAt)")
})

test.each([
  ['say it', '', 'reactivate'],
  ['can never say it', 'neverKnown: [account.stateBefore]\n', undefined],
])('of changes that come as our own records and %s', (_, never, of) => {
  const [, platform] = mapping({}).split('platform:')
  const said = warningsOf(`source: shop\n${never}platform:${platform}`)
  expect(said.map((says) => / after (.*): active is taken for that/.exec(says)?.[1])).toEqual(
    of === undefined ? [] : [of],
  )
})

test('a mapping without a platform leaves nothing open', () => {
  expect(mappingWarnings({ source: 'shop', fields: [], neverKnown: [] })).toEqual([])
})

test.each(['admin-log', 'debezium-example', 'demo', 'demo-plain', 'ozone'])(
  '%s, which ships, leaves nothing open',
  (name) => {
    const path = new URL(`../../../schemas/mappings/${name}.yaml`, import.meta.url)
    expect(warningsOf(readFileSync(path, 'utf8'))).toEqual([])
  },
)
