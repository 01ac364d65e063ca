import { describe, expect, it, test } from 'vitest'
import { entriesAfter, handsIn, inWords, withHands } from '../../../src/core/reversal/account-log.ts'

const log = [
  { id: '1', actor: 'ana' },
  { id: '812', actor: 'mo' },
  { id: '3', actor: 'jo' },
  { id: '4' },
  { id: '5', actor: 'mo' },
  { id: '6', actor: 'jo' },
]

describe('what came after the change', () => {
  it.each([
    ['812', ['3', '4', '5', '6']],
    // One of several changes that were made from one entry.
    ['812#1', ['3', '4', '5', '6']],
    ['6', []],
    ['81', undefined],
    ['8120', undefined],
    ['gone', undefined],
  ])('of %s: %j', (cause, expected) => {
    expect(entriesAfter(log, cause)?.map(({ id }) => id)).toEqual(expected)
  })

  it('is counted from where the change stands last', () => {
    expect(entriesAfter([...log, { id: '812' }, { id: '7' }], '812')).toEqual([{ id: '7' }])
  })
})

describe('the hands of a log', () => {
  it('are those after the change, each once, in their order', () => {
    expect(handsIn([], log, '812')).toEqual(['jo', 'mo'])
    expect(handsIn([], log, '1')).toEqual(['mo', 'jo'])
    expect(handsIn([], log, 'gone')).toEqual([])
    expect(handsIn([], undefined, '812')).toEqual([])
  })

  it('keep the places that they had: what was said of them before still stands', () => {
    expect(handsIn(['ana', 'mo'], log, '812')).toEqual(['ana', 'mo', 'jo'])
    expect(handsIn(['ana', 'mo'], undefined, '812')).toEqual(['ana', 'mo'])
  })

  it('are nobody’s where we did it ourselves', () => {
    const own = { id: '3', actor: 'us', isOurs: true as const }
    expect(handsIn([], [{ id: '812' }, own, { id: '4', actor: 'jo' }], '812')).toEqual(['jo'])
  })

  it('are fifty at most', () => {
    const many = Array.from({ length: 80 }, (_, n) => ({ id: `e${n}`, actor: `hand-${n}`, action: 'lock' }))
    const hands = handsIn([], [{ id: 'cause' }, ...many], 'cause')
    expect([hands.length, hands[49]]).toEqual([50, 'hand-49'])
    expect(inWords(many[49]!, hands)).toBe('lock by {hand 50}')
    expect(inWords(many[50]!, hands)).toBe('lock by somebody')
    expect(withHands(inWords(many[49]!, hands), hands)).toBe('lock by hand-49')
  })
})

test.each([
  [{ id: 'e', action: 'suspend', actor: 'mo' }, 'suspend by {hand 2}'],
  [{ id: 'e', action: 'suspend', actor: 'nobody-known' }, 'suspend by somebody'],
  [{ id: 'e', action: 'suspend' }, 'suspend by somebody'],
  [{ id: 'e', actor: 'jo' }, 'something by {hand 1}'],
  [{ id: 'e' }, 'something by somebody'],
  [{ id: 'e', action: 'unsuspend', actor: 'mo', isOurs: true as const }, 'our own unsuspend'],
])('%j in words is "%s"', (entry, words) => {
  expect(inWords(entry, ['jo', 'mo'])).toBe(words)
  expect(inWords(entry)).toBe(words.replace(/\{hand \d\}/, 'somebody'))
})

test.each<[string, readonly string[] | undefined, string]>([
  ['suspend by {hand 1}, delete by {hand 2}', ['jo', 'mo'], 'suspend by jo, delete by mo'],
  ['suspend by {hand 2} and {hand 2}', ['jo', 'mo'], 'suspend by mo and mo'],
  ['suspend by {hand 2}', ['jo'], 'suspend by somebody'],
  ['suspend by {hand 1}', undefined, 'suspend by somebody'],
  [
    'suspend by {hand 0}, {hand 1000}, {hand x}, hand 1',
    ['jo'],
    'suspend by somebody, {hand 1000}, {hand x}, hand 1',
  ],
  // A name is put in as it is: it neither stands for another nor means anything to what replaces it.
  ['{hand 1} {hand 2}', ['{hand 2}', '$1'], '{hand 2} $1'],
  ['nobody is named', ['jo'], 'nobody is named'],
])('"%s" with the names %j is "%s"', (says, names, shown) => {
  expect(withHands(says, names)).toBe(shown)
})
