import type { DatabaseSync } from 'node:sqlite'
import { EdgeError } from '../../../ports/edge-error.ts'
import type { WalSync } from '../../wal-sync.ts'
import { fileFailed } from './log-file.ts'

/** Everything that is written, in the order it was asked for. What is asked for within one turn of the event
 *  loop, or while the disk is busy, shares one transaction, and so one flush to the disk: that is what makes durable
 *  appends cheap. */
export interface Writes {
  /** Resolves when durable. */
  submit(write: Write): Promise<void>
  /** Refuses what comes from now on, and resolves when all that came before is durable or refused. */
  close(): Promise<void>
}

export interface Write {
  /** What it adds to the transaction, roughly, in bytes. */
  readonly sizeBytes: number
  /** Runs inside the transaction. An `EdgeError` thrown before anything was written refuses this write alone. */
  run(): void
}

/** A transaction holds the event loop while it is made, so it is bounded; what is beyond the bound waits for the next
 *  one, and with it whoever awaits it. */
const transactionBytesMax = 1_000_000
const transactionWritesMax = 1000

/** `done`: what was written is durable, and may be seen.  `failed`: it may be there, or not. */
export function openWrites(
  file: DatabaseSync,
  disk: Pick<WalSync, 'sync'>,
  after: { done(): void; failed(): void },
): Writes {
  const queue: Waiting[] = []
  let scheduled = false
  let closed = false
  let drained: (() => void) | undefined

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(() => void flush())
  }

  async function flush(): Promise<void> {
    const taken = take(queue)
    try {
      write(taken)
      await disk.sync()
    } catch (cause) {
      after.failed()
      for (const waiting of taken) waiting.reject(fileFailed(cause))
      return next()
    }
    after.done()
    for (const waiting of taken) {
      if (waiting.refusal === undefined) waiting.resolve()
      else waiting.reject(waiting.refusal)
    }
    next()
  }

  function write(taken: readonly Waiting[]): void {
    try {
      file.exec('BEGIN')
      for (const waiting of taken) waiting.refusal = refusalOf(waiting.write)
      file.exec('COMMIT')
    } catch (cause) {
      // SQLite has already rolled back after some errors (a full disk, for one); then this is one too many.
      if (file.isTransaction) file.exec('ROLLBACK')
      throw cause
    }
  }

  function next(): void {
    scheduled = false
    if (queue.length > 0) schedule()
    else drained?.()
  }

  return {
    submit(write) {
      if (closed) return Promise.reject(closedLog())
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      queue.push({ write, resolve, reject })
      schedule()
      return promise
    },
    async close() {
      closed = true
      if (!scheduled && queue.length === 0) return
      await new Promise<void>((resolve) => {
        drained = resolve
      })
    },
  }
}

export function closedLog(): EdgeError {
  return new EdgeError('log-unavailable', 'the log is closed', { retryable: false })
}

interface Waiting {
  readonly write: Write
  refusal?: EdgeError | undefined
  resolve(): void
  reject(error: EdgeError): void
}

function take(queue: Waiting[]): Waiting[] {
  let sizeBytes = 0
  let count = 0
  while (count < queue.length && count < transactionWritesMax && sizeBytes < transactionBytesMax) {
    sizeBytes += queue[count]?.write.sizeBytes ?? 0
    count++
  }
  return queue.splice(0, count)
}

function refusalOf(write: Write): EdgeError | undefined {
  try {
    write.run()
    return undefined
  } catch (cause) {
    if (cause instanceof EdgeError) return cause
    throw cause
  }
}
