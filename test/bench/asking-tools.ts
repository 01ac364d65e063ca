import { parentPort, workerData } from 'node:worker_threads'
import { Agent, setGlobalDispatcher } from 'undici'
import { openChannel } from '../../src/edges/thread-channel.ts'
import { askAt } from '../console/asking.ts'
import { openWorkload } from './workload.ts'

/** The tools of a platform, in a thread of their own as they would be in a process of theirs: each asks before it acts,
 *  and after each check for an answer without any work, so that both are of the same moments. */
export interface AskingTools {
  /** @returns what each waited for, in ms; the first `warmUp` are not among them */
  ask(plan: { readonly tools: number; readonly warmUp: number; readonly checks: number }): Promise<Waited>
  /** So many one after the other, of one kind, with nothing beside them. */
  repeat(kind: 'check' | 'empty', times: number): Promise<void>
}

export interface Waited {
  /** Checks by what was answered. */
  readonly byAnswer: ReadonlyMap<string, readonly number[]>
  readonly empty: readonly number[]
}

const pauseMs = 10
/** One in so many has to wait for a second person. */
const heldEvery = 20

if (parentPort !== null) {
  const { address } = workerData as { readonly address: string }
  // As a tool would have it: a few connections that stay open.
  setGlobalDispatcher(new Agent({ connections: 8, keepAliveTimeout: 5_000 }))
  const asks = openWorkload(23)
  let asked = 10_000_000

  const check = async (mustHold: boolean) => {
    const { value } = asks.change(asked++, Date.now(), mustHold)
    const reply = await askAt(address, String(value))
    const { answer = String(reply.status) } = (await reply.json()) as { answer?: string }
    return answer
  }
  const empty = async () => (await fetch(`${address}/healthz`)).text()

  openChannel<object, AskingTools>(parentPort, {
    async ask({ tools, warmUp, checks }) {
      const byAnswer = new Map<string, number[]>()
      const floor: number[] = []
      let nth = 0
      const tool = async () => {
        while (nth < warmUp + checks) {
          const own = nth++
          const [answer, checkMs] = await timed(() => check(own % heldEvery === 0))
          await pause()
          const [, emptyMs] = await timed(empty)
          await pause()
          if (own < warmUp) continue
          byAnswer.set(answer, [...(byAnswer.get(answer) ?? []), checkMs])
          floor.push(emptyMs)
        }
      }
      await Promise.all(Array.from({ length: tools }, tool))
      return { byAnswer, empty: floor }
    },
    async repeat(kind, times) {
      for (let i = 0; i < times; i++) await (kind === 'check' ? check(false) : empty())
    },
  })
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now()
  const result = await work()
  return [result, performance.now() - began]
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMs))
}
