import fc from 'fast-check'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { foldLabels, openMeters } from '../../../src/edges/telemetry/meters.ts'
import { type MetricSpec, metricTable } from '../../../src/edges/telemetry/metric-table.ts'

const labelled = metricTable.filter((spec: MetricSpec) => spec.labels !== undefined)

it('counts a label value that nobody foresaw as other, such as the name of a person', async () => {
  const registry = new Registry()
  const meters = openMeters(registry)
  meters.add('countermand_alerts_total', 1, { severity: 'high', kind: 'alice@example.org' })
  meters.add('countermand_alerts_total', 1, { severity: '__proto__', kind: 'change' })
  meters.add('countermand_alerts_total', 1, {})
  const page = await registry.metrics()
  expect(page).not.toContain('alice')
  expect(page).not.toContain('__proto__')
  expect(page).toContain('countermand_alerts_total{severity="high",kind="other"} 1')
  expect(page).toContain('countermand_alerts_total{severity="other",kind="change"} 1')
  expect(page).toContain('countermand_alerts_total{severity="other",kind="other"} 1')
})

it('makes no more series than the table allows, whatever the labels are', () => {
  fc.assert(
    fc.property(fc.constantFrom(...labelled), fc.string(), (spec: MetricSpec, word) => {
      const given = Object.fromEntries(Object.keys(spec.labels ?? {}).map((label) => [label, word]))
      for (const [label, value] of Object.entries(foldLabels(spec, { ...given, person: 'alice' }))) {
        const allowed = spec.labels?.[label] ?? []
        expect(allowed === 'one at a time' ? ['other'] : [...allowed, 'other']).toContain(value)
      }
    }),
  )
})

it('names no label after a person, an account or an id', () => {
  const labels = labelled.flatMap((spec: MetricSpec) => Object.keys(spec.labels ?? {}))
  expect(labels.filter((label) => /actor|account|user|person|handle|(^|_)id$|Id$/.test(label))).toEqual([])
})

it('allows at most 3,000 series for one metric and 6,000 together', () => {
  const series = labelled.map((spec: MetricSpec) =>
    Object.values(spec.labels ?? {}).reduce((product, values) => product * (values.length + 1), 1),
  )
  expect(Math.max(...series)).toBeLessThanOrEqual(3_000)
  expect(series.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(6_000)
})

it('follows the naming rules of Prometheus: counters end in _total, units are last, nothing in ms', () => {
  for (const { name, type, unit } of metricTable) {
    expect(name).toMatch(/^countermand_[a-z_]+$/)
    expect(name.endsWith('_total')).toBe(type === 'counter')
    expect(name.endsWith('_seconds')).toBe(unit === 'seconds')
  }
})

it.each([
  [
    'a histogram cannot be added to',
    (m: ReturnType<typeof openMeters>) => m.add('countermand_event_age_seconds', 1),
  ],
  ['a counter cannot be set', (m: ReturnType<typeof openMeters>) => m.set('countermand_alerts_total', 1)],
  [
    'a gauge cannot be observed',
    (m: ReturnType<typeof openMeters>) => m.observe('countermand_kill_switch_on', 1),
  ],
  ['nothing is NaN', (m: ReturnType<typeof openMeters>) => m.set('countermand_kill_switch_on', Number.NaN)],
])('%s', (_says, misuse) => {
  expect(() => misuse(openMeters(new Registry()))).toThrow(/histogram|gauge|NaN/)
})
