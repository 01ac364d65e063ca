import type { DeskRole, People, StoredPerson } from '../../ports/people.ts'
import { linkRoles, type Permission, permissionsOf } from './permissions.ts'

/** Somebody who may sign in, as every route sees them. */
export interface Person {
  readonly id: string
  readonly name: string
  /** Where it is known: nobody vouches for somebody of their own. */
  readonly team?: string
  readonly roles: readonly DeskRole[]
  readonly permissions: readonly Permission[]
}

/** Whoever holds the one-time link of a console that nobody has configured: it listens on this machine only,
 *  and the link was printed to the person who started it. */
export const analyst: Person = {
  id: 'analyst',
  name: 'analyst',
  roles: linkRoles,
  permissions: permissionsOf(linkRoles),
}

export function personOf({ id, name, team, roles }: StoredPerson): Person {
  return { id, name, roles, permissions: permissionsOf(roles), ...(team === undefined ? {} : { team }) }
}

/** Whether somebody of this id can sign in, and may then do this. The holder of the link is there as long as nobody was
 *  added. */
export async function isAllowed(
  people: Pick<People, 'find' | 'any'>,
  id: string,
  permission: Permission,
): Promise<boolean> {
  const found = await people.find(id)
  if (found !== undefined)
    return found.disabledAt === undefined && permissionsOf(found.roles).includes(permission)
  return id === analyst.id && analyst.permissions.includes(permission) && !(await people.any())
}

/** Why the console may not listen there, in words; `undefined` where it may. Beyond this machine somebody has to
 *  have said from which origins people come: a browser elsewhere is believed by nothing else. */
export function refuseOpenDoor(host: string, origins: readonly string[]): string | undefined {
  if (isLoopback(host) || origins.length > 0) return undefined
  return (
    `the console will not listen on ${host} before COUNTERMAND_ORIGINS names the addresses that people open it ` +
    'by, such as https://countermand.example.org; or use 127.0.0.1 (the default)'
  )
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
