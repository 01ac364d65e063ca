import { expect, test } from 'vitest'
import { breathe } from '../../../src/edges/log/waiting.ts'

function hold(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test('loops that all hold the process give it up one after the other, and others have their turn between any two', async () => {
  const order: string[] = []
  const loop = async (name: string) => {
    for (let nth = 0; nth < 3; nth++) {
      hold(6)
      order.push(name)
      await breathe()
    }
  }
  let isOver = false
  const between = () => {
    order.push('-')
    if (!isOver) setImmediate(between)
  }
  setImmediate(between)
  await Promise.all(['a', 'b', 'c'].map(loop))
  isOver = true
  // Each begins with a piece of its own; from then on nobody goes twice while another waits.
  const pieces = order.join('').replace(/-+/g, '-').replace(/-$/, '')
  expect(pieces).toBe('abc-a-b-c-a-b-c')
})

test('whoever has not held the process for long goes on at once', async () => {
  await new Promise(setImmediate)
  hold(6)
  await breathe()
  let isTurn = false
  setImmediate(() => {
    isTurn = true
  })
  for (let nth = 0; nth < 10; nth++) await breathe()
  expect(isTurn).toBe(false)
})
