import { Webhook } from 'standardwebhooks'
import type { AccountChange } from '../../core/change/account-change.ts'

/** What the platform's tool was told; undefined where nobody answered in time. */
export type AskFirst = (change: AccountChange) => Promise<Told | undefined>

export interface Told {
  readonly answer: 'allow' | 'second-person' | 'hold'
  readonly state?: 'held' | 'waiting' | 'approved' | 'refused'
  readonly holdUntil?: number
  readonly expiresAt: number
}

/** A tool must not wait longer for advice than a person notices. */
export const answerMsMax = 50

/** Asks Countermand over HTTP before anything is done, as any platform's tool would. Whatever goes wrong is no
 *  answer: then the tool goes by its own default. */
export function askOverHttp({ address, secret, now }: AskOverHttpOptions): AskFirst {
  const webhook = new Webhook(secret)
  const url = `${address}/v1/checks`
  let asked = 0

  return async (change) => {
    const body = JSON.stringify(change)
    const at = now()
    // Of its own each time: the same one would get the earlier answer.
    const id = `${change.eventId}.${at}.${asked++}`
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at / 1000)),
          'webhook-signature': webhook.sign(id, new Date(at), body),
        },
        body,
        signal: AbortSignal.timeout(answerMsMax),
      })
      if (response.ok) return toldIn(await response.json())
      await response.body?.cancel()
    } catch {
      // Nobody there, or too slow.
    }
    return undefined
  }
}

interface AskOverHttpOptions {
  /** `http://127.0.0.1:7411` */
  readonly address: string
  /** `whsec_…` */
  readonly secret: string
  readonly now: () => number
}

/** What nobody does to nobody, asked a few times: whoever asks first for good must not find everything cold, and go by
 *  the default for it. It leaves no trace. */
export async function warmUp(ask: AskFirst, now: number): Promise<void> {
  const nothing: AccountChange = {
    eventId: 'nothing',
    source: 'demo',
    occurredAt: now,
    action: 'other',
    outcome: 'done',
    account: { id: 'nobody' },
    actor: { id: 'nobody', kind: 'automation' },
  }
  for (let nth = 0; nth < warmUps; nth++) await ask(nothing)
}

const warmUps = 20

function toldIn(read: unknown): Told | undefined {
  const { answer, expiresAt } = (read ?? {}) as Partial<Told>
  const isKnown = answer === 'allow' || answer === 'second-person' || answer === 'hold'
  return isKnown && typeof expiresAt === 'number' ? (read as Told) : undefined
}
