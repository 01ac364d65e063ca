import { type Actor, type ActorKind, actorKinds } from '../change/account-change.ts'
import { identity } from '../memory/identity.ts'

/** Those an actor is compared with: the same kind, role and team, as far as they are known. */
export interface PeerGroup {
  readonly kind: PeerKind
  readonly role?: string
  readonly team?: string
}

/** Machines are peers of machines only, whatever they call themselves. */
export type PeerKind = Exclude<ActorKind, 'system'>

/** The group in one number, as memory keeps it: a hash whose last three bits are the kind. */
export function peerGroupId({ kind, role, team }: PeerGroup): number {
  const hash = identity(`${kind}\0${role ?? ''}`, team)
  return hash - (hash % kindsMax) + kindNumber(kind)
}

/** Whether these are people, or machines, of this kind: told without a hash, for it is asked at every change. */
export function isOfKind(groupId: number, kind: ActorKind): boolean {
  return groupId % kindsMax === kindNumber(kind)
}

/** From 1, so that no group is 0, which is an empty place in memory. */
function kindNumber(kind: ActorKind): number {
  return actorKinds.indexOf(peerKindOf(kind)) + 1
}

/** More than there are kinds of actors. */
const kindsMax = 8

export const peerKinds: readonly PeerKind[] = actorKinds.filter((kind) => kind !== 'system')

/** The id of the widest group that a group is part of: all of its kind. */
export function widestOf(groupId: number): number {
  return widest[groupId % kindsMax] ?? groupId
}

export function peerGroupOf({ kind, role, team }: Actor): PeerGroup {
  return {
    kind: peerKindOf(kind),
    ...(role !== undefined && { role }),
    ...(team !== undefined && { team }),
  }
}

function peerKindOf(kind: ActorKind): PeerKind {
  return kind === 'system' ? 'automation' : kind
}

/** The next wider group: without the team, then without the role, then none. */
export function parentOf({ kind, role, team }: PeerGroup): PeerGroup | undefined {
  if (team !== undefined) return { kind, ...(role !== undefined && { role }) }
  return role === undefined ? undefined : { kind }
}

/** As people say it: `contractors as agents in support`. */
export function groupName({ kind, role, team }: PeerGroup): string {
  const who = kind === 'unknown' ? 'staff of unknown kind' : `${kind}s`
  return `${who}${role === undefined ? '' : ` as ${role}`}${team === undefined ? '' : ` in ${team}`}`
}

/** By the number of the kind. */
const widest: readonly (number | undefined)[] = Array.from({ length: kindsMax }, (_, number) => {
  const kind = peerKinds.find((one) => kindNumber(one) === number)
  return kind === undefined ? undefined : peerGroupId({ kind })
})
