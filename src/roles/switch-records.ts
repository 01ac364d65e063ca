import type { KillSwitch } from '../core/reversal/circumstances.ts'
import { orderAheadMsMax, readSwitchOrder, type SwitchOrder } from '../core/reversal/kill-switch.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Log, LogRecord } from '../ports/log.ts'
import type { Notify } from '../ports/notice.ts'
import type { Role } from '../ports/role.ts'
import { ownTopics } from '../ports/topics.ts'
import { decodeJson } from './json.ts'

export interface SwitchRecordsNeeds {
  readonly log: Log
  readonly ledger: Pick<Ledger, 'takeSwitchOrder'>
  readonly clock: Clock
  readonly notice: Notify
  /** Whether a text was signed by whoever may turn the switch. */
  verify(signed: string, signature: string): boolean
}

export interface SwitchRecordsRole extends Omit<Role, 'name'> {
  /** An order that was read and is not in the store yet: until it is, it counts here. */
  standing(): KillSwitch
}

/** Follows the signed records of `countermand.switches` and writes the last one into the store, where every
 *  instance sees it and a restart finds it. What is not signed, wrongly signed or replayed is said and passed
 *  over. While the store is away an order to stop holds in this process; one to go on waits. */
export async function startSwitchRecords(needs: SwitchRecordsNeeds): Promise<SwitchRecordsRole> {
  const { log } = needs
  const topic = ownTopics.switches.name
  let waiting: SwitchOrder | undefined

  const take = (isNew: boolean) => async (records: readonly LogRecord[]) => {
    for (const record of records) {
      const order = orderIn(needs, record)
      if (typeof order === 'string') {
        refuse(needs, record, order)
        continue
      }
      if (order.on) waiting = order
      const taken = await needs.ledger.takeSwitchOrder(order)
      if (waiting !== undefined && waiting.at <= order.at) waiting = undefined
      if (taken === 'taken')
        needs.notice({
          kind: 'KillSwitchTurned',
          on: order.on,
          says: `${order.by} by record: ${order.reason}`,
        })
      // Whoever starts reads the old ones again, which is nothing to tell.
      else if (taken === 'older' && isNew) refuse(needs, record, 'it is older than the last one')
    }
  }
  const tail = await log.tail([topic], take(true))
  const partitions = await log.partitionCount(topic)
  for (let partition = 0; partition < partitions; partition++)
    await log.readToEnd(topic, partition, take(false))

  return {
    standing: () =>
      waiting === undefined ? { on: false } : { on: true, by: waiting.by, why: waiting.reason },
    unready: () => undefined,
    failed: tail.ended.then(() => new Promise<never>(() => {})),
    stop: () => tail.stop(),
  }
}

function orderIn({ verify, clock }: SwitchRecordsNeeds, record: LogRecord): SwitchOrder | string {
  const envelope = decodeJson(record.value)
  if (typeof envelope !== 'object' || envelope === null) return 'it is no record of a switch'
  const { signed, signature } = envelope as Readonly<Record<string, unknown>>
  if (typeof signed !== 'string' || typeof signature !== 'string') return 'it is not signed'
  if (!verify(signed, signature)) return 'its signature is wrong'
  const order = readSwitchOrder(decodeJson(Buffer.from(signed)))
  if (typeof order === 'string') return order
  return order.at > clock.now() + orderAheadMsMax ? 'it is dated ahead of our clock' : order
}

function refuse({ notice }: SwitchRecordsNeeds, { topic, partition, offset }: LogRecord, says: string): void {
  notice({ kind: 'SwitchRecordRefused', says: `${topic}/${partition}@${offset} turns no switch: ${says}` })
}
