import { describe, expect, test } from 'vitest'
import { judge, type Report, scoreLines, survivorLines } from './judge.ts'
import { unreachable } from './unreachable.ts'

const source = 'const a = 1\nif (a > b)\n  return c\n'
const at = (line: number, from: number, to: number) => ({
  start: { line, column: from },
  end: { line, column: to },
})

/** `kkkks.` : five that were killed or not, and one that does not compile. */
function reportOf(path: string, fates: string): Report {
  const status = {
    k: 'Killed',
    t: 'Timeout',
    s: 'Survived',
    n: 'NoCoverage',
    i: 'Ignored',
    '.': 'CompileError',
  }
  const mutants = fates.split('').map((fate) => ({
    mutatorName: 'EqualityOperator',
    replacement: 'a >= b',
    status: status[fate as keyof typeof status],
    location: at(2, 5, 10),
  }))
  return { files: { [path]: { source, mutants } } }
}
const named = (path: string, fates: string) => [{ name: 'part', report: reportOf(path, fates) }]
const gate = 'src/core/reversal/gates.ts'
const other = 'src/core/reversal/record.ts'

describe('the judge of mutants', () => {
  test.each([
    [other, 'kkkkkkkkks', []],
    [other, 'kkkkkkkkkss', ['fewer than 90 % were killed']],
    [other, 'ttttttttts', []],
    [other, 'kkkkkkkkksn', ['fewer than 90 % were killed']],
    [other, 'kkkkkkkkksi.', []],
    [other, '', ['there was nothing to mutate']],
    [gate, 'kkkkkkkkkk', []],
    [gate, 'kkkkkkkkks', [`a gate is not held by a test: ${gate}:2`]],
    [gate, 'kkkkkkkkkn', [`a gate is not held by a test: ${gate}:2`]],
    [gate, 's', [`a gate is not held by a test: ${gate}:2`, 'fewer than 90 % were killed']],
  ])('%s, %s', (path, fates, faults) => {
    expect(judge(named(path, fates))).toEqual(faults)
  })

  test('says what survived, and how many did not', () => {
    expect(survivorLines(reportOf(other, 'ks'))).toEqual([`${other}:2  EqualityOperator  a > b  ->  a >= b`])
    expect(scoreLines(named(other, 'kkks'))).toEqual([
      'part              3 of      4 killed   75.0 %',
      'all               3 of      4 killed   75.0 %',
    ])
  })
})

test('only what the compiler proves never to be reached is left alone', () => {
  const never = { type: 'TSNeverKeyword' }
  const satisfies = { type: 'TSSatisfiesExpression', typeAnnotation: never }
  const last = {
    type: 'SwitchCase',
    test: null,
    consequent: [{ type: 'ReturnStatement', argument: satisfies }],
  }
  expect(unreachable(last)).toBe('the compiler proves that it is never reached')
  expect(unreachable({ ...last, test: { type: 'StringLiteral' } })).toBeUndefined()
  const plain = { type: 'ReturnStatement', argument: { type: 'Identifier' } }
  expect(unreachable({ ...last, consequent: [plain] })).toBeUndefined()
  const other = { ...satisfies, typeAnnotation: { type: 'TSStringKeyword' } }
  expect(unreachable({ ...last, consequent: [{ type: 'ReturnStatement', argument: other }] })).toBeUndefined()
  expect(unreachable({ ...last, consequent: [] })).toBeUndefined()
})
