import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/core/audit/entry.ts'
import type { AskedIntended } from '../../../src/core/reversal/intended.ts'
import { sealingKey } from '../../../src/edges/sealing-key.ts'
import { openAudit } from '../../../src/edges/store/audit.ts'
import { openDatabase } from '../../../src/edges/store/database.ts'
import { openPreauthorisations } from '../../../src/edges/store/preauthorisations.ts'
import type { Preauthorisations } from '../../../src/ports/preauthorisations.ts'
import { forgePreauthorisations } from './forged-preauthorisations.ts'
import { inEachStore, sqliteFile } from './stores.ts'

const now = 1_700_000_000_000
const folder = mkdtempSync(join(tmpdir(), 'countermand-intended-'))
const keyPath = join(folder, 'intended.key')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const asked: AskedIntended = {
  intendedId: 'p1',
  source: 'demo',
  accountId: 'a1',
  action: 'suspend',
  order: 'AG 12/345',
  ticket: 'LEGAL-7',
  askedBy: 'ines',
  askedAt: now,
  expiresAt: now + 86_400_000,
}

test('the key is made once, for its owner alone, and vouches for nothing of another', async () => {
  const first = await sealingKey(join(folder, 'first.key'))
  const again = await sealingKey(join(folder, 'first.key'))
  const other = await sealingKey(join(folder, 'other.key'))
  expect(statSync(join(folder, 'first.key')).mode & 0o777).toBe(0o600)
  expect(existsSync(keyPath)).toBe(false)
  const signature = first.sign('text')
  expect([
    again.verifies('text', signature),
    again.verifies('Text', signature),
    other.verifies('text', signature),
  ]).toEqual([true, false, false])
  expect(first.verifies('text', '')).toBe(false)
  expect(signature).toMatch(/^[\w-]{86}$/)
  await expect(sealingKey(join(folder, 'missing', 'a.key'))).rejects.toThrow('ENOENT')
})

test('no two texts have one signature, whatever characters are in them', async () => {
  const key = await sealingKey(join(folder, 'first.key'))
  expect(key.verifies('\ud800', key.sign('\udfff'))).toBe(false)
  expect(key.verifies('\ud800', key.sign('\ud800'))).toBe(true)
})

inEachStore('pre-authorisations', (database) => {
  let store: Preauthorisations

  beforeEach(async () => {
    await database().deleteFrom('preauthorisations').execute()
    store = openPreauthorisations(database(), await sealingKey(keyPath))
  })

  test('counts when a second person has confirmed it, and is signed', async () => {
    expect(await store.ask(asked)).toBeUndefined()
    expect(await store.of('demo', 'a1')).toEqual([])
    expect(await store.standing(now)).toEqual([asked])
    const signed = await store.confirm('p1', 'jonas', now + 1)
    const [found] = await store.of('demo', 'a1')
    expect(found).toEqual(signed)
    const { askedAt: _askedAt, ...agreed } = asked
    expect(found?.intended).toStrictEqual({ ...agreed, confirmedBy: 'jonas', confirmedAt: now + 1 })
    expect(found !== undefined && store.isOurs(found)).toBe(true)
    expect(await store.of('demo', 'a2')).toEqual([])
    expect(await store.of('other', 'a1')).toEqual([])
    expect(await store.standing(now)).toMatchObject([{ intendedId: 'p1', confirmedBy: 'jonas' }])
    expect(await store.standing(asked.expiresAt)).toEqual([])
  })

  // biome-ignore format: a table for people.
  test.each<[string, string, number, Partial<AskedIntended>, string]>([
    ['the first person',   'ines',         now,                 {},                          'a second person must confirm it'],
    ['the first, spelt otherwise', 'INES',      now,                 {},                          'a second person must confirm it'],
    ['the actor, spelt otherwise', 'Contractor-1', now,              { actorId: 'contractor-1' }, 'nobody confirms what they will do themselves'],
    ['the actor',          'contractor-1', now,                 { actorId: 'contractor-1' }, 'nobody confirms what they will do themselves'],
    ['too late',           'jonas',        now + 86_400_000,    {},                          'it has expired'],
  ])('confirmed by %s it does not count', async (_says, by, at, part, expected) => {
    await store.ask({ ...asked, ...part })
    expect(await store.confirm('p1', by, at)).toBe(expected)
    expect(await store.of('demo', 'a1')).toEqual([])
  })

  test('is confirmed once, and counts no more when it is withdrawn', async () => {
    await store.ask(asked)
    const both = await Promise.all([store.confirm('p1', 'jonas', now), store.confirm('p1', 'kim', now)])
    expect(both.filter((one) => typeof one !== 'string')).toHaveLength(1)
    const loser = both.find((one) => typeof one === 'string')
    expect(['somebody was faster', 'it is confirmed already']).toContain(loser)
    expect(await store.confirm('p1', 'lena', now)).toBe('it is confirmed already')
    const winner = both.find((one) => typeof one !== 'string')
    const again = await store.confirm('p1', winner?.intended.confirmedBy ?? '', now + 4)
    expect(again).toEqual(winner)
    expect(await store.withdraw('p1', 'ines', now + 5)).toBe(true)
    expect(await store.withdraw('p1', 'kim', now + 6)).toBe(false)
    expect(await store.withdraw('p1', 'ines', now + 6)).toBe(true)
    expect(await store.withdraw('p2', 'ines', now + 6)).toBe(false)
    const row = await database().selectFrom('preauthorisations').selectAll().executeTakeFirst()
    expect([row?.withdrawn_by, row?.withdrawn_at]).toEqual(['ines', now + 5])
    expect(await store.standing(now)).toEqual([])
    expect(await store.of('demo', 'a1')).toEqual([])
    expect(await store.confirm('p1', 'kim', now)).toBe('there is no such pre-authorisation')
    expect(await store.confirm('p2', 'kim', now)).toBe('there is no such pre-authorisation')
  })

  test('what is confirmed goes on record, with both people', async () => {
    await store.ask(asked)
    const audit = openAudit(database())
    const { size } = await audit.standing()
    await store.confirm('p1', 'jonas', now + 1)
    const entries = (await audit.rows(size, 9)).map((one) => JSON.parse(one.body) as AuditEntry)
    expect(entries).toMatchObject([{ deed: 'preauthorised', about: 'p1', at: now + 1, by: 'person' }])
    expect(await audit.unseal(entries[0]!)).toEqual({
      who: 'jonas',
      other: 'ines',
      whom: 'a1',
      why: 'AG 12/345, LEGAL-7',
    })
  })

  test('every step of it goes on record: what stood before, what stands, and by which request', async () => {
    const audit = openAudit(database())
    const { size } = await audit.standing()
    await store.ask(asked, { requestId: 'r1' })
    await store.ask(asked, { requestId: 'r1' })
    await store.withdraw('p1', 'jonas', now + 1, 'r2')
    await store.ask({ ...asked, intendedId: 'p2' })
    await store.confirm('p2', 'jonas', now + 2, 'r3')
    await store.withdraw('p2', 'ines', now + 3)
    const entries = (await audit.rows(size, 9)).map((one) => JSON.parse(one.body) as AuditEntry)
    const steps = entries.map(({ deed, about, at, before, after, requestId }) => [
      deed,
      about,
      at,
      before,
      after,
      requestId,
    ])
    const what = { action: 'suspend', expiresAt: asked.expiresAt }
    const [wasAsked, isAsked] = [{ stands: 'asked' }, { stands: 'asked', ...what }]
    // biome-ignore format: a table for people.
    expect(steps).toEqual([
      ['preauthorisation-asked',     'p1', now,     undefined,            isAsked,                              'r1'],
      ['preauthorisation-withdrawn', 'p1', now + 1, wasAsked,             { stands: 'withdrawn', ...what },     'r2'],
      ['preauthorisation-asked',     'p2', now,     undefined,            isAsked,                              undefined],
      ['preauthorised',              'p2', now + 2, wasAsked,             { stands: 'signed', ...what },        'r3'],
      ['preauthorisation-withdrawn', 'p2', now + 3, { stands: 'signed' }, { stands: 'withdrawn', ...what },     undefined],
    ])
  })

  test('what was asked for stays as it was asked, and the latest is shown first, the earliest counts first', async () => {
    await store.ask(asked)
    expect(await store.ask({ ...asked, order: 'another', askedAt: now + 1 })).toBeUndefined()
    await store.ask({ ...asked, intendedId: 'p0', askedAt: now + 2 })
    expect((await store.standing(now)).map((one) => [one.intendedId, one.order, one.askedAt])).toEqual([
      ['p0', 'AG 12/345', now + 2],
      ['p1', 'AG 12/345', now],
    ])
    await store.confirm('p0', 'jonas', now)
    await store.confirm('p1', 'jonas', now)
    expect((await store.of('demo', 'a1')).map((one) => one.intended.intendedId)).toEqual(['p1', 'p0'])
  })

  test('a key stands for one thing, and what was taken back is not asked for again by it', async () => {
    await database().deleteFrom('case_acts').execute()
    const by = (fingerprint: string) => ({ once: { key: 'key-1', fingerprint } })
    expect(await store.ask(asked, by('one'))).toBeUndefined()
    expect(await store.ask(asked, by('one'))).toBeUndefined()
    const other = { ...asked, intendedId: 'p2', accountId: 'a2' }
    expect(await store.ask(other, by('other'))).toEqual({ kind: 'key-reused' })
    // Somebody else's key of that name is another one.
    expect(await store.ask({ ...other, askedBy: 'kim' }, by('other'))).toBeUndefined()
    expect((await store.standing(now)).map(({ intendedId }) => intendedId).sort()).toEqual(['p1', 'p2'])
    await store.withdraw('p1', 'jonas', now + 1)
    expect(await store.ask(asked, by('one'))).toBe(
      'this was asked for before, and was taken back: ask anew, with a new key',
    )
    expect((await store.standing(now)).map(({ intendedId }) => intendedId)).toEqual(['p2'])
  })

  test('what nobody may ask for is refused in words', async () => {
    expect(await store.ask({ ...asked, actorId: 'ines' })).toBe(
      'nobody asks for what they will do themselves',
    )
    expect(await store.ask({ ...asked, expiresAt: now })).toBe('it has expired already')
    expect(await store.ask({ ...asked, expiresAt: now + 30 * 86_400_000 + 1 })).toBe(
      'it may be valid for 30 days at most',
    )
    expect(await store.standing(now)).toEqual([])
    expect(await store.ask({ ...asked, expiresAt: now + 30 * 86_400_000 })).toBeUndefined()
  })

  test('whoever can write to the store cannot make one that counts', async () => {
    await store.ask(asked)
    await store.confirm('p1', 'jonas', now)
    await database().updateTable('preauthorisations').set({ account_id: 'a2' }).execute()
    const [moved] = await store.of('demo', 'a2')
    expect(moved?.intended.accountId).toBe('a1')
    const body = JSON.stringify({ ...moved?.intended, accountId: 'a2' })
    await database().updateTable('preauthorisations').set({ body }).execute()
    const [bent] = await store.of('demo', 'a2')
    expect(bent !== undefined && store.isOurs(bent)).toBe(false)
  })
})

test('whatever somebody writes into the store without our key foresees nothing; what two people signed does', async () => {
  const store = await sqliteFile()
  const database = await openDatabase(store.url)
  const [key, other] = [
    await sealingKey(join(folder, 'own.key')),
    await sealingKey(join(folder, 'theirs.key')),
  ]
  const besieged = await forgePreauthorisations({ count: 500, seed: 2017 }, { database, key, other })
  await database.destroy()
  await store.close()
  expect(besieged).toMatchObject({ tried: 500, accepted: [], honestTried: 11, honestTaken: 11 })
  expect(Object.keys(besieged.ways)).toHaveLength(10)
}, 120_000)
