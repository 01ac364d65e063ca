import { type ClientMessage, filters, views } from './protocol.ts'

/** What a client said, or undefined where it is nothing that `triage.v1` knows. */
export function readClientMessage(text: string): ClientMessage | undefined {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined
  switch (message.type) {
    case 'hello':
      return { type: 'hello' }
    case 'pong':
      return { type: 'pong' }
    case 'ack':
      return 'received' in message && isCount(message.received)
        ? { type: 'ack', received: message.received }
        : undefined
    case 'subscribe':
      return readSubscribe(message)
    default:
      return undefined
  }
}

function readSubscribe(message: object): ClientMessage | undefined {
  const fields: Record<string, unknown> = { ...message }
  const view = views.find((view) => view === fields.view)
  const filter = filters.find((filter) => filter === (fields.filter ?? 'open'))
  if (view === undefined || filter === undefined) return undefined
  const { epoch, seq } = fields
  if (epoch === undefined && seq === undefined) return { type: 'subscribe', view, filter }
  if (typeof epoch !== 'string' || !isCount(seq)) return undefined
  return { type: 'subscribe', view, filter, epoch, seq }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
