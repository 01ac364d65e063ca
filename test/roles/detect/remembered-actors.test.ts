import { describe, expect, it } from 'vitest'
import type { ActorMemory } from '../../../src/core/memory/actor-memory.ts'
import { rememberActors } from '../../../src/roles/detect/remembered-actors.ts'

/** What stands in a memory does not matter here, only whose it is. */
const memoryOf = (name: string) => ({ name }) as unknown as ActorMemory

describe('the actors a partition remembers', () => {
  it('are remembered as they were last set', () => {
    const actors = rememberActors(10)
    const first = memoryOf('ann, first')
    const second = memoryOf('ann, second')
    actors.set('ann', first)
    actors.set('ann', second)
    expect(actors.get('ann')).toBe(second)
    expect(actors.size()).toBe(1)
  })

  it('leave when they were idle while many others acted, and are named as forgotten once', () => {
    const actors = rememberActors(4)
    actors.set('idle', memoryOf('idle'))
    for (const name of ['b', 'c', 'd', 'e', 'f']) actors.set(name, memoryOf(name))
    expect(actors.get('idle')).toBeUndefined()
    expect(actors.takeUnwritten().forgotten).toContain('idle')
    expect(actors.takeUnwritten().forgotten).toEqual([])
  })

  it('stay while they act, however many others come', () => {
    const actors = rememberActors(4)
    for (let index = 0; index < 50; index += 1) {
      actors.set('busy', memoryOf('busy'))
      actors.set(`visitor ${index}`, memoryOf('visitor'))
      expect(actors.get('busy')).toBeDefined()
      expect(actors.size()).toBeLessThanOrEqual(5)
    }
  })

  it('are handed out for writing down once for each change, and not for a mere restore', () => {
    const actors = rememberActors(10)
    actors.restore('restored', memoryOf('restored'))
    actors.set('changed', memoryOf('changed'))
    expect([...actors.takeUnwritten().changed.keys()]).toEqual(['changed'])
    expect([...actors.takeUnwritten().changed.keys()]).toEqual([])
  })

  it('who were forgotten and came back are not forgotten in the log', () => {
    const actors = rememberActors(2)
    for (const name of ['a', 'b', 'c', 'd', 'a']) actors.set(name, memoryOf(name))
    const { changed, forgotten } = actors.takeUnwritten()
    expect(forgotten).not.toContain('a')
    expect(changed.has('a')).toBe(true)
    for (const name of forgotten) expect(changed.has(name)).toBe(false)
  })
})
