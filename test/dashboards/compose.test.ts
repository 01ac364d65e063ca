import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../src/config.ts'
import { readProject } from './expressions.ts'

interface Service {
  image: string
  build?: string
  environment?: Record<string, string>
  secrets?: string[]
  ports?: string[]
  volumes?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[]; interval: string; timeout: string; retries: number }
}

interface Compose {
  services: Record<string, Service>
  secrets: Record<string, { file: string }>
  volumes: Record<string, null>
}

const text = readProject('docker-compose.yml')
const compose = parse(text) as Compose
const services = Object.entries(compose.services)
const dockerfile = readProject('Dockerfile')

/** Docker itself cannot run in most test machines: this holds what can be known from the file. */
describe('docker-compose.yml', () => {
  it('brings the program, Kafka, the registry, PostgreSQL, Prometheus and Grafana', () => {
    expect(services.map(([name]) => name).toSorted()).toEqual(
      ['countermand', 'grafana', 'kafka', 'postgres', 'prometheus', 'registry'].toSorted(),
    )
  })

  it.each(services)('%s is pinned to an exact version', (_name, { image }) => {
    expect(image).toMatch(/^[\w./-]+:v?\d+(\.\d+){1,2}(-\w+)?$/)
  })

  it.each(services)('%s has a health check', (_name, { healthcheck }) => {
    expect(healthcheck?.test.length).toBeGreaterThan(1)
    expect(healthcheck?.retries).toBeGreaterThan(0)
  })

  it.each(services)('%s listens on this machine alone', (_name, { ports = [] }) => {
    expect(ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([])
  })

  it.each(services)('%s waits until what it needs is healthy', (_name, { depends_on = {} }) => {
    for (const [needed, { condition }] of Object.entries(depends_on)) {
      expect(Object.keys(compose.services)).toContain(needed)
      expect(condition).toBe('service_healthy')
    }
  })

  it.each(services)(
    '%s keeps its data in a named volume or mounts what is in the project',
    (_name, service) => {
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':')
        const isThere = source.startsWith('./')
          ? existsSync(fileURLToPath(new URL(`../../${source}`, import.meta.url)))
          : source in compose.volumes
        expect(isThere, source).toBe(true)
      }
    },
  )

  it('holds no password: each comes from a file that the comment says how to make', () => {
    for (const [name, { environment = {}, secrets = [] }] of services) {
      const open = Object.entries(environment).filter(
        ([key, value]) => /PASSWORD|SECRET|STORE_URL/.test(key) && !value.startsWith('/run/secrets/'),
      )
      expect(open, name).toEqual([])
      for (const secret of secrets) expect(text).toContain(`secrets/${secret}\n`)
      for (const value of Object.values(environment).filter((one) => one.startsWith('/run/secrets/')))
        expect(secrets).toContain(value.slice('/run/secrets/'.length))
    }
    expect(Object.values(compose.secrets).every(({ file }) => file.startsWith('./secrets/'))).toBe(true)
    expect(readProject('.gitignore')).toContain('secrets/')
  })

  it('starts the program with settings that it accepts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'countermand-compose-'))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    const environment = Object.fromEntries(
      Object.entries(compose.services.countermand?.environment ?? {}).map(([key, value]) => {
        if (!value.startsWith('/run/secrets/')) return [key, value]
        const file = join(folder, key)
        writeFileSync(file, `whsec_${Buffer.alloc(32, 1).toString('base64')}`)
        return [key, file]
      }),
    )
    expect(readConfig({ environment, flags: {} }).faults).toEqual([])
    const misspelt = readConfig({ environment: { ...environment, COUNTERMAND_HOSTS: 'x' }, flags: {} })
    expect(misspelt.faults).toMatchObject([{ at: 'COUNTERMAND_HOSTS' }])
  })
})

describe('the Dockerfile', () => {
  it('runs Node 24, pinned, as a user who is not root, with a health check', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    expect(new Set(bases)).toEqual(new Set(['node:24.21.0-bookworm-slim']))
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(dockerfile).toMatch(/^HEALTHCHECK /m)
    expect(dockerfile.indexOf('USER node')).toBeLessThan(dockerfile.indexOf('CMD ["node", "src'))
  })

  it('copies only what the build context lets in', () => {
    const letIn = [...readProject('.dockerignore').matchAll(/^!(\S+)$/gm)].map(([, path = '']) => path)
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    )
    expect([...new Set(copied)].toSorted()).toEqual(letIn.toSorted())
  })
})
