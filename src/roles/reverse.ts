import { setTimeout as pause } from 'node:timers/promises'
import { lesserMode } from '../core/policy/severity.ts'
import { platformFaults } from '../core/reversal/platform-faults.ts'
import type { Batch, Membership } from '../ports/log.ts'
import type { Role } from '../ports/role.ts'
import { ownTopics } from '../ports/topics.ts'
import { openContaining } from './reverse/contain.ts'
import type { ReverseEdges, ReverseSettings } from './reverse/edges.ts'
import { openIntake } from './reverse/intake.ts'
import { openLives } from './reverse/lives.ts'
import type { Performing } from './reverse/performing.ts'
import { startPublisher } from './reverse/publish.ts'
import { openTurns } from './reverse/turns.ts'
import { openWaits, waitsEveryMs } from './reverse/waits.ts'

export const reverseGroup = 'countermand.reverse'

/** How long the start of a partition waits for the platform to say what became of what was under way. */
const askingMsMax = 10_000
const tickMs = 1_000
const forgetEveryTicks = 3_600

/** Undoes what alerts and people ask for. Nothing is held back by one slow account: reading an alert ends with
 *  its row in the ledger, and from there each account goes its own way. After a crash the ledger says what was
 *  under way, and the platform is asked about that before anything new is read. */
export async function startReverse(edges: ReverseEdges, settings: ReverseSettings): Promise<Role> {
  const { clock, ledger, log, notice } = edges
  const faults = faultsOf(edges, settings)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  const publisher = startPublisher(edges, settings.outboxMsMax)
  const performing: Performing = {
    ...edges,
    settings,
    turns: openTurns(settings.callsAtOnce),
    published() {
      publisher.kick()
      edges.watch.moved()
    },
  }
  const lives = openLives(performing, settings.livesMax, failure.reject)
  const containing = openContaining(performing)
  const intake = openIntake(performing, lives, containing)
  const waits = openWaits(performing, lives)
  const partitions = new Set<number>()
  const joined = Promise.withResolvers<Membership>()

  const membership = await log.join({
    group: reverseGroup,
    topics: [ownTopics.alerts.name, ownTopics.sightings.name, ownTopics.instructions.name],
    from: 'start',
    async assigned(partition) {
      const asked: Promise<void>[] = []
      for (const entry of await ledger.underWay(partition)) {
        await lives.room()
        asked.push(lives.start(entry))
      }
      await Promise.race([Promise.all(asked), pause(askingMsMax, undefined, { ref: false })])
      partitions.add(partition)
    },
    lost(partition) {
      partitions.delete(partition)
      lives.endOf(partition)
    },
    async handle(batch) {
      const kind = kindOf(batch)
      if (kind === 'alert') {
        const last = batch.records.at(-1)
        if (last !== undefined) edges.watch.alertsRead(last.timestampMs)
        await intake.alerts(batch.records, batch.isCurrent)
      } else
        for (const record of batch.records) {
          if (!batch.isCurrent()) return
          await intake[kind](record)
        }
      edges.atPoint?.('before the offset is committed')
      await commit(await joined.promise, batch)
      edges.atPoint?.('after the offset is committed')
    },
  })
  joined.resolve(membership)
  membership.ended.catch(failure.reject)

  let ticks = 0
  const timer = setInterval(() => {
    publisher.kick()
    ticks += 1
    containing.tick([...partitions]).catch(failure.reject)
    const upkeep = [intake.giveUpInstructions()]
    if (ticks % forgetEveryTicks === 1) upkeep.push(ledger.forget(clock.now() - settings.recordsKeptMs))
    Promise.all(upkeep).catch((cause: unknown) => {
      notice({ kind: 'StoreTrouble', what: 'upkeep of the ledger is put off', cause })
    })
  }, tickMs)
  const waitsTimer = setInterval(() => {
    waits.look([...partitions]).catch(failure.reject)
  }, waitsEveryMs)
  notice({ kind: 'RoleStarted', role: 'reverse' })

  return {
    name: 'reverse',
    unready: () => (partitions.size === 0 ? 'reverse has no partition yet' : undefined),
    failed: failure.promise,
    async stop() {
      clearInterval(timer)
      clearInterval(waitsTimer)
      await membership.stop()
      await waits.idle().catch(() => {})
      await lives.end()
      await publisher.flush().catch((cause: unknown) => {
        notice({ kind: 'LogTrouble', what: 'records of reversals wait for the next start', cause })
      })
      notice({ kind: 'RoleStopped', role: 'reverse' })
    },
  }
}

/** Why this must not start, in sentences: a platform that cannot be undone on under this ceiling. */
function faultsOf({ platforms, policy }: ReverseEdges, settings: ReverseSettings): readonly string[] {
  const ceiling = lesserMode(policy.current().ceiling, settings.ceiling)
  return [...platforms].flatMap(([source, { spec }]) => platformFaults(source, spec, ceiling))
}

function kindOf(batch: Batch): 'alert' | 'sighting' | 'instruction' {
  switch (batch.topic) {
    case ownTopics.alerts.name:
      return 'alert'
    case ownTopics.sightings.name:
      return 'sighting'
    case ownTopics.instructions.name:
      return 'instruction'
    default:
      throw new Error(`nobody asked for records of ${batch.topic}`)
  }
}

async function commit(membership: Membership, batch: Batch): Promise<void> {
  const last = batch.records.at(-1)
  if (last === undefined || !batch.isCurrent()) return
  const { topic, partition, offset } = last
  await membership.commit([{ topic, partition, offset: offset + 1 }])
}
