import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ConfigInput, readConfig } from '../src/config.ts'
import { settings } from '../src/settings.ts'

const readAll = (input: Partial<ConfigInput>) => readConfig({ environment: {}, flags: {}, ...input })
const read = (input: Partial<ConfigInput>) => readAll(input).config
const faultsOf = (input: Partial<ConfigInput>) => readAll(input).faults

describe('settings', () => {
  it('start on loopback with nothing set', () => {
    expect(read({})).toMatchObject({
      host: '127.0.0.1',
      port: 7411,
      data: './data',
      roles: ['detect', 'reverse', 'console'],
    })
  })

  it('take a flag before the environment, and the environment before the default', () => {
    expect(read({ environment: { COUNTERMAND_PORT: '7500' } })).toMatchObject({ port: 7500 })
    expect(read({ environment: { COUNTERMAND_PORT: '7500' }, flags: { port: '7600' } })).toMatchObject({
      port: 7600,
    })
  })

  it('say every fault at once, with its place and what is allowed', () => {
    const faults = faultsOf({
      environment: {
        COUNTERMAND_PORT: '70000',
        COUNTERMAND_DEMO: 'maybe',
        COUNTERMAND_ROLES: 'detect,cook',
        COUNTERMAND_KAFKA_TLS: 'yes',
        COUNTERMAND_PROT: '7411',
      },
      flags: { demoRate: 'fast' },
    })
    expect(faults).toEqual([
      {
        at: 'COUNTERMAND_PORT',
        says: '"70000" is not a whole number from 0 to 65535 (TCP port, 0 for any free one)',
      },
      { at: 'COUNTERMAND_ROLES', says: '"detect,cook" is not a list of detect, reverse, console' },
      { at: 'COUNTERMAND_DEMO', says: '"maybe" is not one of auto, on, off' },
      { at: '--demo-rate', says: '"fast" is not a whole number from 1 to 2000 (changes a second)' },
      { at: 'COUNTERMAND_KAFKA_TLS', says: '"yes" is not on or off' },
      { at: 'COUNTERMAND_PROT', says: 'no setting has this name' },
    ])
  })

  it('take a secret from a file, and never repeat one in a fault', () => {
    const folder = mkdtempSync(join(tmpdir(), 'countermand-config-'))
    writeFileSync(join(folder, 'ingest'), 'whsec_abc\n')
    const config = read({ environment: { COUNTERMAND_INGEST_SECRET_FILE: join(folder, 'ingest') } })
    expect(config.ingestSecret).toBe('whsec_abc')
    const faults = faultsOf({ environment: { COUNTERMAND_INGEST_SECRET_FILE: join(folder, 'missing') } })
    expect(faults).toMatchObject([{ at: 'COUNTERMAND_INGEST_SECRET_FILE' }])
  })

  it('do not take a secret-free setting from a file', () => {
    expect(read({ environment: { COUNTERMAND_PORT_FILE: '/nowhere' } })).toMatchObject({ port: 7411 })
  })

  it('have defaults within their own bounds, and names that follow from their keys', () => {
    for (const setting of settings) {
      const env = `COUNTERMAND_${setting.key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
      expect(setting.env).toBe(env)
      if (setting.kind !== 'integer') continue
      expect(setting.default, setting.key).toBeGreaterThanOrEqual(setting.min)
      expect(setting.default, setting.key).toBeLessThanOrEqual(setting.max)
    }
  })
})
