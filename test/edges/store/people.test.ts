import { beforeEach, expect, it } from 'vitest'
import { hashSecret, isSecret, refuseSecret } from '../../../src/edges/secret-hash.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { openPeople } from '../../../src/edges/store/people.ts'
import { openSessions } from '../../../src/edges/store/sessions.ts'
import type { People } from '../../../src/ports/people.ts'
import { inEachStore } from './stores.ts'

inEachStore('people', (database) => {
  let people: People

  beforeEach(() => {
    people = openPeople(database())
  })

  const dana = { id: 'dana', name: 'Dana', team: 'safety', roles: ['analyst'], secretHash: 'h1' } as const
  const deeds = async () =>
    (await openAudit(database()).rows(0, 100)).map(({ body }) => {
      const entry: { deed: string } = JSON.parse(body)
      return entry.deed
    })

  it('an id belongs to one person for good', async () => {
    expect(await people.any()).toBe(false)
    expect(await people.add(dana, 'root', 1)).toBe(true)
    expect(await people.add({ ...dana, name: 'Another' }, 'root', 2)).toBe(false)
    for (const id of ['Dana', 'DANA']) expect(await people.add({ ...dana, id }, 'root', 2)).toBe(false)
    expect(await people.find('dana')).toEqual({ ...dana, disabledAt: undefined })
    expect(await people.any()).toBe(true)
    expect(await people.change('dana', { roles: ['approver', 'auditor'] }, 'root', 3)).toBe(true)
    expect(await people.change('nobody', { roles: [] }, 'root', 3)).toBe(false)
    expect((await people.list()).map(({ id, roles }) => [id, roles])).toEqual([
      ['dana', ['approver', 'auditor']],
    ])
  })

  it('a new secret and being disabled end every session of that person, and of nobody else', async () => {
    const sessions = openSessions(database())
    const signIn = (idHash: string, personId: string) =>
      sessions.open({ idHash, personId, openedAt: 1, seenAt: 1 }, { deed: 'signed-in', at: 1, by: personId })
    await signIn('s1', 'dana')
    await signIn('s2', 'ben')
    expect(await people.setSecret('dana', 'h2', 'dana', 4)).toBe(true)
    expect([await sessions.find('s1'), (await sessions.find('s2'))?.personId]).toEqual([undefined, 'ben'])
    await signIn('s3', 'dana')
    expect(await people.disable('dana', 'root', 'left', 5)).toBe(true)
    expect(await people.disable('dana', 'root', 'left', 6)).toBe(false)
    expect(await sessions.find('s3')).toBeUndefined()
    expect(await people.find('dana')).toMatchObject({ disabledAt: 5, secretHash: 'h2' })
    expect(await people.add(dana, 'root', 7)).toBe(false)
    expect(await deeds()).toEqual([
      'person-added',
      'person-changed',
      'signed-in',
      'signed-in',
      'secret-set',
      'signed-in',
      'person-disabled',
    ])
  })

  it('tries are counted one by one also when many come at once, and begin anew after the window', async () => {
    const tries = await Promise.all(Array.from({ length: 12 }, () => people.countTry('person x', 1_000, 50)))
    expect(tries.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
    await people.forgiveTry('person x')
    expect(await people.countTry('person x', 1_000, 1_049)).toBe(12)
    expect(await people.countTry('person x', 1_000, 1_050)).toBe(1)
    await people.forgetTries(3_000)
    expect(await people.countTry('person x', 1_000, 3_000)).toBe(1)
  })

  it('a person is at the desk while a session of theirs has the console open', async () => {
    const sessions = openSessions(database())
    await sessions.open(
      { idHash: 's9', personId: 'eve', openedAt: 1, seenAt: 1 },
      { deed: 'signed-in', at: 1 },
    )
    expect(await sessions.wasLive('eve', 0)).toBe(false)
    await sessions.sawLive('s9', 500)
    expect([await sessions.wasLive('eve', 500), await sessions.wasLive('eve', 501)]).toEqual([true, false])
  })
})

it('of a secret only a salted hash is kept, with its parameters beside it', async () => {
  const secret = 'correct horse battery'
  const [one, other] = [await hashSecret(secret), await hashSecret(secret)]
  expect(one).toMatch(/^scrypt\$32768\$8\$3\$[\w+/]{22}==\$[\w+/]{43}=$/)
  expect(other).not.toBe(one)
  expect(await isSecret(secret, one)).toBe(true)
  expect(await isSecret('correct horse batterz', one)).toBe(false)
  // Made with other parameters, a while ago.
  const old = 'scrypt$1024$8$1$c2FsdHNhbHRzYWx0c2FsdA==$'
  expect(await isSecret(secret, old)).toBe(false)
  expect(await isSecret('', undefined)).toBe(false)
  // The same letters, put together otherwise.
  expect(await isSecret('Café au lait!'.normalize('NFD'), await hashSecret('Café au lait!'))).toBe(true)
  expect(refuseSecret('short')).toContain('at least 12')
  expect(refuseSecret('x'.repeat(1_001))).toContain('at most')
  expect(refuseSecret('x'.repeat(12))).toBeUndefined()
})
