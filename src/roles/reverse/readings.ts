import { type Action, actions } from '../../core/change/actions.ts'
import { type ContainWordVerb, containWords } from '../../core/reversal/contain-message.ts'
import { countermeasures } from '../../core/reversal/countermeasures.ts'
import { type Instruction, instructionDeeds } from '../../core/reversal/instruction.ts'
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
  const deed = instructionDeeds.find((known) => known === value.do)
  if (value.do !== undefined && deed === undefined) return undefined
  const { onShift, cleared } = value
  return {
    instructionId,
    alertId,
    source,
    accountId,
    countermeasure,
    by,
    at: value.at,
    ...(deed === undefined ? {} : { do: deed }),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof onShift === 'boolean' ? { onShift } : {}),
    ...(cleared === true ? { cleared } : {}),
    ...textsOf(value, ['team', 'commandHash', 'toPerson', 'toRole']),
    ...listsOf(value, ['roles', 'commandHashes']),
  }
}

/** Asks for an actor to be contained, takes that back, or lifts it. */
export interface ContainWord {
  readonly instructionId: string
  readonly do: ContainWordVerb
  readonly source: string
  readonly alertId: string
  readonly actorId: string
  readonly by: string
  readonly at: number
  readonly team?: string
  readonly actorTeam?: string
}

export function readContainWord(value: unknown): ContainWord | undefined {
  if (!hasTexts(value, ['instructionId', 'alertId', 'source', 'actorId', 'by'])) return undefined
  const deed = containWords.find((known) => known === value.do)
  if (deed === undefined || typeof value.at !== 'number') return undefined
  const { instructionId, alertId, source, actorId, by, at } = value
  return {
    instructionId,
    alertId,
    source,
    actorId,
    by,
    at,
    do: deed,
    ...textsOf(value, ['team', 'actorTeam']),
  }
}

/** More than one sweep ever brings in. */
const listMax = 1_000

function textsOf<Name extends string>(
  value: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const texts: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const text = value[name]
    if (typeof text === 'string' && text !== '') texts[name] = text
  }
  return texts
}

function listsOf<Name extends string>(
  value: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Partial<Record<Name, readonly string[]>> {
  const lists: Partial<Record<Name, readonly string[]>> = {}
  for (const name of names) {
    const list = value[name]
    if (Array.isArray(list) && list.length <= listMax)
      lists[name] = list.filter((one): one is string => typeof one === 'string')
  }
  return lists
}

function hasTexts<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Record<Name, string> & Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const fields: Record<string, unknown> = { ...value }
  return names.every((name) => typeof fields[name] === 'string' && fields[name] !== '')
}
