import type { Batch, LogRecord, Subscription } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import { tryUntilDone } from './trying.ts'
import { breathe } from './waiting.ts'

/** One partition number in the hands of one member: `assigned`, then batch after batch, then `lost`.
 *
 *  It ends in one of three ways. *Released*: the batch in hand is finished first. *Fenced*: the partition is
 *  somebody else's from now on; the handler may still run, but `isCurrent` says no and nothing it throws
 *  counts. *Failed*: the handler threw what cannot be tried again, and the membership ends. */
export interface Lane {
  readonly partition: number
  isCurrent(): boolean
  release(): void
  fence(): void
  /** Resolves after `lost`. Never rejects. */
  readonly done: Promise<void>
}

export interface LaneOptions {
  readonly partition: number
  readonly subscription: Subscription
  /** The next records of this partition number, of whichever topic; waits for some, and answers `undefined`
   *  once the signal says that no more are wanted. */
  next(ending: AbortSignal): Promise<Handed | undefined>
  /** What this member must wait for first: its own earlier lane of the same number. */
  readonly after: Promise<unknown>
  readonly notice: Notify
  failed(error: unknown): void
  /** False once this member may have been taken for dead: the lane is fenced then. */
  readonly alive?: () => boolean
}

export interface Handed {
  readonly topic: string
  readonly records: readonly LogRecord[]
  readonly endOffset: number
}

export function openLane(options: LaneOptions): Lane {
  const { partition, subscription, notice } = options
  const ending = new AbortController()
  let current = true
  const fence = () => {
    current = false
    ending.abort()
  }
  const isCurrent = () => {
    if (current && options.alive?.() === false) fence()
    return current
  }

  async function run(): Promise<void> {
    await options.after
    if (ending.signal.aborted) return
    try {
      await untilDone('restoring', () => subscription.assigned?.(partition))
      while (!ending.signal.aborted) {
        const handed = await untilDone('reading', () => options.next(ending.signal))
        if (handed === undefined) break
        const batch: Batch = { ...handed, partition, heartbeat: breathe, isCurrent }
        await untilDone('handling', () => subscription.handle(batch))
        await breathe()
      }
    } catch (error) {
      if (isCurrent()) options.failed(error)
    }
    current = false
    try {
      subscription.lost?.(partition)
    } catch (error) {
      options.failed(error)
    }
  }

  const tried = { ending: ending.signal, isCurrent, notice }
  const whose = `partition ${partition} of ${subscription.group}`
  function untilDone<T>(what: string, work: () => Promise<T> | undefined): Promise<T | undefined> {
    return tryUntilDone(`${what} ${whose}`, work, tried)
  }

  return {
    partition,
    isCurrent,
    release: () => ending.abort(),
    fence,
    done: run(),
  }
}
