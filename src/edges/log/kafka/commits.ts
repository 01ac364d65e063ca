import type { Consumer } from 'kafkajs'
import { EdgeError } from '../../../ports/edge-error.ts'
import type { Position } from '../../../ports/log.ts'
import { settlesWithin } from '../waiting.ts'
import type { Connection } from './connection.ts'
import { kafkaErrorType, kafkaFailed } from './failures.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** The commits of one consumer. */
export interface Commits {
  /** Of those that are still ours when their turn comes. */
  readonly commit: (positions: readonly Position[]) => Promise<void>
  /** The group was shared out anew. */
  shared(): void
}

export interface CommitsOptions {
  readonly consumer: Consumer
  readonly connection: Connection
  readonly group: string
  readonly isOurs: (partition: number) => boolean
}

export function createCommits({ consumer, connection, group, isOurs }: CommitsOptions): Commits {
  let nextSharing = Promise.withResolvers<void>()
  let committed = 0
  consumer.on(consumer.events.COMMIT_OFFSETS, () => {
    committed++
  })

  async function commit(asked: readonly Position[]): Promise<void> {
    // The broker looks at the member, not at its partitions: what went to another one while the commit waited
    // would overwrite that one's place.
    const positions = asked.filter(({ partition }) => isOurs(partition))
    if (positions.length === 0) return
    const before = committed
    try {
      await consumer.commitOffsets(positions.map((one) => ({ ...one, offset: String(one.offset) })))
    } catch (cause) {
      const type = kafkaErrorType(cause)
      const failed = kafkaFailed(`committing for ${group}`, cause)
      if (type !== 'REBALANCE_IN_PROGRESS' && type !== 'ILLEGAL_GENERATION') throw failed
      // The group is being shared out anew, and who keeps the partition may commit it then.
      await settlesWithin(nextSharing.promise, connection.timing.handoverMsMax)
      throw failed
    }
    // A consumer that is being stopped answers without having done it.
    if (committed !== before) return
    const says = `committing for ${group}: the consumer was stopped first`
    throw new EdgeError('log-unavailable', says, { retryable: true })
  }

  return {
    commit: oneAtATime(commit),
    shared() {
      nextSharing.resolve()
      nextSharing = Promise.withResolvers()
    },
  }
}
