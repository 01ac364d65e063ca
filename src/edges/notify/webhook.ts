import { setTimeout as pause } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import type { Alert } from '../../core/decision/alert.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Notify } from '../../ports/notice.ts'
import type { Delivery, Notifier } from '../../ports/notifier.ts'
import { alertPayload, type PayloadDetail } from './alert-payload.ts'
import { backOffMs, type RetryTimes } from './back-off.ts'
import { recentIds } from './recent-ids.ts'
import { openTurns } from './turns.ts'

/** One outgoing webhook, signed after Standard Webhooks (https://www.standardwebhooks.com): `webhook-id` is
 *  the alertId and the same at every try, so that the receiver can drop what it has. */
export interface WebhookOptions {
  readonly url: string
  /** `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string
  readonly detail: PayloadDetail
  readonly notice: Notify
  readonly clock: Clock
  /** The longest that one try may take. */
  readonly timeoutMs?: number
  readonly retry?: RetryTimes
  /** From 0 up to 1: how the waits are spread. */
  readonly chance?: () => number
}

/** What waits or is under way together; more is refused at once. */
export const waitingMax = 1_000
/** Requests at one time. */
const sendingMax = 4
/** Ids of what was delivered, so that a batch handled again is not sent again. */
const deliveredMax = 10_000

export function openWebhook(options: WebhookOptions): Notifier {
  const signer = new Webhook(options.secret)
  const delivered = recentIds(deliveredMax)
  const underWay = new Map<string, Promise<Delivery>>()
  const ending = new AbortController()
  const turns = openTurns(sendingMax)

  const deliver = async (alert: Alert): Promise<Delivery> => {
    const endTurn = await turns.take()
    try {
      const delivery = ending.signal.aborted
        ? 'failed'
        : await tryRepeatedly(alert, signer, options, ending.signal)
      if (delivery === 'delivered') delivered.add(alert.alertId)
      return delivery
    } finally {
      endTurn()
    }
  }

  return {
    send: async (alert) => {
      if (delivered.has(alert.alertId)) return 'delivered'
      const same = underWay.get(alert.alertId)
      if (same !== undefined) return same
      if (underWay.size >= waitingMax) {
        options.notice({
          kind: 'NotifyDropped',
          alertId: alert.alertId,
          says: `${waitingMax} others wait already`,
        })
        return 'overflowed'
      }
      const delivery = deliver(alert).finally(() => underWay.delete(alert.alertId))
      underWay.set(alert.alertId, delivery)
      return delivery
    },
    close: async (graceMs) => {
      const settled = Promise.allSettled(underWay.values())
      const cut = setTimeout(() => ending.abort(), graceMs)
      await settled
      clearTimeout(cut)
      ending.abort()
    },
  }
}

async function tryRepeatedly(
  alert: Alert,
  signer: Webhook,
  options: WebhookOptions,
  ending: AbortSignal,
): Promise<Delivery> {
  const body = JSON.stringify(alertPayload(alert, options.detail))
  const retry = options.retry ?? { triesMax: 6, firstMs: 500, longestMs: 15_000 }
  for (let tries = 1; ; tries++) {
    const answer = await tryOnce(alert.alertId, body, signer, options, ending)
    if (answer.kind === 'delivered') {
      options.notice({ kind: 'NotifySent', alertId: alert.alertId, tries })
      return 'delivered'
    }
    options.notice({ kind: 'NotifyTrouble', what: answer.says, cause: answer.cause })
    if (answer.kind === 'refused') {
      options.notice({ kind: 'NotifyDropped', alertId: alert.alertId, says: answer.says })
      return 'refused'
    }
    if (tries >= retry.triesMax || ending.aborted) return 'failed'
    const waitMs = backOffMs(tries, retry, options.chance ?? Math.random, answer.retryAfterMs)
    await pause(waitMs, undefined, { signal: ending }).catch(() => {})
    if (ending.aborted) return 'failed'
  }
}

type Answer =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused'; readonly says: string; readonly cause?: unknown }
  | {
      readonly kind: 'failed'
      readonly says: string
      readonly cause?: unknown
      readonly retryAfterMs?: number
    }

async function tryOnce(
  id: string,
  body: string,
  signer: Webhook,
  options: WebhookOptions,
  ending: AbortSignal,
): Promise<Answer> {
  const timestamp = new Date(options.clock.now())
  const timeoutMs = options.timeoutMs ?? 10_000
  try {
    const response = await fetch(options.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'countermand',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
        'webhook-signature': signer.sign(id, timestamp, body),
      },
      // A redirect would carry the alert to an address that nobody configured.
      redirect: 'manual',
      signal: AbortSignal.any([ending, AbortSignal.timeout(timeoutMs)]),
    })
    // Only the status counts: the body is not read, however long it is.
    await response.body?.cancel()
    return judge(response)
  } catch (cause) {
    const timedOut = cause instanceof Error && cause.name === 'TimeoutError'
    return { kind: 'failed', says: timedOut ? `no answer within ${timeoutMs} ms` : 'no connection', cause }
  }
}

/** 2xx is delivered. 408, 425, 429 and 5xx may pass; every other answer will be the same next time. */
function judge(response: Response): Answer {
  if (response.ok) return { kind: 'delivered' }
  const says = `the receiver answered HTTP ${response.status}`
  if (response.status < 500 && ![408, 425, 429].includes(response.status)) return { kind: 'refused', says }
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return { kind: 'failed', says, ...(seconds >= 0 && { retryAfterMs: seconds * 1000 }) }
}
