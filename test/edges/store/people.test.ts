import { expect, it } from 'vitest'
import { hashSecret, isSecret, refuseSecret } from '../../../src/edges/secret-hash.ts'
import { peopleContract } from './people-contract.ts'
import { realPostgres, sqliteFile } from './stores.ts'

peopleContract('SQLite', sqliteFile)
peopleContract('PostgreSQL', realPostgres)

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
