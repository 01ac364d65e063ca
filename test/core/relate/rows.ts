import { identity } from '../../../src/core/memory/identity.ts'
import type { AccountMemory } from '../../../src/core/relate/account-memory.ts'
import { newAccountMemory } from '../../../src/core/relate/account-memory.ts'
import { learnActed } from '../../../src/core/relate/learn-row.ts'
import { type Related, relate } from '../../../src/core/relate/relate.ts'
import type { Row } from '../../../src/core/relate/row.ts'
import { hourMs, minuteMs, now, shippedPolicy } from '../people.ts'

/** Acts on one account, told in short. */

export const by = { policy: shippedPolicy('default'), neverKnown: new Set<string>() }

let made = 0

/** Ana suspends the neighbour, an act that alerted nobody, but for what is said otherwise. */
export function rowOf(otherwise: Partial<Row> = {}): Row {
  return {
    source: 'test',
    eventId: `row-${made++}`,
    occurredAt: now,
    action: 'suspend',
    actorId: 'ana',
    accountId: 'neighbour',
    suspicionCenti: -100,
    stakesCenti: 100,
    severity: 'info',
    alerted: false,
    machine: false,
    isAddress: false,
    took: true,
    carried: undefined,
    ...otherwise,
  }
}

/** What is remembered of an account after these rows, in order. */
export function memoryAfter(rows: readonly Row[], memory?: AccountMemory): AccountMemory | undefined {
  return rows.reduce<AccountMemory | undefined>((known, row) => relate(row, known, by).learned, memory)
}

/** What the last row is worth after the others. */
export function lastOf(rows: readonly Row[]): Related {
  const last = rows.at(-1)
  if (last === undefined) throw new Error('no row')
  return relate(last, memoryAfter(rows.slice(0, -1)), by)
}

/** The points of one piece of evidence, by the name before the dot, in hundredths. */
export function pointsOf({ findings }: Related, name: string): number {
  return findings
    .filter(({ bar }) => bar.name.startsWith(`${name}.`))
    .reduce((sum, { pointsCenti }) => sum + pointsCenti, 0)
}

/** The memory of somebody who acted on these accounts at these times. */
export function actedOn(...acts: readonly (readonly [accountId: string, at: number])[]): AccountMemory {
  return acts.reduce(
    (memory, [accountId, at]) => learnActed(memory, identity(accountId), at),
    newAccountMemory,
  )
}

/** `2h ana suspend` -> two hours from now Ana suspends the neighbour. Minutes, hours and days. */
export function told(lines: string): Row[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [when = '', actorId = '', action = ''] = line.trim().split(/\s+/u)
      const unitMs = when.endsWith('d') ? 24 * hourMs : when.endsWith('h') ? hourMs : minuteMs
      const machine = actorId.startsWith('bot')
      return rowOf({
        occurredAt: now + Number(when.slice(0, -1)) * unitMs,
        actorId,
        machine,
        action: action as Row['action'],
      })
    })
}
