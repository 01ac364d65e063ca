import type { Message, Producer } from 'kafkajs'
import { EdgeError } from '../../../ports/edge-error.ts'
import type { NewRecord } from '../../../ports/log.ts'
import { partitionOf } from '../partitioner.ts'
import { recordSizeBytes } from '../record-size.ts'
import { kafkaFailed } from './failures.ts'
import type { Topics } from './topics.ts'

/** Everything that is appended, in the order it was asked for: one request under way at a time, and all that
 *  comes meanwhile goes with the next one.
 *
 *  acks = all, not the idempotent producer. kafkajs takes back its sequence numbers after a request that failed;
 *  if the broker had written that one all the same, other records with the same numbers would be taken for a
 *  repetition and dropped in silence. Without numbers an unanswered request that was written is written twice:
 *  that is at least once, which is what is promised. With one request at a time the order stays. */
export interface Appends {
  append(topic: string, records: readonly NewRecord[]): Promise<void>
  /** Refuses what comes from now on, and resolves when all that came before is answered. */
  close(): Promise<void>
}

// kafkajs makes one batch of all that goes to a partition, and the broker refuses one of more than 1,048,588
// bytes. A record of the largest size still fits into a batch by itself.
const batchBytesMax = 900_000
const requestBytesMax = 8_000_000
const requestRecordsMax = 20_000
/** The head of a record in a batch, roughly. */
const recordHeadBytes = 32
/** Beyond this many bytes, `append` waits for the requests before it goes in the queue. */
const queueBytesMax = 32_000_000

interface Waiting {
  readonly topic: string
  readonly partition: number
  readonly message: Message
  readonly sizeBytes: number
  readonly call: Call
}

interface Call {
  left: number
  resolve(): void
  reject(error: unknown): void
}

export function openAppends(producer: Producer, topics: Topics): Appends {
  const queue: Waiting[] = []
  const state = { queueBytes: 0, isSending: false }
  let keyless = 0
  let closed = false
  /** Those who wait for room, in order, and those who wait for the end. */
  let gate: Promise<void> = Promise.resolve()
  let answered = Promise.withResolvers<void>()

  async function send(): Promise<void> {
    if (state.isSending) return
    state.isSending = true
    // All that is appended within this turn goes together.
    await new Promise(setImmediate)
    while (queue.length > 0) {
      const taken = queue.splice(0, requestLength(queue))
      try {
        await sendRequest(producer, taken)
        for (const { call } of taken) if (--call.left === 0) call.resolve()
      } catch (cause) {
        for (const { topic } of taken) topics.forget(topic)
        for (const { call } of taken) call.reject(kafkaFailed('appending', cause))
      }
      for (const { sizeBytes } of taken) state.queueBytes -= sizeBytes
      answered.resolve()
      answered = Promise.withResolvers()
    }
    state.isSending = false
  }

  /** In an object, so that awaiting the entering does not await the answer too. */
  async function enter(topic: string, records: readonly NewRecord[]): Promise<{ answer: Promise<void> }> {
    const count = await topics.partitionCount(topic)
    const placed = records.map((record) => place(topic, record, count, () => keyless++))
    while (state.queueBytes > queueBytesMax) await answered.promise
    const { promise: answer, resolve, reject } = Promise.withResolvers<void>()
    const call = { left: placed.length, resolve, reject }
    for (const one of placed) {
      queue.push({ ...one, call })
      state.queueBytes += one.sizeBytes
    }
    void send()
    return { answer }
  }

  return {
    async append(topic, records) {
      if (closed) throw closedLog()
      if (records.length === 0) return
      const entered = gate.then(() => enter(topic, records))
      gate = settled(entered)
      const { answer } = await entered
      await answer
    },
    async close() {
      closed = true
      await gate
      while (state.isSending) await answered.promise
    },
  }
}

export function closedLog(): EdgeError {
  return new EdgeError('log-unavailable', 'the log is closed', { retryable: false })
}

async function settled(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined)
}

function place(
  topic: string,
  record: NewRecord,
  count: number,
  keyless: () => number,
): Omit<Waiting, 'call'> {
  const { key, value, headers } = record
  const partition = record.partition ?? (key === null ? keyless() % count : partitionOf(key, count))
  if (partition >= count || partition < 0) {
    const says = `topic ${topic} has partitions 0 to ${count - 1}, and ${partition} is asked for`
    throw new EdgeError('log-refused', says, { retryable: false })
  }
  const bytes = value === null ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const message: Message = { key, value: bytes, partition, ...(headers === undefined ? {} : { headers }) }
  return { topic, partition, message, sizeBytes: recordSizeBytes(record) + recordHeadBytes }
}

/** How many from the front of the queue one request may hold. */
function requestLength(queue: readonly Waiting[]): number {
  const batchBytes = new Map<string, number>()
  let requestBytes = 0
  let count = 0
  for (const { topic, partition, sizeBytes } of queue) {
    const batch = `${topic}/${partition}`
    const filled = batchBytes.get(batch) ?? 0
    if (filled > 0 && filled + sizeBytes > batchBytesMax) break
    if (count >= requestRecordsMax || requestBytes > requestBytesMax) break
    batchBytes.set(batch, filled + sizeBytes)
    requestBytes += sizeBytes
    count++
  }
  return count
}

async function sendRequest(producer: Producer, taken: readonly Waiting[]): Promise<void> {
  const messages = Map.groupBy(taken, ({ topic }) => topic)
  const answers = await producer.sendBatch({
    acks: -1,
    topicMessages: [...messages].map(([topic, waiting]) => ({
      topic,
      messages: waiting.map(({ message }) => message),
    })),
  })
  // kafkajs leaves out what goes to a partition that it does not know, and says nothing.
  const written = new Set(answers.map(({ topicName, partition }) => `${topicName}/${partition}`))
  const missing = taken.find(({ topic, partition }) => !written.has(`${topic}/${partition}`))
  if (missing === undefined) return
  const says = `${missing.topic}/${missing.partition} was not written: no broker knows that partition now`
  throw new EdgeError('log-unavailable', says, { retryable: true })
}
