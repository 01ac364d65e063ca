import type { KafkaMessage } from 'kafkajs'
import type { LogRecord } from '../../../ports/log.ts'

const noHeaders: Readonly<Record<string, string>> = Object.freeze({})

export function recordFrom(topic: string, partition: number, message: KafkaMessage): LogRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key === null ? null : message.key.toString(),
    value: message.value,
    headers: headersFrom(message.headers),
  }
}

function headersFrom(headers: KafkaMessage['headers']): Readonly<Record<string, string>> {
  if (headers === undefined) return noHeaders
  const names = Object.keys(headers)
  if (names.length === 0) return noHeaders
  // A header may come several times; its first value counts.
  return Object.fromEntries(
    names.map((name) => {
      const value = headers[name]
      return [name, String((Array.isArray(value) ? value[0] : value) ?? '')]
    }),
  )
}
