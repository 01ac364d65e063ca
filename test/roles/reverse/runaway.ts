import { setTimeout as pause } from 'node:timers/promises'
import type { DigestRow } from '../../../src/core/decision/digest.ts'
import type { Desk, DeskOptions } from './desk.ts'

/** So many deactivations of ordinary accounts, each of which the policy would let the machine undo, evenly over so
 *  long, by one hand; and in the middle, by the same hand, a head of state. */
export async function runAway({ accounts, spreadMs, open }: Runaway) {
  const desk = await open({ watched: true })
  await desk.start()
  const began = Date.now()
  let openedAt = 0
  let twentiethAt = 0
  const watching = (async () => {
    while (openedAt === 0 && Date.now() < began + spreadMs + 10_000) {
      const { breaker } = await desk.ledger.standing(breakerQuestion)
      if (breaker !== 'unreadable' && breaker.open) openedAt = Date.now()
      await pause(20)
    }
  })()
  let protectedAt = 0
  for (let i = 0; i < accounts; i++) {
    const dueAt = began + (i / accounts) * spreadMs
    if (Date.now() < dueAt) await pause(dueAt - Date.now())
    await desk.deactivated(`a${i}`, { tier: 'everyone', severity: 'medium' })
    await inDigest(desk, `a${i}`)
    if (i === 19) twentiethAt = Date.now()
    if (i !== Math.floor(accounts / 2)) continue
    protectedAt = Date.now()
    await desk.deactivated('head-of-state', { tier: 'protected' })
    await inDigest(desk, 'head-of-state')
  }
  const isKnown = () => new Set(desk.alerts.flatMap((one) => (one.kind === 'not-acted' ? [one.eventId] : [])))
  const endBy = Date.now() + 60_000 + accounts * 20
  // Asked seldom: with thousands of alerts the question itself takes milliseconds.
  while (isKnown().size + confirmed(desk).length < accounts + 1 && Date.now() < endBy) await pause(200)
  await watching
  const restoredAt = confirmed(desk).find((one) => one.accountId === 'head-of-state')?.at
  return {
    applied: desk.server.applied.length,
    openAfterMs: openedAt === 0 ? undefined : openedAt - twentiethAt,
    toldOrRestored: isKnown().size + confirmed(desk).length,
    protectedAfterMs: restoredAt === undefined ? undefined : restoredAt - protectedAt,
    breakerAlerts: desk.alerts.filter((one) => one.kind === 'limit'),
  }
}

interface Runaway {
  readonly accounts: number
  readonly spreadMs: number
  readonly open: (options: DeskOptions) => Promise<Desk>
}

function confirmed(desk: Desk) {
  // What is published may be there twice.
  const byId = desk.reversals.map((one) => [one.reversalId, one] as const)
  return [...new Map(byId.filter(([, one]) => one.state === 'confirmed')).values()]
}

/** As the detect role writes it for every change it assessed. */
export async function inDigest(desk: Desk, accountId: string, occurredAt = Date.now()): Promise<void> {
  const row: DigestRow = [`${accountId}/d`, occurredAt, 'deactivate', 'c', accountId, 900, 800, 'critical', 1]
  const value = Buffer.from(JSON.stringify({ v: 1, source: 'demo', rows: [row] }))
  await desk.log.append('countermand.digest', [{ key: null, value }])
}

const breakerQuestion = {
  now: 0,
  source: 'demo',
  accountId: '',
  budgets: [],
  mayUseReserve: false,
  alertId: '',
  eventId: '',
  actorId: '',
  tier: '',
  rules: [],
  cooldownMs: 0,
}
