import { Worker } from 'node:worker_threads'
import type { PoolOptions, PoolWorker, WorkerRequest } from 'vitest/node'

/** A thread that runs one test file after another, where Vitest would begin a new one for each: four fifths of what a
 *  mutant costs go into that. With `isolate` every module of ours is still loaded anew for each file; only Vitest
 *  itself and packages stay. */
export class KeptThread implements PoolWorker {
  readonly name = 'kept-threads'
  private readonly options: PoolOptions
  private thread: Worker | undefined
  private isAtRest = false

  constructor(options: PoolOptions) {
    this.options = options
  }

  async start(): Promise<void> {
    this.thread = kept.pop() ?? begin(this.options)
  }

  on(event: string, callback: () => void): void {
    this.thread?.on(event, callback)
  }

  off(event: string, callback: () => void): void {
    this.thread?.off(event, callback)
  }

  send(message: WorkerRequest): void {
    if (message.type !== 'stop') return this.thread?.postMessage(message)
    // The thread is not told, for it would listen no more.
    this.isAtRest = true
    this.thread?.emit('message', { type: 'stopped', __vitest_worker_response__: true })
  }

  async stop(): Promise<void> {
    const { thread } = this
    if (thread === undefined) return
    const times = (uses.get(thread) ?? 0) + 1
    uses.set(thread, times)
    if (this.isAtRest && times < usesMax) kept.push(thread)
    else await thread.terminate()
  }

  deserialize(data: unknown): unknown {
    return data
  }
}

const kept: Worker[] = []
const uses = new WeakMap<Worker, number>()
/** Each use leaves a listener behind. */
const usesMax = 100

function begin({ distPath, env, execArgv }: PoolOptions): Worker {
  const thread = new Worker(`${distPath}/workers/threads.js`, { env, execArgv, stdout: true, stderr: true })
  thread.setMaxListeners(0)
  thread.stdout.resume()
  thread.stderr.resume()
  return thread
}
