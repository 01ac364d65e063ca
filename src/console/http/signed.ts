import type { FastifyRequest } from 'fastify'
import { type Webhook, WebhookVerificationError } from 'standardwebhooks'

/** Why the signature of a delivery does not hold, in words; undefined where it does, by any of the secrets. */
export function whyUnsigned(
  webhooks: readonly Webhook[],
  request: FastifyRequest<{ Body: Buffer }>,
): string | undefined {
  const headers: Record<string, string> = {}
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    const value = request.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  if ((headers['webhook-id'] ?? '').length > idLengthMax) return 'the webhook-id is too long'
  let says = ''
  for (const webhook of webhooks) {
    try {
      webhook.verify(request.body, headers, { jsonParse: false })
      return undefined
    } catch (cause) {
      if (!(cause instanceof WebhookVerificationError)) throw cause
      says = cause.message
    }
  }
  return `the signature does not hold: ${says}`
}

const idLengthMax = 256
