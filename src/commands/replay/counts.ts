import type { AccountChange } from '../../core/change/account-change.ts'
import type { Outcome } from '../../core/decision/decide.ts'
import { type Mode, modes, type Severity, severities } from '../../core/policy/severity.ts'
import { aligned } from '../aligned.ts'

const dayMs = 86_400_000

/** What the closing table of a replay is made of. */
export interface ReplayCounts {
  change(change: AccountChange): void
  alert(outcome: Outcome, gated: { readonly granted: string } | undefined): void
  changes(): number
  table(spentMs: number): string
}

export function countReplay(): ReplayCounts {
  let changes = 0
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  const bySeverity: Record<Severity, number> = { info: 0, low: 0, medium: 0, high: 0, critical: 0 }
  const byMode: Record<Mode, number> = { observe: 0, approve: 0, veto: 0, auto: 0 }
  const granted: Record<Mode, number> = { observe: 0, approve: 0, veto: 0, auto: 0 }
  let gatesSimulated = false

  return {
    change({ occurredAt }) {
      changes += 1
      if (occurredAt < first) first = occurredAt
      if (occurredAt > last) last = occurredAt
    },
    alert({ assessment, decision }, gated) {
      bySeverity[assessment.severity] += 1
      byMode[decision.mode] += 1
      if (gated === undefined) return
      gatesSimulated = true
      granted[gated.granted as Mode] += 1
    },
    changes: () => changes,
    table(spentMs) {
      const days = Math.max((last - first) / dayMs, 1 / 24)
      const rows: [string, string, string][] = [
        [
          'changes',
          count(changes),
          changes === 0 ? '' : `${day(first)} to ${day(last)}, ${days.toFixed(1)} days`,
        ],
        [
          'changes a second',
          count(Math.round(changes / (spentMs / 1000))),
          `${(spentMs / 1000).toFixed(1)} s`,
        ],
      ]
      for (const severity of severities) {
        const alerts = bySeverity[severity]
        rows.push([`alerts, ${severity}`, count(alerts), `${(alerts / days).toFixed(2)} a day`])
      }
      for (const mode of modes) {
        const after = gatesSimulated ? `${count(granted[mode])} after ceiling, gates and budgets` : ''
        rows.push([`mode ${mode}`, count(byMode[mode]), after])
      }
      return aligned(rows, ['left', 'right', 'left']).join('\n')
    },
  }
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
