import type { AccountChange } from '../../src/core/change/account-change.ts'
import type { Bar } from '../../src/core/decision/assessment.ts'
import { beforeContainment, type Containment } from '../../src/core/reversal/contain.ts'
import { openContainments } from '../../src/edges/store/containments.ts'
import { openQuestions } from '../../src/edges/store/questions.ts'
import type { TestConsole } from './open-console.ts'

/** What stands on a desk besides its cases, put there as the machine and the tools do. */

/** A hand that was contained, or asked to be, for one alert. */
export async function containmentOn(
  desk: TestConsole,
  { actorId, alertId, ...life }: { actorId: string; alertId: string } & Partial<Containment>,
): Promise<void> {
  const containments = openContainments(desk.database)
  const entry = { containId: 'k', source: 'desk', actorId, alertId, partition: 0, heard: [] }
  const first = { ...entry, version: 1, at: desk.clock.now(), life: beforeContainment }
  await containments.open(first)
  await containments.move(first, { ...first, version: 2, life: { ...beforeContainment, round: 1, ...life } })
}

/** A tool's question about a change, which a second person must answer. */
export async function questionOn(
  desk: TestConsole,
  about: { checkId: string; cause: string; change: AccountChange; says: string; bars: readonly Bar[] },
): Promise<void> {
  const { checkId, ...said } = about
  const sums = { severity: 'medium', suspicionCenti: 0, stakesCenti: 700, scoreCenti: 700 } as const
  await openQuestions(desk.database).ask({
    about: { ...said, ...sums, tier: 'everyone', policy: '0123456789ab' },
    answer: 'second-person',
    checkId,
    at: desk.clock.now(),
    holdMs: 900_000,
  })
}

/** A legal order that one person has told of, for a day. */
export async function orderOn(desk: TestConsole, told: { order: string; actorId?: string }): Promise<void> {
  const now = desk.clock.now()
  const intended = { intendedId: 'i-1', source: 'desk', accountId: 'acc-9', action: 'suspend' } as const
  const asked = { ticket: 'LEGAL-7', askedBy: 'jonas', askedAt: now, expiresAt: now + 86_400_000 }
  await desk.preauthorisations.ask({ ...intended, ...told, ...asked })
}
