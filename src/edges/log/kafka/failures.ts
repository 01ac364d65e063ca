import { EdgeError } from '../../../ports/edge-error.ts'

/** What kafkajs threw, as the port's error. It wraps its errors in one another: all of them are looked at. */
export function kafkaFailed(what: string, cause: unknown): EdgeError {
  for (const error of chain(cause)) if (error instanceof EdgeError) return error
  const refusal = refusalOf(cause)
  const says = `${what}: ${cause instanceof Error ? cause.message : String(cause)}`
  return refusal === undefined
    ? new EdgeError('log-unavailable', says, { retryable: true, cause })
    : new EdgeError('log-refused', says, { retryable: false, cause })
}

/** The broker's own word for the error, `ILLEGAL_GENERATION` and such. */
export function kafkaErrorType(cause: unknown): string | undefined {
  for (const error of chain(cause)) {
    if ('type' in error && typeof error.type === 'string') return error.type
  }
  return undefined
}

/** Words of the broker that trying again will not change. */
const refusals = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'INVALID_TOPIC_EXCEPTION',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_PARTITIONS',
  'POLICY_VIOLATION',
])

function refusalOf(cause: unknown): string | undefined {
  for (const error of chain(cause)) {
    if ('type' in error && typeof error.type === 'string' && refusals.has(error.type)) return error.type
    if (error.name === 'KafkaJSSASLAuthenticationError') return error.name
  }
  return undefined
}

const depthMax = 8

function* chain(cause: unknown): Generator<Error> {
  let error = cause
  for (let depth = 0; error instanceof Error && depth < depthMax; depth++) {
    yield error
    // A request for several topics fails with one error for each.
    if ('errors' in error && Array.isArray(error.errors)) yield* error.errors.slice(0, depthMax)
    error = error.cause
  }
}
