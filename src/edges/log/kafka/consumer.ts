import type { Consumer, EachBatchPayload } from 'kafkajs'
import type { Subscription } from '../../../ports/log.ts'
import { type CoAssignerHooks, coAssigner } from './co-assigner.ts'
import type { Connection } from './connection.ts'

const fetchBytesMax = 1_048_576

/** A kafkajs consumer with the settings that its notes of measurement ask for. */
export function newConsumer(connection: Connection, group: string, hooks: CoAssignerHooks): Consumer {
  const { timing } = connection
  return connection.newClient().consumer({
    groupId: group,
    partitionAssigners: [coAssigner(hooks)],
    sessionTimeout: timing.sessionMsMax,
    heartbeatInterval: timing.heartbeatEveryMs,
    rebalanceTimeout: timing.handoverMsMax,
    maxWaitTimeInMs: timing.fetchWaitMsMax,
    maxBytesPerPartition: fetchBytesMax,
    allowAutoTopicCreation: false,
    // What kafkajs cannot mend with its tries is mended by another consumer, so that there is one way only.
    retry: { restartOnFailure: async () => false },
  })
}

export async function run(
  consumer: Consumer,
  { topics }: Subscription,
  take: (payload: EachBatchPayload) => Promise<void>,
): Promise<void> {
  await consumer.connect()
  // Not "where to begin", which is found by ourselves, but where to go on if the place is no longer there: from
  // the end kafkajs would pass over everything.
  await consumer.subscribe({ topics: [...topics], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 64,
    eachBatch: take,
  })
}
