import type { AccountChange } from '../../core/change/account-change.ts'
import type { Outcome } from '../../core/decision/decide.ts'
import { type Mode, modes, type Severity, severities } from '../../core/policy/severity.ts'
import { gatesOfMachine } from '../../core/reversal/gates.ts'
import { aDay, spanOf } from '../a-day.ts'
import { aligned } from '../aligned.ts'
import type { Gated } from './simulated-gates.ts'

const dayMs = 86_400_000

/** What the closing table of a replay is made of. */
export interface ReplayCounts {
  change(change: AccountChange): void
  alert(outcome: Outcome, gated: Gated | undefined): void
  changes(): number
  table(spentMs: number): string
}

export function countReplay(): ReplayCounts {
  let changes = 0
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  const bySeverity: Record<Severity, number> = { info: 0, low: 0, medium: 0, high: 0, critical: 0 }
  const byMode: Record<Mode, number> = { observe: 0, approve: 0, veto: 0, auto: 0 }
  const left: Record<Mode, number> = { observe: 0, approve: 0, veto: 0, auto: 0 }
  const held: Record<Mode, HeldBack> = { observe: none(), approve: none(), veto: none(), auto: none() }
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
      const by = closedTo(gated)
      if (by.length === 0) left[gated.granted] += 1
      else hold(held[gated.granted], by)
    },
    changes: () => changes,
    table(spentMs) {
      const days = Math.max((last - first) / dayMs, 1 / 24)
      const rows: [string, string, string][] = [
        [
          'changes',
          count(changes),
          changes === 0
            ? ''
            : `${day(first)} to ${day(last)}, ${days < 1 ? spanOf(days) : `${days.toFixed(1)} days`}`,
        ],
        [
          'changes a second',
          count(Math.round(changes / (spentMs / 1000))),
          `${(spentMs / 1000).toFixed(1)} s`,
        ],
      ]
      for (const severity of severities) {
        const alerts = bySeverity[severity]
        rows.push([`alerts, ${severity}`, count(alerts), days < 1 ? '' : `${aDay(alerts, days)} a day`])
      }
      for (const mode of modes) {
        const after = [`${count(left[mode])} after ceiling, gates and budgets`, ...heldWords(held[mode])]
        rows.push([`mode ${mode}`, count(byMode[mode]), gatesSimulated ? after.join('; ') : ''])
      }
      return aligned(rows, ['left', 'right', 'left']).join('\n')
    },
  }
}

/** Grants that closed gates held back, and by which; one may be held by several. */
interface HeldBack {
  grants: number
  readonly byGate: Map<string, number>
}

function none(): HeldBack {
  return { grants: 0, byGate: new Map() }
}

function hold(held: HeldBack, gates: readonly string[]): void {
  held.grants += 1
  for (const gate of gates) held.byGate.set(gate, (held.byGate.get(gate) ?? 0) + 1)
}

/** To observe needs no gate, and what waits for a person's yes goes through those that are closed to the machine
 *  alone. */
function closedTo({ granted, blockedBy }: Gated): readonly string[] {
  if (granted === 'observe') return []
  return granted === 'approve' ? blockedBy.filter((gate) => !gatesOfMachine.has(gate)) : blockedBy
}

/** `16 held back (budgets 12, cooldown 7)`, the most frequent first. */
function heldWords({ grants, byGate }: HeldBack): string[] {
  if (grants === 0) return []
  const gates = [...byGate].toSorted(([, a], [, b]) => b - a)
  return [
    `${count(grants)} held back (${gates.map(([gate, times]) => `${gate} ${count(times)}`).join(', ')})`,
  ]
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
