import { type Action, actions } from '../../core/change/actions.ts'
import { countermeasures } from '../../core/reversal/countermeasures.ts'
import type { Instruction } from '../../core/reversal/instruction.ts'
import type { Sighting } from '../../core/reversal/sighting.ts'

/** Our own small messages, checked as far as anything rests on them. */

export function readSighting(value: unknown): Sighting | undefined {
  if (!hasTexts(value, ['commandId', 'source', 'eventId', 'accountId'])) return undefined
  const { commandId, source, eventId, accountId, state, version } = value
  const action = actions.find((known: Action) => known === value.action)
  if (action === undefined || typeof value.occurredAt !== 'number' || typeof value.seenAt !== 'number')
    return undefined
  return {
    commandId,
    source,
    eventId,
    accountId,
    action,
    occurredAt: value.occurredAt,
    seenAt: value.seenAt,
    ...(typeof state === 'string' ? { state } : {}),
    ...(typeof version === 'string' ? { version } : {}),
  }
}

export function readInstruction(value: unknown): Instruction | undefined {
  if (!hasTexts(value, ['instructionId', 'alertId', 'source', 'accountId', 'by'])) return undefined
  const { instructionId, alertId, source, accountId, by, reason } = value
  const countermeasure = countermeasures.find((known) => known === value.countermeasure)
  if (countermeasure === undefined || typeof value.at !== 'number') return undefined
  return {
    instructionId,
    alertId,
    source,
    accountId,
    countermeasure,
    by,
    at: value.at,
    ...(typeof reason === 'string' ? { reason } : {}),
  }
}

function hasTexts<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Record<Name, string> & Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const fields: Record<string, unknown> = { ...value }
  return names.every((name) => typeof fields[name] === 'string' && fields[name] !== '')
}
