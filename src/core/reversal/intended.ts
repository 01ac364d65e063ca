import type { AccountChange } from '../change/account-change.ts'
import type { Action } from '../change/actions.ts'
import { isHandOf } from '../change/hand.ts'
import { isSameId } from '../spelling/same-id.ts'

/** A pre-authorisation: two people have said beforehand that this will be done to this account, by the order of
 *  an authority and under a ticket. A change that it covers was meant, and the machine leaves it alone. */
export interface Intended {
  readonly intendedId: string
  readonly source: string
  readonly accountId: string
  readonly action: Action
  /** Only where nobody else may do it: by the platform's own id. */
  readonly actorId?: string
  /** Whoever asked gave the name under which the hand is shown. No part of what is signed. */
  readonly byPseudonym?: true
  /** Reference of the legal order. */
  readonly order: string
  readonly ticket: string
  readonly askedBy: string
  readonly confirmedBy: string
  readonly confirmedAt: number
  readonly expiresAt: number
}

/** What one person has asked for, and nobody has confirmed. */
export type AskedIntended = Omit<Intended, 'confirmedBy' | 'confirmedAt'> & { readonly askedAt: number }

export interface SignedIntended {
  readonly intended: Intended
  /** Ed25519 over `intendedText`, in base64url. */
  readonly signature: string
}

/** Nobody can foresee more, and what is left lying about is for whoever finds it. */
export const intendedMsMax = 30 * 86_400_000

/** Everything that the two people agreed to, in one way only: each field stands behind its length, and the first
 *  line says what this is, so that no other signature of ours can be taken for one of these. */
export function intendedText(intended: Intended): string {
  const { intendedId, source, accountId, action, actorId, order, ticket } = intended
  const { askedBy, confirmedBy, confirmedAt, expiresAt } = intended
  const fields = [
    intendedId,
    source,
    accountId,
    action,
    ...(actorId === undefined ? ['anybody'] : ['only', actorId]),
    order,
    ticket,
    askedBy,
    confirmedBy,
    String(confirmedAt),
    String(expiresAt),
  ]
  return ['countermand intended 1', ...fields.map((field) => `${field.length}:${field}`)].join('\n')
}

/** Whether it speaks of this change at all.
 *
 *  intended                        the change                        -> about it
 *  suspend a1, by anybody          suspend a1, by contractor-1          yes
 *  suspend a1, by legal-2 only     suspend a1, by contractor-1          no
 *  suspend a1                      deactivate a1, or suspend a2         no */
export function isAbout(intended: Intended, change: AccountChange): boolean {
  return (
    intended.source === change.source &&
    intended.accountId === change.account.id &&
    intended.action === change.action &&
    (intended.actorId === undefined || intended.actorId === change.actor.id)
  )
}

/** Why one that is about this change does not count, in words; `undefined` where it does. */
export function whyVoid(
  { intended }: SignedIntended,
  change: Pick<AccountChange, 'occurredAt' | 'actor'>,
  isOurs: boolean,
): string | undefined {
  if (!isOurs) return 'its signature is not ours'
  if (isSameId(intended.askedBy, intended.confirmedBy))
    return 'one person alone has asked for it and confirmed it'
  if ([intended.askedBy, intended.confirmedBy].some((person) => isHandOf(person, change)))
    return 'the actor is one of the two who agreed to it'
  if (intended.expiresAt - intended.confirmedAt > intendedMsMax) return 'it is valid for longer than 30 days'
  if (change.occurredAt < intended.confirmedAt) return 'it was agreed only after the change'
  return change.occurredAt >= intended.expiresAt ? 'it had expired' : undefined
}

/** That there is an order, which is for everybody. */
export const intendedSays = 'it was intended: by a legal order'

/** How it is shown beside the gate that it closes, to everybody: by which order, only those read who may ask for one. */
export function intendedWords({ ticket, askedBy, confirmedBy }: Intended): string {
  return `${intendedSays}, ticket ${ticket}, agreed by ${askedBy} and ${confirmedBy}`
}
