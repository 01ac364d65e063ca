import { Worker } from 'node:worker_threads'
import { lendLog } from '../../edges/log/lent/lend-log.ts'
import { openChannel } from '../../edges/thread-channel.ts'
import type { LentLog } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import type { ForPlatform, ForProgram, ThreadBeginning } from './thread-words.ts'

/** The demo platform, in a thread of its own: see `thread.ts`. */
export interface PlatformThread {
  readonly demo: Pick<ForProgram, 'opened' | 'begin' | 'play' | 'ratePerSecond' | 'setRate'>
  feedPast(progress: (done: number, all: number) => void): Promise<number>
  /** Rejects when the thread ended and nobody had closed it; so does whatever was asked of it. */
  readonly failed: Promise<never>
  /** Lets the platform finish what it has in hand, then ends its thread. */
  close(): Promise<void>
}

export function startPlatformThread(
  beginning: ThreadBeginning,
  { log, notice }: { readonly log: LentLog; readonly notice: Notify },
  script = new URL('./thread.ts', import.meta.url),
): PlatformThread {
  const thread = new Worker(script, { workerData: beginning })
  let progress: (done: number, all: number) => void = () => {}
  const demo = openChannel<ForProgram, ForPlatform>(thread, {
    notice,
    fed: (done, all) => progress(done, all),
    append: (...asked) => lent.append(...asked),
    tail: (...asked) => lent.tail(...asked),
    join: (...asked) => lent.join(...asked),
    commit: (...asked) => lent.commit(...asked),
    stopReading: (...asked) => lent.stopReading(...asked),
  })
  const lent = lendLog(log, {
    take: demo.take,
    assigned: demo.assigned,
    handle: demo.handle,
    // A thread that is gone holds nothing.
    lost: (...said) => void demo.lost.asEvent(...said).catch(() => {}),
    ended: (...said) => void demo.ended.asEvent(...said).catch(() => {}),
  })

  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  let isClosing = false
  let hasEnded = false
  thread.on('error', (cause) => ended(cause))
  thread.on('exit', (code) => ended(new Error(`it ended by itself, with ${code}`)))

  function ended(cause: unknown): void {
    if (hasEnded) return
    hasEnded = true
    const says = 'the thread of the demo platform has ended'
    demo.$close(new Error(says, { cause }))
    if (!isClosing) failure.reject(new Error(says, { cause }))
  }

  return {
    demo,
    feedPast(told) {
      progress = told
      return demo.feedPast()
    },
    failed: failure.promise,
    async close() {
      isClosing = true
      try {
        if (!hasEnded) await demo.close()
      } finally {
        await lent.close()
        await thread.terminate()
      }
    },
  }
}
