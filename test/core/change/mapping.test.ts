import { describe, expect, test } from 'vitest'
import { bindTables, isFaulty, readMapping } from '../../../src/core/change/mapping.ts'

const small = `source: forum
fields:
  eventId: record.id
  occurredAt: seconds(record.at)
  action: "record.done == 'ban' ? 'suspend' : 'unsuspend'"
  account: { id: record.user }
  actor: { id: record.moderator, kind: "'volunteer'" }
`

/** `line at: says` of every fault. */
function faultsOf(text: string): readonly string[] {
  const read = readMapping(text)
  return isFaulty(read) ? read.map(({ line, at, says }) => `${line} ${at}: ${says}`) : []
}

test('a small mapping is read, and what it does not say has its default', () => {
  const mapping = readMapping(small)
  expect(isFaulty(mapping) ? mapping : []).toEqual([])
  expect(mapping).toMatchObject({
    source: 'forum',
    envelope: 'none',
    keyedBy: 'actor',
    neverKnown: [],
    tables: [],
  })
  expect(mapping).not.toHaveProperty('platform')
})

test('everything that is wrong with a mapping is said at once, each with its line', () => {
  const text = `soruce: forum
keyedBy: cat
neverKnown: [actor.shoeSize, account.id]
tables:
  record: { file: a.csv, column: id }
  robots: { file: ../secrets.csv }
where: record.a +
fields:
  eventId: record.id
  occurredAt: [1]
  action: "record.done == 'ban' ? 'suspnd' : 'unsuspend'"
  account:
    id: record.user
    followers: "'many'"
  actor: { id: record.moderator, kind: unknown_variable }
`
  expect(faultsOf(text)).toEqual([
    '1 source: must be given',
    '1 soruce: unknown here; known are: source envelope tables where each fields poll keyedBy neverKnown platform',
    '2 keyedBy: "cat": one of actor account other is meant',
    '3 neverKnown: "actor.shoeSize" is no field of a change, such as actor.leavesAt or account.followers',
    '3 neverKnown: "account.id" is filled in under fields, so this source does know it',
    '5 tables.record: a name of letters, digits and _ is meant, that is not a variable already',
    '6 tables.robots.column: must be given',
    '6 tables.robots.file: ../secrets.csv: a file beside this one is meant',
    '7 where: Unexpected token: EOF (at character 11)',
    '10 fields.occurredAt: a text is meant',
    '11 fields.action: "suspnd" is none of deactivate suspend lock restrict delete anonymise unverify reactivate unsuspend unlock unrestrict restore verify rename merge change-email change-phone reset-password enable-mfa disable-mfa grant-role revoke-role export-data view-private impersonate other',
    '14 fields.account.followers: comes to string, where int or uint or double or dyn or null is meant',
    '15 fields.actor.kind: Unknown variable: unknown_variable (at character 1)',
  ])
})

describe('a mapping is refused for', () => {
  test.each([
    ['no text at all', '', '1 : names with values are meant'],
    ['a list', '- a', '1 : names with values are meant'],
    [
      'an anchor used again',
      `x: &a 1\n${small}each: *a\n`,
      '9 each: anchors and aliases are not read here: write the value out',
    ],
    ['a name given twice', `${small}source: again\n`, '8 : Map keys must be unique'],
    ['broken YAML', 'source: "forum\n', '2 : Missing closing "quote'],
    ['an action that nobody fills in', small.replace(/ {2}action.*\n/, ''), '3 fields.action: must be given'],
    [
      'a regular expression',
      `${small}where: record.id.matches('(a+)+$')\n`,
      '8 where: "matches" is refused: 30 characters can hold it for a minute',
    ],
    [
      'a loop in a loop',
      `${small}where: record.a.exists(x, record.b.exists(y, x == y))\n`,
      '8 where: "exists" inside another comprehension is refused: it may never end',
    ],
    [
      'a loop in a loop by another name',
      `${small}where: record.a.all(x, x in record.b)\n`,
      '8 where: "in" over a list that is not written out, inside a comprehension, is refused',
    ],
    [
      'a name bound',
      `${small}where: cel.bind(x, record.b, record.a.all(y, y in x))\n`,
      '8 where: "bind" is refused: write the value where it is used',
    ],
    [
      'a where that is no question',
      `${small}where: "'always'"\n`,
      '8 where: comes to string, where bool or dyn is meant',
    ],
    [
      'a row before, without an envelope',
      `${small}where: before.id == record.id\n`,
      '8 where: Unknown variable: before (at character 1)',
    ],
    [
      'an endless expression',
      `${small}where: "${'true && '.repeat(600)}true"\n`,
      '8 where: longer than 4000 characters',
    ],
  ])('%s', (_, text, fault) => {
    expect(faultsOf(text)).toContain(fault)
  })
})

test('two loops one after the other are let through, and one over a list that is written out', () => {
  const where = `where: record.a.filter(x, x != '').map(x, x).all(x, x in ['spam', 'abuse'])\n`
  expect(faultsOf(`${small}${where}`)).toEqual([])
})

test('a mapping without its list of robots is not used: it would take each of them for a person', () => {
  const mapping = readMapping(`${small}tables:\n  robots: { file: robots.csv, column: id }\n`)
  if (isFaulty(mapping)) throw new Error('was refused')
  expect(() => bindTables(mapping, new Map())).toThrow('nobody handed in the tables robots')
})
