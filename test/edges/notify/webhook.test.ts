import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { openWebhook, type WebhookOptions, waitingMax } from '../../../src/edges/notify/webhook.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import { lastDayAlert } from './last-day-alert.ts'
import { openReceiver, type Received, status } from './receiver.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

function open(url: string, changed: Partial<WebhookOptions> = {}) {
  const notices: Notice[] = []
  const webhook = openWebhook({
    url,
    secret,
    detail: 'ids',
    notice: (notice) => notices.push(notice),
    clock: { now: () => Date.now(), monotonicMs: () => performance.now() },
    retry: { triesMax: 3, firstMs: 2, longestMs: 20 },
    chance: () => 0.5,
    ...changed,
  })
  return { webhook, notices, kinds: () => notices.map((notice) => notice.kind) }
}

/** Throws where the signature does not belong to the body. */
function verify({ headers, body }: Received): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>)
}

it('tells the pager of an alert by ids alone, signed so that the pager can check it', async () => {
  await using receiver = await openReceiver(status(204))
  const { webhook, notices } = open(receiver.url)
  expect(await webhook.send(lastDayAlert())).toBe('delivered')
  expect(receiver.received.map(verify)).toEqual([
    {
      type: 'alert.raised',
      timestamp: '2017-11-02T22:57:01.000Z',
      data: {
        alertId: 'a-2017',
        kind: 'change',
        severity: 'critical',
        score: 20.97,
        suspicion: 9.12,
        stakes: 11.85,
        mode: 'auto',
        countermeasure: 'restore',
        tier: 'protected',
        rules: ['last-hour-on-protected'],
        policy: '0123456789ab',
        source: 'birds',
        eventId: 'e-1',
        occurredAt: '2017-11-02T22:57:00.000Z',
        action: 'deactivate',
        actorId: 'staff-9',
        accountId: 'acc-45',
      },
    },
  ])
  expect(receiver.received[0]?.headers['webhook-id']).toBe('a-2017')
  expect(notices).toEqual([{ kind: 'NotifySent', alertId: 'a-2017', tries: 1 }])
})

it('adds the sentence, the handle and the evidence where that is configured, and never the exclusion', async () => {
  await using receiver = await openReceiver(status(200))
  await open(receiver.url, { detail: 'words' }).webhook.send(lastDayAlert())
  expect(verify(receiver.received[0]!)).toMatchObject({
    data: {
      says: 'A contractor in the last hour deactivated @potus, 44.1 M followers.',
      handle: '@potus',
      evidence: [{ name: 'tenure.last-hour', points: 5, observed: 'access ends in 40 minutes' }],
    },
  })
  expect(receiver.received[0]?.body).not.toContain('legal-order')
})

it('does not verify when one letter of the body was changed on the way', async () => {
  await using receiver = await openReceiver(status(204))
  await open(receiver.url).webhook.send(lastDayAlert())
  const { headers, body } = receiver.received[0]!
  expect(() => verify({ headers, body: body.replace('acc-45', 'acc-46') })).toThrow(/No matching signature/)
})

it('tries again with the same webhook-id while the pager is down', async () => {
  await using receiver = await openReceiver((request, response) =>
    status(request < 3 ? 503 : 204)(request, response),
  )
  const { webhook, notices, kinds } = open(receiver.url)
  expect(await webhook.send(lastDayAlert())).toBe('delivered')
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    'a-2017',
    'a-2017',
    'a-2017',
  ])
  expect(receiver.received.map(verify)).toHaveLength(3)
  expect(kinds()).toEqual(['NotifyTrouble', 'NotifyTrouble', 'NotifySent'])
  expect(notices[0]).toMatchObject({ what: 'the receiver answered HTTP 503' })
})

it.each([
  { says: 'never well', code: 500, tries: 3, delivery: 'failed' },
  { says: 'too busy', code: 429, tries: 3, delivery: 'failed' },
  { says: 'wrong address', code: 404, tries: 1, delivery: 'refused' },
  { says: 'endpoint closed for good', code: 410, tries: 1, delivery: 'refused' },
  { says: 'elsewhere', code: 302, tries: 1, delivery: 'refused' },
])(
  'a pager that is $says (HTTP $code) is tried $tries times: $delivery',
  async ({ code, tries, delivery }) => {
    await using receiver = await openReceiver(status(code, { location: 'http://127.0.0.1:1/' }))
    const { webhook, kinds } = open(receiver.url)
    expect(await webhook.send(lastDayAlert())).toBe(delivery)
    expect(receiver.received).toHaveLength(tries)
    expect(kinds().includes('NotifyDropped')).toBe(delivery === 'refused')
  },
)

it('gives up waiting for a pager that does not answer', async () => {
  await using receiver = await openReceiver((request, response) => {
    if (request > 1) status(204)(request, response)
  })
  const { webhook, notices } = open(receiver.url, { timeoutMs: 50 })
  expect(await webhook.send(lastDayAlert())).toBe('delivered')
  expect(notices[0]).toMatchObject({ kind: 'NotifyTrouble', what: 'no answer within 50 ms' })
})

it('says so where nobody listens at the address', async () => {
  const { webhook, notices } = open('http://127.0.0.1:1/')
  expect(await webhook.send(lastDayAlert())).toBe('failed')
  expect(notices[0]).toMatchObject({ kind: 'NotifyTrouble', what: 'no connection' })
})

it('sends an alert once, however often it is handed in', async () => {
  await using receiver = await openReceiver(status(204))
  const { webhook } = open(receiver.url)
  const together = await Promise.all([webhook.send(lastDayAlert()), webhook.send(lastDayAlert())])
  expect([...together, await webhook.send(lastDayAlert())]).toEqual(['delivered', 'delivered', 'delivered'])
  expect(receiver.received).toHaveLength(1)
})

it('keeps four requests open at most', async () => {
  let openNow = 0
  let openMax = 0
  await using receiver = await openReceiver((request, response) => {
    openMax = Math.max(openMax, ++openNow)
    setTimeout(() => {
      openNow -= 1
      status(204)(request, response)
    }, 20)
  })
  const { webhook } = open(receiver.url)
  const alerts = Array.from({ length: 12 }, (_, n) => lastDayAlert({ alertId: `a-${n}` }))
  await Promise.all(alerts.map((alert) => webhook.send(alert)))
  expect(openMax).toBe(4)
  expect(receiver.received).toHaveLength(12)
})

it('refuses aloud what no longer fits behind a pager that hangs, and lets nobody wait for it', async () => {
  await using receiver = await openReceiver(() => {})
  const { webhook, notices } = open(receiver.url)
  const waiting = Array.from({ length: waitingMax }, (_, n) =>
    webhook.send(lastDayAlert({ alertId: `a-${n}` })),
  )
  expect(await webhook.send(lastDayAlert({ alertId: 'one too many' }))).toBe('overflowed')
  expect(notices).toEqual([
    { kind: 'NotifyDropped', alertId: 'one too many', says: '1000 others wait already' },
  ])
  await webhook.close(0)
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['failed']))
})

it('lets what is under way finish when it is closed, and sends nothing afterwards', async () => {
  await using receiver = await openReceiver((request, response) => {
    setTimeout(() => status(204)(request, response), 30)
  })
  const { webhook } = open(receiver.url)
  const underWay = webhook.send(lastDayAlert())
  await webhook.close(5_000)
  expect(await underWay).toBe('delivered')
  expect(await webhook.send(lastDayAlert({ alertId: 'late' }))).toBe('failed')
  expect(receiver.received).toHaveLength(1)
})
