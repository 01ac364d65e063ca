import type { Happening } from '../../core/reversal/life.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { type Drive, drive } from './drive.ts'
import type { Performing } from './performing.ts'

/** All undoings under way in this process: those of one account one after another, those of different accounts
 *  side by side. Whoever starts one asks for room first, so there are never more than a batch above the bound. */
export interface Lives {
  /** Returns at once. The answer resolves when the platform was asked for the first time. */
  start(entry: LedgerEntry): Promise<void>
  /** Tells one that is under way; where it is not, nobody needs to know. */
  happen(reversalId: string, happening: Happening): void
  /** Resolves when another may be started. */
  room(): Promise<void>
  /** Ends those of one partition, each at its next safe place. */
  endOf(partition: number): void
  /** Ends all of them, and resolves when they have. */
  end(): Promise<void>
}

export function openLives(performing: Performing, livesMax: number, broken: (cause: unknown) => void): Lives {
  const lanes = new Map<string, Promise<void>>()
  const drives = new Map<string, Drive>()
  const stops = new Map<number, AbortController>()
  let count = 0
  const waiting: (() => void)[] = []

  function stopOf(partition: number): AbortController {
    const known = stops.get(partition)
    if (known !== undefined && !known.signal.aborted) return known
    const fresh = new AbortController()
    stops.set(partition, fresh)
    return fresh
  }

  async function live(entry: LedgerEntry, signal: AbortSignal, asked: () => void): Promise<void> {
    if (signal.aborted) return
    const driven = drive(performing, entry, signal)
    drives.set(entry.command.commandId, driven)
    driven.asked.then(asked, asked)
    try {
      await driven.ended
    } catch (cause) {
      broken(cause)
    } finally {
      drives.delete(entry.command.commandId)
    }
  }

  return {
    start(entry) {
      const account = JSON.stringify([entry.command.source, entry.command.accountId])
      const { signal } = stopOf(entry.partition)
      const asked = Promise.withResolvers<void>()
      count += 1
      const before = lanes.get(account) ?? Promise.resolve()
      const lane = before
        .then(() => live(entry, signal, asked.resolve))
        .finally(() => {
          asked.resolve()
          count -= 1
          if (lanes.get(account) === lane) lanes.delete(account)
          waiting.shift()?.()
        })
      lanes.set(account, lane)
      return asked.promise
    },
    happen: (reversalId, happening) => drives.get(reversalId)?.happen(happening),
    async room() {
      if (count >= livesMax) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    endOf: (partition) => stops.get(partition)?.abort(),
    async end() {
      for (const stop of stops.values()) stop.abort()
      await Promise.all(lanes.values())
    },
  }
}
