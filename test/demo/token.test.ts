import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshToken } from '../../src/demo/token.ts'

test('the token is fresh at each start, in a file that only its owner can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-token-'))
  try {
    const path = join(folder, 'demo.token')
    const first = await freshToken(folder)
    const token = readFileSync(path, 'utf8')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(first.matches(`Bearer ${token}`)).toBe(true)
    for (const wrong of [undefined, '', 'Bearer ', `Bearer ${token}x`, token])
      expect(first.matches(wrong)).toBe(false)
    const second = await freshToken(folder)
    expect(second.matches(`Bearer ${token}`)).toBe(false)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
