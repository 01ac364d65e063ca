/** Somebody who may sign in. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly permissions: readonly Permission[]
}

/** `read` cases, `work` on them, ask to `undo`, turn the `kill-switch`, play the `demo`. */
export const permissions = ['read', 'work', 'undo', 'kill-switch', 'demo'] as const
export type Permission = (typeof permissions)[number]

/** Whoever holds the one-time link of a console that nobody has configured: it listens on this machine only,
 *  and the link was printed to the person who started it. */
export const analyst: Person = { id: 'analyst', name: 'analyst', permissions }

/** Why this address may not be opened, in words; undefined where it may. Without configured people whoever
 *  reaches the address could wait for a link to leak, so it must not be reachable from elsewhere. */
export function refuseOpenDoor(host: string, configuredPeople: number): string | undefined {
  if (isLoopback(host) || configuredPeople > 0) return undefined
  return (
    `the console will not listen on ${host}: no people are configured, so anybody who can reach that address ` +
    'could try its door. Use 127.0.0.1 (the default), or configure people first.'
  )
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
