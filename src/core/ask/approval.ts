import { isSameId } from '../spelling/same-id.ts'

/** A second person said yes to one exact change, on `countermand.approvals`, keyed by the actor. */
export interface Approval {
  readonly checkId: string
  readonly source: string
  readonly actorId: string
  /** Hash of the exact change that was asked about. */
  readonly cause: string
  /** Who said yes. */
  readonly by: string
  /** The last moment at which the change may happen. */
  readonly until: number
}

/** 192 bits in hex: whoever can choose a reason or an operation must not find two changes that share one. */
const causePattern = /^[0-9a-f]{48}$/u
export const approverLengthMax = 64

/** `undefined` for what is no approval: somebody else's writing on our topic. */
export function readApproval(read: unknown): Approval | undefined {
  if (typeof read !== 'object' || read === null) return undefined
  const { checkId, source, actorId, cause, by, until } = read as Partial<Record<keyof Approval, unknown>>
  if (typeof checkId !== 'string' || typeof source !== 'string' || typeof actorId !== 'string')
    return undefined
  if (typeof cause !== 'string' || !causePattern.test(cause)) return undefined
  if (typeof by !== 'string' || by === '' || by.length > approverLengthMax) return undefined
  if (isSameId(by, actorId)) return undefined
  if (typeof until !== 'number' || !Number.isSafeInteger(until) || until <= 0) return undefined
  return { checkId, source, actorId, cause, by, until }
}
