import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BaselineBook } from '../../src/core/baseline/baseline-book.ts'
import { PartitionTally } from '../../src/core/baseline/partition-tally.ts'
import { readChange } from '../../src/core/change/read-change.ts'
import { isPolicy } from '../../src/core/policy/read-policy.ts'
import { openSuspects } from '../../src/core/relate/suspects.ts'
import { openChangeReader } from '../../src/edges/change-reader/change-reader.ts'
import { wallClock } from '../../src/edges/clock.ts'
import { schemasFolder } from '../../src/edges/files/shipped.ts'
import { partitionOf } from '../../src/edges/log/partitioner.ts'
import { openCodecs } from '../../src/edges/message-codec/message-codecs.ts'
import { loadPolicy } from '../../src/edges/policy-file/policy-file.ts'
import { openEmbeddedRegistry } from '../../src/edges/registry/embedded-registry.ts'
import type { Log } from '../../src/ports/log.ts'
import type { Notify } from '../../src/ports/notice.ts'
import type { DetectEdges } from '../../src/roles/detect.ts'

const text = (name: string) => readFile(join(schemasFolder, name), 'utf8')

/** The edges of the detect role as the program opens them, on the log that is measured. */
export async function benchEdges(log: Log, notice: Notify, accountPartitions = 4): Promise<DetectEdges> {
  const registry = openEmbeddedRegistry(schemasFolder)
  const common = { registry, notice, clock: wallClock }
  const policy = await loadPolicy(join(schemasFolder, 'policies', 'default.yaml'))
  if (!isPolicy(policy)) throw new Error('the policy that ships has faults')
  return {
    log,
    reader: openChangeReader({ ...common, readChange, changeSchema: await text('account-change.avsc') }),
    codecs: await openCodecs({
      ...common,
      format: 'json',
      schemas: {
        alert: await text('alert.avsc'),
        reversal: await text('reversal.avsc'),
        deadLetter: await text('dead-letter.avsc'),
      },
    }),
    policy: { current: () => policy },
    clock: wallClock,
    notice,
    serviceActorOf: () => undefined,
    shown: (change) => change,
    partitionOfActor: partitionOf,
    partitionOfAccount: (accountId) => partitionOf(accountId, accountPartitions),
    neverKnown: new Set(),
    suspects: openSuspects(1),
    baselines: ownBaselines(),
  }
}

/** What one instance alone would learn of peers and the fleet, without the topic. */
function ownBaselines(): DetectEdges['baselines'] {
  const tally = new PartitionTally()
  const book = new BaselineBook()
  return {
    at(occurredAt, actors, partition) {
      const closed = tally.close(occurredAt, () => actors.values())
      if (closed?.minute !== undefined) book.takeMinute(partition, closed.minute)
      if (closed?.day !== undefined) book.takeDay(partition, closed.day)
      return book.at(occurredAt)
    },
    look: (occurredAt) => book.look(occurredAt),
    count: (_, { sight, decision }) => tally.count(sight, decision.alerts),
  }
}
