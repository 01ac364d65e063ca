import type { Alert } from '../../../src/core/decision/alert.ts'
import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import { isAtRest } from '../../../src/core/reversal/life.ts'
import { type CrashPoint, crashPlaces } from '../../../src/roles/reverse/edges.ts'
import { openDesk } from './desk.ts'

export const crashPoints: readonly CrashPoint[] = crashPlaces.flatMap((place): CrashPoint[] => [
  `before ${place}`,
  `after ${place}`,
])

/** One alert that the machine may act on, one that waits for a yes, and one whose countdown is acknowledged; and
 *  a process that ends when it comes to this point for the n-th time. Its successor takes over from store and log
 *  alone. Answers whether it was killed at all; throws where anything is lost or done twice. */
export async function crashAt(point: CrashPoint, nth: number): Promise<boolean> {
  const seen = { times: 0, killed: false }
  const desk = await openDesk({
    atPoint(here) {
      if (seen.killed || here !== point) return
      seen.times += 1
      if (seen.times < nth) return
      seen.killed = true
      desk.die()
      throw new Error(`killed ${point}`)
    },
  })
  desk.policy = { ...desk.policy, tiers: [{ name: 'protected', waitSeconds: 600 }, { name: 'everyone' }] }
  let alerts: readonly Alert[] = []
  let successors = 0

  /** A process that was killed is followed by another, as soon as somebody notices. */
  async function survive<T>(ask: () => T | undefined | false): Promise<T> {
    return desk.until(() => {
      if (seen.killed && successors === 0) {
        successors += 1
        void desk
          .stop()
          .catch(() => {})
          .then(() => desk.start())
      }
      return ask()
    }, 60_000)
  }
  const states = (alert: Alert) => desk.states(alert.alertId)
  const says = (alert: Alert, deed: 'approve' | 'acknowledge') =>
    survive(() => desk.reversals.find((one) => one.alertId === alert.alertId)).then((waiting) => {
      const { alertId, source, accountId, countermeasure, commandHash = '' } = waiting
      const about = { alertId, source, accountId, countermeasure, commandHash }
      const word: Instruction = {
        ...about,
        instructionId: `${deed}-${alertId}`,
        do: deed,
        by: 'ines',
        at: Date.now(),
        onShift: true,
      }
      return desk.instruct(word)
    })

  try {
    await desk.start()
    alerts = [
      await desk.deactivated('a1', { actorId: 'actor-1' }),
      await desk.deactivated('a2', { actorId: 'actor-2', mode: 'approve' }),
      await desk.deactivated('a3', { actorId: 'actor-3', mode: 'veto' }),
    ]
    const [, approve, veto] = alerts
    if (approve === undefined || veto === undefined) throw new Error('no alerts')
    await says(veto, 'acknowledge')
    await says(approve, 'approve')
    const isOver = (alert: Alert) => {
      const last = desk.reversals.findLast((one) => one.alertId === alert.alertId)
      return last !== undefined && states(alert).at(-1) === 'confirmed'
    }
    await survive(() => desk.reversals.some((one) => one.acknowledgedBy === 'ines'))
    await survive(() => alerts.every((alert) => alert === veto || isOver(alert)))
    // Only now, so that no command of the others is too old all at once.
    desk.ahead(600_000)
    await survive(() => isOver(veto))
    await nothingIsLeft()
    await nothingTwice()
    return seen.killed
  } catch (cause) {
    const stood = alerts.map((alert) => `${alert.mode}: ${states(alert).join(' ')}`)
    throw new Error(`${point}, time ${nth}: ${String(cause)}\n${stood.join('\n')}`, { cause })
  } finally {
    await desk.close()
  }

  async function nothingIsLeft(): Promise<void> {
    // A clean stop publishes what there is; where the kill comes only now, there is nobody who would.
    await desk.stop().catch(() => {})
    if (seen.killed && successors === 0) {
      await desk.start()
      await desk.stop()
    }
    const unpublished = await desk.ledger.unpublished(Date.now() + 1_000, 100)
    if (unpublished.length > 0) throw new Error(`${unpublished.length} records were never published`)
    for (const alert of alerts) {
      const waiting = await desk.ledger.waitingInstructions(alert.alertId)
      if (waiting.length > 0) throw new Error(`nobody answered ${waiting[0]?.instructionId}`)
      const [entry] = await desk.ledger.ofAlert(alert.alertId)
      if (entry === undefined || !isAtRest(entry.life.state)) throw new Error('an undoing was lost')
      const versions = new Set(
        desk.reversals.filter((one) => one.alertId === alert.alertId).map((one) => one.version),
      )
      if (versions.size !== entry.version) throw new Error(`records are missing: ${[...versions].join(' ')}`)
    }
  }

  async function nothingTwice(): Promise<void> {
    const applied = desk.server.applied.map((one) => one.accountId).toSorted()
    if (applied.join() !== 'a1,a2,a3') throw new Error(`applied: ${applied.join(' ')}`)
    for (const alert of alerts) {
      const sent = states(alert).filter((state) => state === 'intent').length
      if (sent !== 1) throw new Error(`${sent} intents of one undoing`)
    }
    const refused = desk.notices.flatMap((one) => (one.kind === 'InstructionRefused' ? [one.says] : []))
    if (refused.length > 0) throw new Error(`a word that was followed is refused later: ${refused.join()}`)
  }
}
