import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, type TestContext, vi } from 'vitest'
import { stringify } from 'yaml'
import { openTelemetry } from '../../src/edges/telemetry/telemetry.ts'
import { dashboardExpressions } from '../dashboards/expressions.ts'

const rules = fileURLToPath(new URL('../../dashboards/prometheus/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'countermand-prometheus-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function needs(program: 'promtool' | 'prometheus', { skip }: TestContext): void {
  if (spawnSync(program, ['--version']).error === undefined) return
  skip(`${program} is not on this machine (Debian: apt-get install prometheus)`)
}

function promtool(...words: string[]) {
  const { status, stdout, stderr } = spawnSync('promtool', words, { encoding: 'utf8', timeout: 60_000 })
  return { status, said: stdout + stderr }
}

describe('promtool', () => {
  it('finds no fault in the configuration and the alert rules', (context) => {
    needs('promtool', context)
    expect(promtool('check', 'config', join(rules, 'prometheus.yml'))).toMatchObject({ status: 0 })
  })

  it('sees every alert fire when it should, and none on a healthy evening', (context) => {
    needs('promtool', context)
    const tested = promtool('test', 'rules', join(rules, 'rules.test.yml'))
    expect(tested.said).toContain('SUCCESS')
    expect(tested.status).toBe(0)
    // Five seconds of a core: as long as promtool itself is given.
  }, 60_000)

  it('understands every expression of the dashboard', (context) => {
    needs('promtool', context)
    const file = join(folder, 'dashboard.yml')
    const recorded = dashboardExpressions().map(({ promql }, n) => ({
      record: `dashboard:expression_${n}`,
      expr: promql.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
    }))
    writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules: recorded }] }))
    const checked = promtool('check', 'rules', file)
    expect(checked.said).toContain(`${recorded.length} rules found`)
    expect(checked.status).toBe(0)
  })
})

describe('a real Prometheus', () => {
  it('reads our metrics page and counts an alert that was raised', async (context) => {
    needs('prometheus', context)
    const telemetry = openTelemetry({ level: 'silent' })
    telemetry.notice({ kind: 'AlertRaised', severity: 'critical', alertKind: 'change' })
    telemetry.notice({ kind: 'ReversalConfirmed', afterSeconds: 0.42 })
    const page = createServer(async (_request, response) => {
      response.setHeader('content-type', telemetry.contentType).end(await telemetry.metrics())
    })
    const port = await listen(page)
    await using prometheus = await startPrometheus(port)
    const ask = (promql: string) => prometheus.query(promql)
    await vi.waitFor(async () => expect(await ask('up')).toBe(1), { timeout: 15_000, interval: 100 })
    expect(await ask('countermand_alerts_total{severity="critical",kind="change"}')).toBe(1)
    expect(await ask('countermand_event_to_confirmed_seconds_bucket{le="0.5"}')).toBe(1)
    expect(await ask('countermand_event_to_confirmed_seconds_bucket{le="0.25"}')).toBe(0)
    expect(await ask('scrape_samples_scraped')).toBeGreaterThan(100)
    page.close()
  })
})

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function startPrometheus(target: number) {
  const config = join(folder, 'prometheus.yml')
  const job = {
    job_name: 'countermand',
    scrape_interval: '500ms',
    static_configs: [{ targets: [`127.0.0.1:${target}`] }],
  }
  writeFileSync(config, stringify({ scrape_configs: [job] }))
  const free = createServer()
  const port = await listen(free)
  free.close()
  await once(free, 'close')
  const words = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const child = spawn('prometheus', words, { stdio: 'ignore' })
  return {
    /** The one value of an expression; `undefined` while there is none, or no Prometheus yet. */
    query: async (promql: string): Promise<number | undefined> => {
      const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(promql)}`
      const response = await fetch(url).catch(() => undefined)
      if (response?.ok !== true) return undefined
      const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } }
      const value = data.result[0]?.value[1]
      return value === undefined ? undefined : Number(value)
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
