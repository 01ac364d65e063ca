import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { IncidentResult } from '../../src/demo/incidents/play.ts'
import { runProgram, startProgram } from './running-program.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

it.each(['webhook', 'topic'])(
  'the account of 2017 is restored within 3 s where commands go by %s',
  { timeout: 180_000 },
  async (way) => {
    const folder = mkdtempSync(join(tmpdir(), 'countermand-way-'))
    folders.push(folder)
    const program = await startProgram(folder, { flags: ['--demo-way', way] })
    try {
      const { port } = new URL(program.address)
      const flags = ['--json', '--port', port, '--data', folder]
      const { code, out, err } = await runProgram(['demo', 'last-day-2017', ...flags])
      expect([code, err]).toEqual([0, ''])
      const { commands, reversals, secondsToConfirmed }: IncidentResult = JSON.parse(out)
      expect(commands).toMatchObject([{ action: 'reactivate', outcome: 'applied' }])
      expect(reversals).toMatchObject([{ countermeasure: 'restore', state: 'confirmed' }])
      expect(secondsToConfirmed).toBeLessThan(3)

      const keys = await (await fetch(`${program.address}/v1/keys`)).json()
      expect(keys).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }] })
      expect(JSON.stringify(keys)).not.toContain('"d"')
      expect(statSync(join(folder, 'command.key')).mode & 0o777).toBe(0o600)
    } finally {
      await program.interrupt()
    }
  },
)
