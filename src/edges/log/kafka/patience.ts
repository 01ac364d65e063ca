import { setTimeout as sleep } from 'node:timers/promises'
import { EdgeError } from '../../../ports/edge-error.ts'
import { backOffMs } from '../waiting.ts'

const triesMax = 6

/** For questions that a broker answers wrongly for a moment: after a topic was created, or its leader moved. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (cause) {
      if (!(cause instanceof EdgeError && cause.retryable) || tries >= triesMax) throw cause
      await sleep(backOffMs(tries))
    }
  }
}
