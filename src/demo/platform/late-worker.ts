import { chanceOf, wordKey } from '../chance.ts'
import type { Account } from './account.ts'
import type { AccountBook } from './account-book.ts'
import type { FaultPlan } from './faults.ts'

/** A worker that carries out restrictions some time after they were decided. What was lifted before it came is
 *  restricted again, and neither a change nor the log says so. */
export interface LateWorker {
  /** An account was undone: `before` is how it stood. */
  undone(before: Account, at: number): void
  stop(): void
}

export function openLateWorker(book: AccountBook, seed: number, plan: () => FaultPlan): LateWorker {
  const waiting = new Set<NodeJS.Timeout>()
  let undoings = 0
  return {
    undone({ id, last, state }, at) {
      const { share = 0, delayMs = 0 } = plan().lateWorker ?? {}
      const dueMs = (last?.occurredAt ?? 0) + delayMs - at
      if (dueMs <= 0 || state === 'active') return
      if (chanceOf(seed, wordKey('late-worker'), undoings++)() >= share) return
      const timer = setTimeout(() => {
        waiting.delete(timer)
        book.carryOut(id, state)
      }, dueMs)
      waiting.add(timer)
    },
    stop() {
      for (const timer of waiting) clearTimeout(timer)
    },
  }
}
