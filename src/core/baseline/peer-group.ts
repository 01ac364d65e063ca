import type { Actor, ActorKind } from '../change/account-change.ts'
import { identity } from '../memory/identity.ts'

/** Those an actor is compared with: the same kind, role and team, as far as they are known. */
export interface PeerGroup {
  readonly kind: PeerKind
  readonly role?: string
  readonly team?: string
}

/** Machines are peers of machines only, whatever they call themselves. */
export type PeerKind = Exclude<ActorKind, 'system'>

/** The group in one number, as memory keeps it. */
export function peerGroupId({ kind, role, team }: PeerGroup): number {
  return identity(`${kind}\0${role ?? ''}`, team)
}

export function peerGroupOf({ kind, role, team }: Actor): PeerGroup {
  return {
    kind: kind === 'system' ? 'automation' : kind,
    ...(role !== undefined && { role }),
    ...(team !== undefined && { team }),
  }
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
