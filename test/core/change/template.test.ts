import { expect, test } from 'vitest'
import { fillBody, fillHeader, fillUrl, namesIn } from '../../../src/core/change/template.ts'

const values: Readonly<Record<string, string>> = {
  'account.id': 'a/../1?x=ü',
  'command.id': 'c-1',
  evil: 'x\r\nEvil: yes',
  up: '..',
  half: '\ud800',
  nothing: '',
}
const lookup = (name: string) => values[name]

test('an account id stays inside its place in the address, whatever it holds', () => {
  expect(fillUrl('/accounts/${account.id}/restore', lookup)).toBe('/accounts/a%2F..%2F1%3Fx%3D%C3%BC/restore')
  for (const name of ['up', 'half', 'nothing'])
    expect(fillUrl(`/a/\${${name}}/restore`, lookup)).toBe(undefined)
})

test('nothing is sent where a value is not known', () => {
  expect(fillUrl('/accounts/${nobody}', lookup)).toBe(undefined)
  expect(fillHeader('"${nobody}"', lookup)).toBe(undefined)
})

test('a value with a line break does not become a second header', () => {
  expect(fillHeader('"${command.id}"', lookup)).toBe('"c-1"')
  expect(fillHeader('${evil}', lookup)).toBe(undefined)
})

test('a body keeps its numbers and says null for what nobody knows', () => {
  const body = {
    id: '${command.id}',
    note: 'by ${command.id}, ${nobody}',
    gone: '${nobody}',
    list: [1, true, null],
  }
  expect(fillBody(body, lookup)).toEqual({ id: 'c-1', note: 'by c-1, ', gone: null, list: [1, true, null] })
})

test('names are found with the spaces around them, and half a placeholder is none', () => {
  expect(namesIn('${a}/${ b.c }/$d/${e')).toEqual(['a', 'b.c'])
})

test('a number in a body is a number, and left out where nobody knows it', () => {
  const known = (name: string) => ({ strikes: '-2', word: 'two' })[name]
  const body = (name: string) => fillBody({ a: 1, n: { number: `\${${name}}` } }, known)
  expect(body('strikes')).toEqual({ a: 1, n: -2 })
  expect(body('word')).toEqual({ a: 1 })
  expect(body('nobody')).toEqual({ a: 1 })
  // A field of that name is not taken for one.
  expect(fillBody({ n: { number: 'four' } }, known)).toEqual({ n: { number: 'four' } })
})
