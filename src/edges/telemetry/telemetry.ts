import { performance } from 'node:perf_hooks'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Notice, Notify } from '../../ports/notice.ts'
import { openFloodGate } from './flood-gate.ts'
import { openLagBoard } from './lag-board.ts'
import { describeCause, type LineDestination, openLineWriter } from './line-writer.ts'
import { openMeters } from './meters.ts'
import { countNotice, levelOf, type NoticeKind, sayNotice } from './notice-table.ts'

/** The one place where what happened becomes a metric and a log line. */
export interface Telemetry {
  /** Never throws: a fault in telling must not stop the watching. */
  readonly notice: Notify
  /** The page that Prometheus reads. */
  metrics(): Promise<string>
  readonly contentType: string
  /** Says what a flood held back. Notices after it are still counted and logged. */
  close(): void
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface TelemetryOptions {
  /** The quietest line that is written. */
  readonly level: LogLevel
  /** Standard error by default: JSON lines, or short ones on a terminal. */
  readonly destination?: LineDestination
  /** Metrics of the process itself. Tests do without: they start timers. */
  readonly processMetrics?: boolean
  readonly monotonicMs?: () => number
}

export function openTelemetry(options: TelemetryOptions): Telemetry {
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const registry = new Registry()
  if (options.processMetrics !== false) collectDefaultMetrics({ register: registry })
  const meters = openMeters(registry)
  const lag = openLagBoard(monotonicMs)
  const lines = openLineWriter(options.level, options.destination)
  const gate = openFloodGate<NoticeKind>(monotonicMs, (kind, heldBack) => {
    meters.add('countermand_notices_unlogged_total', heldBack)
    lines.warn({ kind, says: `${heldBack} more lines of ${kind} held back`, heldBack })
  })

  const notice = (told: Notice) => {
    try {
      if (told.kind === 'LagSeen') lag.saw(told.topic, told.partition, told.records)
      countNotice(told.kind, told, meters)
      const level = levelOf(told.kind, told)
      if (!lines.isLevelEnabled(level) || !gate.passes(told.kind)) return
      lines[level](lineOf(told))
    } catch (fault) {
      meters.add('countermand_notices_failed_total', 1)
      if (gate.passes(told.kind))
        lines.error({ kind: told.kind, says: 'this notice could not be counted', ...describeCause(fault) })
    }
  }

  return {
    notice,
    metrics: () => {
      lag.show(meters)
      return registry.metrics()
    },
    contentType: registry.contentType,
    close: () => gate.flush(),
  }
}

/** The sentence, and every field of the notice beside it. */
function lineOf(told: Notice): Record<string, unknown> {
  const { kind, ...fields } = told
  const cause = 'cause' in told ? describeCause(told.cause) : {}
  return { kind, ...fields, ...cause, says: sayNotice(kind, told) }
}
