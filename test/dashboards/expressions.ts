import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** One PromQL expression of `dashboards/`, and where it stands. */
export interface Expression {
  readonly at: string
  readonly promql: string
}

interface Rules {
  groups: { rules: { alert: string; expr: string; labels: object; annotations: Record<string, string> }[] }[]
}

export interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly description?: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string }[]
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
}

interface Dashboard {
  readonly schemaVersion: number
  readonly panels: readonly Panel[]
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr?: string }[] }
}

const root = new URL('../../', import.meta.url)

export function readProject(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

export function readDashboard(): Dashboard {
  return JSON.parse(readProject('dashboards/grafana/countermand.json')) as Dashboard
}

export function readRules() {
  const { groups } = parse(readProject('dashboards/prometheus/rules.yml')) as Rules
  return groups.flatMap((group) => group.rules)
}

export function dashboardExpressions(): Expression[] {
  const { panels, annotations } = readDashboard()
  return [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ at: title, promql: expr }))),
    ...annotations.list.flatMap(({ name, expr }) => (expr === undefined ? [] : [{ at: name, promql: expr }])),
  ]
}

export function ruleExpressions(): Expression[] {
  return readRules().map(({ alert, expr }) => ({ at: alert, promql: expr }))
}

/** Metrics that an expression names, without what a histogram adds to its name. */
export function metricsIn(promql: string): string[] {
  const words = promql.replaceAll(/"[^"]*"/g, '""').match(/\b[a-z]+_[a-z0-9_]+\b/g) ?? []
  return words
    .filter((word) => /^(countermand|process|nodejs)_/.test(word))
    .map((word) => word.replace(/_(bucket|sum|count)$/, ''))
}
