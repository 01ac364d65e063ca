import { expect, test } from 'vitest'
import { FoldedMap, FoldedWords, foldWord, inOneSpelling } from '../../../src/core/spelling/folded.ts'

test.each([
  ['child-safety', 'childsafety'],
  ['Child-Safety', 'childsafety'],
  ['CHILD__SAFETY', 'childsafety'],
  ['  child  safety ', 'childsafety'],
  ['childSafety', 'childsafety'],
  ['Court\u2013Order', 'courtorder'],
  ['\uFF23ourt', 'court'],
  ['under-18', 'under18'],
  ['18+', '18'],
  ['JUGENDSCHUTZ für Mädchen', 'jugendschutzfürmädchen'],
  // A word of no letters must not become one that every such word is equal to.
  ['🔞', '🔞'],
  ['--', '--'],
  ['', ''],
])('"%s" folds to "%s"', (word, folded) => {
  expect(foldWord(word)).toBe(folded)
})

test('of two words that fold to the same the first counts, and what is looked up again is found again', () => {
  const map = new FoldedMap([
    ['court-order', 1],
    ['Court Order', 2],
    ['legal', 3],
  ])
  for (const _ of [1, 2]) {
    expect(map.get('COURT_ORDER')).toBe(1)
    expect(map.get('Legal')).toBe(3)
    expect(map.get('nothing')).toBeUndefined()
  }
})

test('whoever makes up words without end does not make it forget its own', () => {
  const map = new FoldedMap([['court-order', 1]])
  for (let i = 0; i < 5_000; i++) expect(map.get(`made-up-${i}`)).toBeUndefined()
  expect(map.get('Court-Order')).toBe(1)
  expect(map.get('made-up-1')).toBeUndefined()
})

test('a set of words gives them back as they were written', () => {
  const words = new FoldedWords(['Court-Order', 'legal'])
  expect([...words]).toEqual(['Court-Order', 'legal'])
  expect(words.size).toBe(2)
  expect([words.has('court order'), words.has('LEGAL'), words.has('order')]).toEqual([true, true, false])
})

test.each([
  ['head-of-state', 'head-of-state'],
  ['Head-Of-State', 'head-of-state'],
  ['head_of state ', 'head-of-state'],
  ['\ufdfa', '\ufdfa'],
  ['HEAD OF STATE', 'head-of-state'],
  ['18+', '18+'],
  ['_', '_'],
])('the class %j is read as %j', (word, read) => {
  expect(inOneSpelling(word)).toBe(read)
})
