import { isUnreadable } from '../core/change/read-change.ts'
import type { ChangeReader } from '../ports/change-reader.ts'
import type { Batch, Log, Membership, NewRecord } from '../ports/log.ts'
import type { Notify } from '../ports/notice.ts'
import type { Role } from '../ports/role.ts'
import { ownTopics } from '../ports/topics.ts'
import { encodeJson } from './json.ts'
import { untilDurable } from './persistence.ts'

export interface RekeyEdges {
  readonly log: Log
  readonly reader: ChangeReader
  readonly notice: Notify
}

/** Puts changes into actor order for a platform that keys them by anything else: every change goes on to our
 *  own topic under its actor. Changes of one actor that come from different partitions keep the order in which
 *  they are met; their event times say the rest. A record nobody can read goes on as it is, so that the detect
 *  role makes the dead letter, with its alert, in one place. */
export async function startRekey(edges: RekeyEdges, changesTopic: string): Promise<Omit<Role, 'name'>> {
  const { log, reader, notice } = edges
  const joined = Promise.withResolvers<Membership>()
  const membership = await log.join({
    group: 'countermand.rekey',
    topics: [changesTopic],
    from: 'start',
    async handle(batch) {
      const records = await rekeyed(reader, batch)
      const durable = await untilDurable(() => log.append(ownTopics.rekeyed.name, records), batch, notice)
      const last = batch.records.at(-1)
      if (durable && last !== undefined) {
        await (await joined.promise).commit([
          { topic: batch.topic, partition: batch.partition, offset: last.offset + 1 },
        ])
      }
    },
  })
  joined.resolve(membership)
  return {
    unready: () => undefined,
    stop: () => membership.stop(),
    // It ends well only by `stop`; then there is no failure to wait for.
    failed: membership.ended.then(() => new Promise<never>(() => {})),
  }
}

async function rekeyed(reader: ChangeReader, batch: Batch): Promise<NewRecord[]> {
  const records: NewRecord[] = []
  for (const record of batch.records) {
    const read = reader.read(record.value)
    for (const change of read instanceof Promise ? await read : read) {
      if (isUnreadable(change)) records.push({ key: record.key, value: record.value })
      else records.push({ key: change.actor.id, value: encodeJson(change) })
    }
  }
  return records
}
