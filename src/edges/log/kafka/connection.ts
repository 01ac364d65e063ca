import type { Admin, Kafka, KafkaConfig } from 'kafkajs'
import type { Clock } from '../../../ports/clock.ts'
import type { Notify } from '../../../ports/notice.ts'
import { kafkajs } from './kafkajs.ts'

/** What every part of the Kafka log shares. */
export interface Connection {
  readonly clientId: string
  readonly timing: KafkaTiming
  readonly notice: Notify
  readonly clock: Clock
  /** For questions about topics and groups. */
  readonly admin: Admin
  /** A client of its own for each consumer: kafkajs keeps the committed offsets of a group in the client, and
   *  two members of one group in one client would take each other's away. */
  newClient(): Kafka
}

export interface KafkaTiming {
  /** Silent for longer, a member is taken for dead. */
  readonly sessionMsMax: number
  readonly heartbeatEveryMs: number
  /** How long the group waits for its members to come to a new sharing-out. */
  readonly handoverMsMax: number
  /** How long the broker holds a fetch that finds nothing. A member that joins waits for the others' fetches. */
  readonly fetchWaitMsMax: number
  /** A partition with records and no progress for so long is not fetched any more, whatever kafkajs says. */
  readonly stallMsMax: number
  /** How often ends are asked for, to know lag and stalls. */
  readonly watchEveryMs: number
}

/** Measured with kafkajs 2.2.4 and Kafka 4.1: with its own waiting time of 5 s a second member joins an idle
 *  topic after 3.5 s, with 100 ms after 0.5 s. */
export const timingDefaults: KafkaTiming = {
  sessionMsMax: 10_000,
  heartbeatEveryMs: 1000,
  handoverMsMax: 15_000,
  fetchWaitMsMax: 100,
  stallMsMax: 15_000,
  watchEveryMs: 3000,
}

export interface KafkaAccess {
  readonly brokers: readonly string[]
  readonly clientId: string
  readonly ssl?: KafkaConfig['ssl']
  readonly sasl?: KafkaConfig['sasl']
}

const requestMsMax = 10_000

export function newClient(access: KafkaAccess, notice: Notify): Kafka {
  const { logLevel } = kafkajs
  return new kafkajs.Kafka({
    clientId: access.clientId,
    brokers: [...access.brokers],
    ...(access.ssl === undefined ? {} : { ssl: access.ssl }),
    ...(access.sasl === undefined ? {} : { sasl: access.sasl }),
    connectionTimeout: 3000,
    requestTimeout: requestMsMax,
    retry: retries,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      if (isHarmless(entry.log.message)) return
      const cause = entry.log.error ?? entry.log.stack ?? entry.log.message
      notice({ kind: 'LogTrouble', what: `kafkajs ${entry.namespace}: ${entry.log.message}`, cause })
    },
  })
}

/** A broker that restarts is back within these 10 s or so; what takes longer is for the caller to know. */
export const retries = { initialRetryTime: 100, maxRetryTime: 1000, multiplier: 1.5, retries: 12 }

/** What kafkajs says at each change of a group's members and at each end is no trouble. */
function isHarmless(message: string): boolean {
  return /rebalancing, re-joining|KAFKAJS_NO_PARTITIONER_WARNING|The group is rebalancing/.test(message)
}
