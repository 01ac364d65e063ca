import { randomUUID } from 'node:crypto'
import type { LogRecord, Position, Reading } from '../../../ports/log.ts'
import { settlesWithin } from '../waiting.ts'
import type { Connection } from './connection.ts'
import { joinGroup } from './membership.ts'
import type { Topics } from './topics.ts'

const deleteMsMax = 3000

/** Reads what is appended from now on, as the only member of a group that nobody else knows and that commits
 *  nothing: where it is, it keeps in memory. The group is deleted at the end; the broker would forget it after a
 *  while by itself. */
export async function openTail(
  connection: Connection,
  topics: Topics,
  names: readonly string[],
  take: (records: readonly LogRecord[]) => void | Promise<void>,
): Promise<Reading> {
  const group = `${connection.clientId}.tail.${randomUUID()}`
  const reached = new Map<string, Position>()
  for (const topic of names) {
    for (const [partition, { high }] of await topics.ends(topic)) {
      reached.set(`${topic}/${partition}`, { topic, partition, offset: high })
    }
  }

  let last: Promise<void> = Promise.resolve()
  const membership = await joinGroup(
    connection,
    topics,
    {
      group,
      topics: names,
      from: 'end',
      async handle({ topic, partition, records }) {
        const taking = last.then(async () => await take(records))
        last = taking.catch(() => undefined)
        await taking
        const offset = (records.at(-1)?.offset ?? -1) + 1
        reached.set(`${topic}/${partition}`, { topic, partition, offset })
      },
    },
    {
      find: async (partitions) => ({
        positions: [...reached.values()].filter(({ partition }) => partitions.includes(partition)),
        pinned: [],
      }),
    },
  )

  return {
    ended: membership.ended,
    async stop() {
      await membership.stop()
      await settlesWithin(connection.admin.deleteGroups([group]), deleteMsMax)
    },
  }
}
