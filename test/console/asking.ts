import { Webhook } from 'standardwebhooks'
import type { AskAnswer } from '../../src/core/ask/answer.ts'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import type { Bar } from '../../src/core/decision/assessment.ts'
import type { Foreseen } from '../../src/ports/checks.ts'
import { testSecret } from './open-console.ts'

/** One that can be told from others in an answer. */
export const someBar: Bar = {
  name: 'reach',
  family: 'stakes',
  axis: 'stakes',
  pointsCenti: 700,
  observed: 'much',
  expected: 'little',
}

/** What the detect role would say of a change, with this answer. */
export function foreseen(change: AccountChange, answer: AskAnswer): Foreseen {
  const severity = answer === 'hold' ? 'critical' : answer === 'allow' ? 'info' : 'medium'
  const sums = { suspicionCenti: 0, stakesCenti: 700, scoreCenti: 700 }
  return {
    cause: causeFor(`${change.actor.id}/${change.account.id}`),
    change,
    policy: '0123456789ab',
    holdMs: 900_000,
    foresight: {
      assessment: { ...sums, severity, findings: [], repeated: false },
      decision: {
        alerts: false,
        tier: 'everyone',
        mode: 'observe',
        rules: [],
        countermeasure: 'none',
        missing: [],
      },
      bars: [someBar],
      says: `asked with outcome ${change.outcome}`,
      unknown: [],
      answer,
      approved: false,
      exclusions: [],
    },
  }
}

/** In the place of the hash: legible, and another for another pair. */
export function causeFor(pair: string): string {
  return Buffer.from(pair).toString('hex').padEnd(48, '0').slice(0, 48)
}

export interface Sent {
  readonly id?: string
  readonly at?: Date
  readonly secret?: string
  readonly type?: string
  readonly signed?: string
}

let asks = 0

/** Asks as a platform's tool does, signed unless it is told to do otherwise. */
export function askAt(address: string, body: string, sent: Sent = {}): Promise<Response> {
  const { id = `ask-${++asks}`, at = new Date(), secret = testSecret, type = 'application/json' } = sent
  return fetch(`${address}/v1/checks`, {
    method: 'POST',
    headers: {
      'content-type': type,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, sent.signed ?? body),
    },
    body,
  })
}
