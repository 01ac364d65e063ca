import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { type MetricName, type MetricSpec, metricTable } from './metric-table.ts'

/** The metrics of the table, open for counting. A label value that the table does not list is counted as
 *  `other`, so that no input, however hostile, makes more series than the table allows. */
export interface Meters {
  /** Adds to a counter or a gauge; a gauge may go down. */
  add(name: MetricName, by: number, labels?: Labels): void
  set(name: MetricName, value: number, labels?: Labels): void
  observe(name: MetricName, value: number): void
  /** Forgets every series of a gauge: the next `set` is then the only one. */
  clear(name: MetricName): void
}

type Labels = Readonly<Record<string, string>>

export function openMeters(registry: Registry): Meters {
  const open = new Map<MetricName, OpenMetric>(
    metricTable.map((spec: MetricSpec & { name: MetricName }) => [spec.name, openMetric(spec, registry)]),
  )
  const find = (name: MetricName): OpenMetric => {
    const metric = open.get(name)
    if (metric === undefined) throw new Error(`no metric ${name} in the table`)
    return metric
  }
  return {
    add: (name, by, labels = {}) => {
      const { spec, meter } = find(name)
      if (meter instanceof Histogram) throw new Error(`${name} is a histogram: observe it`)
      meter.inc(foldLabels(spec, labels), finite(by))
    },
    set: (name, value, labels = {}) => {
      const { spec, meter } = find(name)
      if (!(meter instanceof Gauge)) throw new Error(`${name} is no gauge: it cannot be set`)
      meter.set(foldLabels(spec, labels), finite(value))
    },
    observe: (name, value) => {
      const { meter } = find(name)
      if (!(meter instanceof Histogram)) throw new Error(`${name} is no histogram: it cannot be observed`)
      meter.observe(finite(value))
    },
    clear: (name) => find(name).meter.reset(),
  }
}

interface OpenMetric {
  readonly spec: MetricSpec
  readonly meter: Counter<string> | Gauge<string> | Histogram
}

/** Labels as the table allows them. Exported for the test that tries to break out. */
export function foldLabels(spec: MetricSpec, labels: Labels): Record<string, string> {
  return Object.fromEntries(
    Object.entries(spec.labels ?? {}).map(([label, allowed]) => {
      const value = labels[label] ?? ''
      const known = allowed === 'one at a time' ? /^[0-9a-f]{12}$/.test(value) : allowed.includes(value)
      return [label, known ? value : 'other']
    }),
  )
}

function openMetric(spec: MetricSpec, registry: Registry): OpenMetric {
  const configuration = {
    name: spec.name,
    help: spec.help,
    labelNames: Object.keys(spec.labels ?? {}),
    registers: [registry],
  }
  switch (spec.type) {
    case 'counter': {
      const meter = new Counter(configuration)
      // A counter that first appears at 1 has no increase for Prometheus to see, so that the first escalated
      // reversal would page nobody: every series stands at 0 from the start.
      for (const labels of everyCombination(spec)) meter.inc(labels, 0)
      return { spec, meter }
    }
    case 'gauge':
      return { spec, meter: new Gauge(configuration) }
    case 'histogram':
      return {
        spec,
        meter: new Histogram({ ...configuration, labelNames: [], buckets: [...(spec.buckets ?? [])] }),
      }
    default:
      return spec.type satisfies never
  }
}

/** Every set of label values that the table allows, without `other`. */
function everyCombination(spec: MetricSpec): Record<string, string>[] {
  let combinations: Record<string, string>[] = [{}]
  for (const [label, values] of Object.entries(spec.labels ?? {})) {
    if (values === 'one at a time') return []
    combinations = combinations.flatMap((labels) => values.map((value) => ({ ...labels, [label]: value })))
  }
  return combinations
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`a metric cannot be ${value}`)
  return value
}
