import { describe, expect, test } from 'vitest'
import { givenColumns, isTable, readTable, tableCharsMax } from '../../../src/core/policy-table/read-table.ts'
import { ordinaryScene } from '../../../src/core/policy-table/scene.ts'
import { readPhrase } from '../../../src/core/policy-table/word.ts'

const dayMs = 86_400_000

describe('a table', () => {
  const table = read(`# people first
never known: actor.hiredAt, account.verified
thief  = employee 3 y, new credential   # a talked-out password
artist = verified 1.2M

actor           does          account      reason    when          ->  mode     score
thief           change-email  5 verified 1.2M  ticket+2  in 25 s       ->  <= veto  >= 6   # a whole comment
employee 2 d    -             artist       -         first night   ->  -        12.5

account        actor                 ->  severity
head of state  contractor last hour  ->  critical
`)

  test('is read row by row, each under the header above it', () => {
    expect(table.rows.map(({ line, text }) => `${line}: ${text}`)).toEqual([
      '7: thief  change-email  5 verified 1.2M  ticket+2  in 25 s  ->  <= veto  >= 6',
      '8: employee 2 d  -  artist  -  first night  ->  -  12.5',
      '11: head of state  contractor last hour  ->  critical',
    ])
    expect([...table.neverKnown]).toEqual(['actor.hiredAt', 'account.verified'])
    expect(
      table.rows.map(({ expectations }) => expectations.map(({ column, text }) => [column, text])),
    ).toEqual([
      [
        ['mode', '<= veto'],
        ['score', '>= 6'],
      ],
      [['score', '12.5']],
      [['severity', 'critical']],
    ])
  })

  test('says who, what, to whom, why and when', () => {
    const [thief, newcomer, contractor] = table.rows.map(({ scene }) => scene)
    expect(thief).toMatchObject({
      actor: { kind: 'employee', tenureMs: 3 * 365.25 * dayMs, credentialAgeMs: 1_200_000 },
      action: 'change-email',
      account: { verified: 'legacy', followers: 1_200_000 },
      accounts: 5,
      spanMs: 25_000,
      reason: { code: 'abuse', ticketId: 'T-2', approvedBy: ['approver-1', 'approver-2'] },
    })
    expect(newcomer).toEqual({
      ...ordinaryScene,
      actor: { ...ordinaryScene.actor, tenureMs: 2 * dayMs },
      account: { ...ordinaryScene.account, verified: 'legacy', followers: 1_200_000 },
      moment: { ...ordinaryScene.moment, minuteOfDay: 180 },
    })
    expect(contractor).toMatchObject({
      actor: { kind: 'contractor', endsInMs: 2_400_000 },
      account: { followers: 44_000_000, protectedClass: ['head-of-state', 'government'] },
    })
  })
})

test('every fault is named at once, with its line and column, and what was meant', () => {
  const text = `never known: actor.hireAt
artist = verified 1.2M
artist = verified
nobody = employee
this is nothing
contractor  head of state  ->  auto
actor       acount         ->  mode   mode
actor       does     account        when       ->  mode    severity
contractor  suspned  head of state  last hour  ->  auto    critical
contractor  suspend  had of state   last huor  ->  atuo    severe
contractor  suspend  head of state  ->  auto    critical
contractor  suspend  artist, purple  -  ->  > auto  critical
sue         suspend  200 spam acounts in one minute  -  ->  auto  low
`
  expect(faultsOf(text)).toEqual([
    '1:14 "actor.hireAt" is no field of a change; did you mean "actor.hiredAt"?',
    '3:1 the name "artist" is taken',
    '4:1 no row uses "nobody"',
    '5:1 this is no name = words, no header and no row: rows have -> between what is given and expected',
    '6:1 a header comes first, such as: actor  does  account  ->  mode  severity',
    '7:13 there is no column "acount" here; did you mean "account"?',
    '7:39 the column "mode" is there twice',
    '9:13 "suspned" says nothing here; did you mean "suspend"?',
    '10:22 "had of state" says nothing here; did you mean "head of state"?',
    '10:37 "last huor" says nothing here; did you mean "last hour"?',
    '10:52 mode is one of none, observe, approve, veto, auto, not "atuo"; did you mean "auto"?',
    '10:60 severity is one of info, low, medium, high, critical, not "severe"',
    '11:1 3 cells before ->, where the header has 4: two spaces part cells, - is an empty one',
    expect.stringMatching(/^12:30 "purple" says nothing here; there are ordinary account, spam account,/),
    expect.stringMatching(/^13:1 "sue" says nothing here; there are employee, contractor,/),
    '13:26 "spam acounts in one minute" says nothing here; did you mean "spam account"?',
  ])
})

// biome-ignore format: a table for people.
test.each([
  ['nothing in it',                   '# only words\n',                        '1:1 there is no row in it'],
  ['a header that expects nothing',   'actor  does  ->\nowner  suspend  ->\n', '1:1 nothing is expected: mode, severity, tier, suspicion, stakes, score, alerts, countermeasure, exclusion, rule'],
  ['points that are none',            'actor  ->  score\nowner  ->  >= many\n', '2:12 score is points such as 6, >= 6 or < -1.50, not ">= many"'],
  ['alerts that are none',            'actor  ->  alerts\nowner  ->  by noon\n', '2:12 alerts is yes, no or "by 30", not "by noon"'],
  ['a tier that is no name',          'actor  ->  tier\nowner  ->  the highest\n', '2:12 tier is a name, or "not" and a name, not "the highest"'],
  ['a row that expects nothing',      'actor  ->  tier  mode\nowner  ->  -  -\n', '2:12 this row expects nothing, so it cannot fail'],
  ['a mode that everything has',      'actor  ->  mode\nowner  ->  >= none\n', '2:12 every mode is >= none'],
  ['a severity that all are of',      'actor  ->  severity\nowner  ->  <= critical\n', '2:12 every severity is <= critical'],
  ['a silence from the first day on', 'actor  when  ->  mode\ncontractor  after 300 d of silence  ->  none\n', expect.stringMatching(/^2:13 nothing was done before this silence/)],
  ['a silence of whoever never was',  'when  actor  ->  mode\nafter 2 d of silence  employee never seen  ->  none\n', expect.stringMatching(/^2:1 nothing was done before this silence/)],
  ['a name used in the wrong column', 'tall = 44M\nactor  ->  tier\ntall  ->  everyone\ntall  ->  everyone\n', expect.stringMatching(/^3:1 "tall" does not fit here: "44M" says nothing here/)],
  ['a name that stands for itself',   'tall = tall\naccount  ->  tier\ntall  ->  everyone\n', expect.stringMatching(/^3:1 "tall" does not fit here: "tall" says nothing here/)],
  ['names upon names',                `${names(40)}actor  ->  tier\nn39  ->  everyone\n`, '42:1 "n7" does not fit here: more than 50 words'],
  ['a flood',                         ' '.repeat(tableCharsMax + 1),           `1:1 longer than ${tableCharsMax} characters`],
])('of a table with %s, one fault is named', (_, text, expected) => {
  expect(faultsOf(text)).toEqual([expected])
})

const everyWord = Object.entries(givenColumns).flatMap(([column, words]) =>
  words.map((word) => [column, word.example, words] as const),
)

test('a noun is staged first, wherever it stands in its cell, and a cell has one', () => {
  const staged = (cell: string) => readPhrase(cell, givenColumns.actor, [], ordinaryScene)
  expect(staged('last hour, 20 d, contractor')).toEqual(staged('contractor 20 d, last hour'))
  expect(staged('contractor 20 d')).not.toEqual(staged('contractor'))
  expect(staged('contractor, employee')).toEqual({
    at: 12,
    says: '"employee" and "contractor" cannot both be said of one',
  })
})

test.each(everyWord)('the column "%s" knows "%s" as its list of words has it', (_, example, words) => {
  // The number of accounts is a word only before a noun.
  const phrase = example === '200' ? '200 accounts' : example
  expect(readPhrase(phrase, words, [], ordinaryScene)).not.toHaveProperty('at')
})

/** Each stands twice for the one before. */
function names(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `n${i} = ${i === 0 ? 'no mfa' : `n${i - 1} n${i - 1}`}\n`,
  ).join('')
}

function read(text: string) {
  const table = readTable(text)
  if (!isTable(table)) throw new Error(table.map(({ line, says }) => `${line}: ${says}`).join('\n'))
  return table
}

function faultsOf(text: string): string[] {
  const table = readTable(text)
  return isTable(table) ? [] : table.map(({ line, column, says }) => `${line}:${column} ${says}`)
}
