import { collectDefaultMetrics, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { type MetricSpec, metricTable } from '../../src/edges/telemetry/metric-table.ts'
import {
  dashboardExpressions,
  metricsIn,
  readDashboard,
  readProject,
  readRules,
  ruleExpressions,
} from './expressions.ts'

const ours: readonly MetricSpec[] = metricTable
const ourNames = ours.map((spec) => spec.name as string)

/** What the client library counts of the process, without being asked one by one. */
function processMetrics(): string[] {
  const register = new Registry()
  collectDefaultMetrics({ register })
  return register.getMetricsAsArray().map((metric) => metric.name)
}

describe('dashboards and alert rules name the metrics that exist', () => {
  it('none that does not exist', () => {
    const known = new Set([...ourNames, ...processMetrics()])
    const unknown = [...dashboardExpressions(), ...ruleExpressions()].flatMap(({ at, promql }) =>
      metricsIn(promql).flatMap((name) => (known.has(name) ? [] : [`${at}: ${name}`])),
    )
    expect(unknown).toEqual([])
  })

  it('the dashboard leaves none out', () => {
    const shown = new Set(dashboardExpressions().flatMap(({ promql }) => metricsIn(promql)))
    expect(ourNames.filter((name) => !shown.has(name))).toEqual([])
  })

  it('no label that the metric does not have, no value that the label never takes', () => {
    const wrong = [...dashboardExpressions(), ...ruleExpressions()].flatMap(({ at, promql }) =>
      selectorsIn(promql).flatMap(({ metric, label, values }) => {
        const allowed = ours.find((spec) => spec.name === metric)?.labels?.[label]
        if (allowed === undefined) return [`${at}: ${metric} has no label ${label}`]
        return values.filter((value) => !allowed.includes(value)).map((value) => `${at}: ${label}=${value}`)
      }),
    )
    expect(wrong).toEqual([])
  })

  it('would see a misspelt one', () => {
    expect(metricsIn('sum(rate(countermand_step_duration_seconds_bucket{le="x"}[5m])) > up')).toEqual([
      'countermand_step_duration_seconds',
    ])
    expect(selectorsIn('countermand_alerts_total{severity=~"high|critical",instance="a"}')).toEqual([
      { metric: 'countermand_alerts_total', label: 'severity', values: ['high', 'critical'] },
    ])
  })
})

describe('every alert rule', () => {
  it.each(readRules().map((rule) => [rule.alert, rule] as const))('%s says what to do', (_name, rule) => {
    expect(rule.labels).toEqual({ severity: expect.stringMatching(/^(page|ticket)$/) })
    expect(rule.annotations.summary).toMatch(/\.$/)
    // Two sentences at least: what it means, and what to do first.
    expect(rule.annotations.description).toMatch(/\..+\.$/s)
  })

  it('fires in a test of its own', () => {
    const tests = readProject('dashboards/prometheus/rules.test.yml')
    const untested = readRules().filter(({ alert }) => !tests.includes(`alertname="${alert}"`))
    expect(untested).toEqual([])
  })
})

describe('the dashboard', () => {
  const { panels, schemaVersion } = readDashboard()
  const shown = panels.filter((panel) => panel.type !== 'row')

  it('is one that Grafana 12 reads as it is', () => {
    expect(schemaVersion).toBe(42)
    expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length)
  })

  it('explains every panel and gives it a unit', () => {
    const bare = shown.filter(
      (panel) => (panel.description ?? '') === '' || (panel.type !== 'heatmap' && unitOf(panel) === ''),
    )
    expect(bare.map((panel) => panel.title)).toEqual([])
  })

  it('lays no panel over another, and none beyond the 24 columns', () => {
    const cells = panels.flatMap(({ title, gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => ({ title, cell: `${x + (n % w)},${y + Math.floor(n / w)}` })),
    )
    expect(new Set(cells.map(({ cell }) => cell)).size).toBe(cells.length)
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
  })
})

function unitOf(panel: { fieldConfig?: { defaults: { unit?: string } } }): string {
  return panel.fieldConfig?.defaults.unit ?? ''
}

/** Labels that an expression asks for, apart from those that Prometheus adds. */
function selectorsIn(promql: string): { metric: string; label: string; values: string[] }[] {
  return [...promql.matchAll(/(countermand_\w+?)(?:_bucket|_sum|_count)?\{([^}]*)\}/g)].flatMap(
    ([, metric = '', selectors = '']) =>
      [...selectors.matchAll(/(\w+)\s*=~?\s*"([^"]*)"/g)]
        .filter(([, label]) => label !== 'instance' && label !== 'job')
        .map(([, label = '', values = '']) => ({ metric, label, values: values.split('|') })),
  )
}
