import { EdgeError } from '../ports/edge-error.ts'
import type { Log } from '../ports/log.ts'
import type { Notify } from '../ports/notice.ts'
import type { Outbox } from '../ports/outbox.ts'

/** Carries messages from the store's outbox to the log, oldest first, at once when woken and otherwise every
 *  `lookEveryMs`, for what another instance left behind.
 *
 *  Append, then forget: a crash between the two, or two instances at work, appends a message twice, and its
 *  id lets every reader drop the second. */
export function startOutboxPump({ outbox, log, notice }: PumpNeeds): OutboxPump {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>()
  // Whoever never looks at `failed` must not be ended by it as an unhandled rejection.
  failed.catch(() => {})
  let wanted = false
  let running: Promise<void> | undefined
  let stopped = false

  const pump = async () => {
    wanted = false
    try {
      while (await carrySome(outbox, log));
    } catch (cause) {
      if (cause instanceof EdgeError) notice({ kind: 'LogTrouble', what: 'the outbox waits', cause })
      else fail(cause)
    }
  }
  const wake = () => {
    wanted = true
    running ??= pump().finally(() => {
      running = undefined
      if (wanted && !stopped) wake()
    })
  }
  const timer = setInterval(wake, lookEveryMs)
  timer.unref()

  return {
    wake,
    failed,
    async stop() {
      clearInterval(timer)
      stopped = true
      await running
      // What was written since the last look goes out before the log closes.
      await pump()
    },
  }
}

export interface PumpNeeds {
  readonly outbox: Outbox
  readonly log: Pick<Log, 'append'>
  readonly notice: Notify
}

export interface OutboxPump {
  wake(): void
  stop(): Promise<void>
  readonly failed: Promise<never>
}

const lookEveryMs = 1_000
const batchMessagesMax = 200

/** True while there may be more. */
async function carrySome(outbox: Outbox, log: PumpNeeds['log']): Promise<boolean> {
  const messages = await outbox.waiting(batchMessagesMax)
  if (messages.length === 0) return false
  for (const [topic, ofTopic] of Map.groupBy(messages, (message) => message.topic)) {
    await log.append(
      topic,
      ofTopic.map((message) => message.record),
    )
  }
  await outbox.sent(messages.map((message) => message.messageId))
  return messages.length === batchMessagesMax
}
