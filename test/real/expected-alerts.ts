import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isUnreadable, readChange } from '../../src/core/change/read-change.ts'
import { step } from '../../src/core/decision/step.ts'
import type { ActorMemory } from '../../src/core/memory/actor-memory.ts'
import { isPolicy } from '../../src/core/policy/read-policy.ts'
import { openChangeReader } from '../../src/edges/change-reader/change-reader.ts'
import { wallClock } from '../../src/edges/clock.ts'
import { schemasFolder } from '../../src/edges/files/shipped.ts'
import { loadPolicy } from '../../src/edges/policy-file/policy-file.ts'
import { openConfluentRegistry } from '../../src/edges/registry/confluent-registry.ts'
import type { Log } from '../../src/ports/log.ts'
import { alertIdOf } from '../../src/roles/ids.ts'

/** What an undisturbed reader of the same topic would alert on: every change in order through `step`, one memory
 *  an actor, no crash, no rebalance, nothing restored. */
export async function expectedAlertIds(
  log: Log,
  topic: string,
  partitions: number,
  registryUrl: string,
): Promise<string[]> {
  const policy = await loadPolicy(join(schemasFolder, 'policies', 'default.yaml'))
  if (!isPolicy(policy)) throw new Error('the policy that ships has faults')
  const reader = openChangeReader({
    registry: await openConfluentRegistry({ urls: [registryUrl], timeoutMs: 5_000 }),
    readChange,
    changeSchema: await readFile(join(schemasFolder, 'account-change.avsc'), 'utf8'),
    notice: () => {},
    clock: wallClock,
  })
  const memories = new Map<string, ActorMemory>()
  const ids: string[] = []
  for (let partition = 0; partition < partitions; partition += 1) {
    await log.readToEnd(topic, partition, async (records) => {
      for (const record of records) {
        for (const change of await reader.read(record.value)) {
          if (isUnreadable(change)) throw new Error(`offset ${record.offset} cannot be read`)
          const memory = memories.get(change.actor.id)
          const { decision, learned } = step(
            change,
            { memory, arrivedAt: record.timestampMs, neverKnown: new Set() },
            policy,
          )
          memories.set(change.actor.id, learned)
          if (decision.alerts) ids.push(alertIdOf(change.source, change.eventId, 'change'))
        }
      }
    })
  }
  reader.close()
  return ids
}
