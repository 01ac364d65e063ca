import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isFaulty, readMapping } from '../../../src/core/change/mapping.ts'

const fields = `source: shop
fields:
  eventId: record.id
  occurredAt: millis(record.at)
  action: "'deactivate'"
  account: { id: record.account }
  actor: { id: record.actor, kind: "'employee'" }
`

const example = readFileSync(
  new URL('../../../schemas/mappings/debezium-example.yaml', import.meta.url),
  'utf8',
)

function faultsOf(platform: string): readonly string[] {
  const read = readMapping(`${fields}platform:\n${platform}`)
  return isFaulty(read) ? read.map(({ at, says }) => `${at}: ${says}`) : []
}

test("the example's platform is read whole", () => {
  const mapping = readMapping(example)
  const call = (path: string) => ({
    method: 'POST',
    url: `/v2/accounts/\${account.id}/${path}`,
    headers: { 'If-Match': '${command.expectedVersion}', 'Idempotency-Key': '${command.id}' },
    body: { by: '${serviceActor}', because: '${alert.id}', causedBy: '${command.id}' },
  })
  expect(isFaulty(mapping) ? mapping : mapping.platform).toEqual({
    way: 'http',
    notBroughtBack: { reactivate: ['follows that were lost', 'the farewell mail'] },
    leadsTo: { reactivate: 'open', unlock: 'open' },
    baseUrl: 'https://accounts.shop.example',
    serviceActor: 'countermand',
    guard: 'native',
    settleMs: 500,
    maxAgeMs: 120_000,
    timeoutMs: 2000,
    authorizationFrom: 'SHOP_AUTHORIZATION',
    links: {
      account: 'https://tool.shop.example/accounts/${account.id}',
      ticket: 'https://tickets.shop.example/${reason.ticketId}',
    },
    read: {
      method: 'GET',
      url: '/v2/accounts/${account.id}',
      headers: {},
      stateAt: 'account.state',
      versionAt: 'header:etag',
      causedByAt: 'account.lastCommand',
      holdsAt: 'account.holds',
    },
    calls: { reactivate: call('open'), unlock: call('thaw') },
    answers: { acked: [200, 201, 202, 204], superseded: [409, 412], refused: [400, 401, 403, 404, 410, 422] },
    states: { OPEN: 'open', CLOSED: 'closed', FROZEN: 'frozen' },
  })
})

test('a platform of which nothing is said allows nothing: no guard, no calls', () => {
  const mapping = readMapping(`${fields}platform: {}\n`)
  expect(isFaulty(mapping) ? mapping : mapping.platform).toMatchObject({
    guard: 'none',
    calls: {},
    leadsTo: {},
    states: {},
  })
})

describe('a platform is refused for', () => {
  const read = '  read: { url: /a, stateAt: state }\n  baseUrl: https://a.example\n'
  test.each([
    [
      'a call that nobody looks after',
      '  baseUrl: https://a.example\n  reverse: { unlock: { url: /u } }\n',
      'platform.reverse: nothing is undone unseen: "read" must be given too',
    ],
    [
      'a native guard whose call has no version',
      `${read}  guard: native\n  reverse: { unlock: { url: /u } }\n`,
      'platform.reverse.unlock: guard native must send ${command.expectedVersion} with the call',
    ],
    [
      'an action that undoes nothing',
      `${read}  reverse: { impersonate: { url: /u } }\n`,
      'platform.reverse.impersonate: unknown here; known are: deactivate suspend lock restrict delete unverify reactivate unsuspend unlock unrestrict restore verify preserve',
    ],
    [
      'a state that a lock would lead to',
      '  leadsTo: { lock: locked }\n',
      'platform.leadsTo.lock: unknown here; known are: reactivate unsuspend unlock unrestrict restore',
    ],
    [
      'a state that a badge would lead to',
      '  leadsTo: { verify: active }\n',
      'platform.leadsTo.verify: unknown here; known are: reactivate unsuspend unlock unrestrict restore',
    ],
    [
      'a secret in a header',
      `${read}  reverse: { unlock: { url: /u, headers: { authorization: Bearer x } } }\n`,
      'platform.reverse.unlock.headers.authorization: no secret stands in a mapping: name its environment variable in "authorizationFrom"',
    ],
    [
      'a password in its address',
      '  baseUrl: https://me:secret@a.example\n',
      'platform.baseUrl: https://me:secret@a.example: an address with http:// or https://, no name or password in it, is meant',
    ],
    [
      'a host that an account can choose',
      `${read}  reverse: { unlock: { url: 'https://\${account.id}.example/u' } }\n`,
      'platform.reverse.unlock.url: https://${account.id}.example/u: a path that begins with / is meant, or an address whose host is written out',
    ],
    [
      'a path relative to nothing',
      '  read: { url: /a, stateAt: state }\n',
      'platform.read.url: /a needs a "baseUrl" to be relative to',
    ],
    [
      'a name that is none',
      `${read}  reverse: { unlock: { url: '/u/\${user}' } }\n`,
      'platform.reverse.unlock.url: ${user} is none of account.id command.id command.action command.countermeasure command.expectedVersion command.expectedState command.issuedAt command.expiresAt alert.id cause.eventId cause.labels.* source serviceActor',
    ],
    [
      'a look without a state',
      '  baseUrl: https://a.example\n  read: { url: /a }\n',
      'platform.read.stateAt: must be given',
    ],
    [
      'a script as a link',
      '  links: { account: "javascript:alert(1)" }\n',
      'platform.links.account: javascript:alert(1): an address with https:// or http:// is meant',
    ],
    [
      'a status that means two things',
      '  answers: { refused: [409] }\n',
      'platform.answers: 409 cannot mean two things',
    ],
    [
      'a status that is none',
      '  answers: { acked: [20] }\n',
      'platform.answers.acked: HTTP status codes from 100 to 599 are meant',
    ],
    [
      'an age of no time',
      '  maxAgeMs: 0\n',
      'platform.maxAgeMs: 0: a whole number from 1000 to 86400000 is meant',
    ],
    [
      'guard log without a log',
      `${read}  guard: log\n  serviceActor: us\n  reverse: { unlock: { url: /u } }\n`,
      'platform.guard: guard log needs "log": how the log is read',
    ],
    [
      'guard log without a name of our own in the log',
      `${read}  guard: log\n  log: { url: /l, entriesAt: ., idAt: id, actorAt: by }\n`,
      'platform.guard: guard log needs "serviceActor": our own entries in the log are known by it',
    ],
    [
      'a log whose entries nobody could tell apart',
      `${read}  log: { url: /l, entriesAt: ., actorAt: by }\n`,
      'platform.log.idAt: must be given',
    ],
    [
      'marks that stand nowhere',
      '  baseUrl: https://a.example\n  read: { url: /a, stateAt: s, refs: [x] }\n',
      'platform.read.refs: it needs "refAt": where the mark stands',
    ],
    [
      'a visibility whose words nobody knows',
      '  baseUrl: https://a.example\n  read: { url: /a, stateAt: s, visibilityAt: v }\n',
      'platform.read.visibilityAt: it goes together with "visible": the words that mean that the public sees it',
    ],
    ['a guard of its own', '  guard: hope\n', 'platform.guard: "hope": one of native log none is meant'],
  ])('%s', (_, platform, fault) => {
    expect(faultsOf(platform)).toContain(fault)
  })
})

describe('containing an actor', () => {
  const site = '  baseUrl: https://a.example\n'
  const whole = `${site}  contain:
    read: { url: '/staff/\${actor.id}', containedAt: access, contained: [frozen], free: [open, new] }
    lifters: { url: /staff?may=lift, listAt: people, idAt: id }
`
  const calls = `    freeze: { url: '/staff/\${actor.id}/freeze', body: { key: '\${command.id}' } }
    lift: { method: DELETE, url: '/staff/\${actor.id}/freeze' }
`

  test('is read whole', () => {
    const mapping = readMapping(`${fields}platform:\n${whole}${calls}`)
    expect(isFaulty(mapping) ? mapping : mapping.platform?.contain).toEqual({
      read: {
        method: 'GET',
        url: '/staff/${actor.id}',
        headers: {},
        containedAt: 'access',
        contained: ['frozen'],
        free: ['open', 'new'],
      },
      lifters: { method: 'GET', url: '/staff?may=lift', headers: {}, listAt: 'people', idAt: 'id' },
      freeze: {
        method: 'POST',
        url: '/staff/${actor.id}/freeze',
        headers: {},
        body: { key: '${command.id}' },
      },
      lift: { method: 'DELETE', url: '/staff/${actor.id}/freeze', headers: {} },
    })
  })

  test('needs no calls where commands go another way', () => {
    const mapping = readMapping(`${fields}platform:\n  way: topic\n${whole}`)
    expect(isFaulty(mapping) ? mapping : Object.keys(mapping.platform?.contain ?? {})).toEqual([
      'read',
      'lifters',
    ])
    expect(faultsOf(`  way: topic\n${whole}${calls}`)).toEqual([
      'platform.contain.freeze: is read only where "way" is http',
      'platform.contain.lift: is read only where "way" is http',
    ])
  })

  test.each([
    ['one call alone', `${whole}    freeze: { url: /f }\n`, 'platform.contain.lift.url: must be given'],
    [
      'nobody who looks',
      `${site}  contain:\n    lifters: { url: /s, listAt: a, idAt: b }\n${calls}`,
      'platform.contain.read.url: must be given',
    ],
    [
      'nobody who knows who could lift it',
      `${site}  contain:\n    read: { url: /s, containedAt: a }\n${calls}`,
      'platform.contain.lifters.url: must be given',
    ],
    [
      'a word that means both',
      `${site}  contain:\n    read: { url: /s, containedAt: a, free: ['true'] }\n    lifters: { url: /s, listAt: a, idAt: b }\n${calls}`,
      'platform.contain.read.free: no word can mean both contained and free',
    ],
    [
      'an account, which it is not about',
      `${whole}    freeze: { url: '/\${account.id}' }\n    lift: { url: /l }\n`,
      'platform.contain.freeze.url: ${account.id} is none of actor.id command.id command.issuedAt command.expiresAt alert.id source serviceActor',
    ],
  ])('is refused with %s', (_with, text, fault) => {
    expect(faultsOf(text)).toContain(fault)
  })
})
