import { type DeskRole, deskRoles } from '../../ports/people.ts'

/** Who may do what at the desk: the one table. What is not in it is nobody's, and a route that names no
 *  permission is not opened.
 *
 *  Whoever acts does not also read over the record, and whoever reads over the record does not act: an auditor
 *  has no hand in a case, and no other role sees the record. That nobody is given both is for whoever adds people
 *  (`people add` refuses it): here each role lets what it lets. To be `cleared` adds to what an approver may, and lets
 *  nobody do anything by itself. */
const table = {
  /** Cases, the live feed, where the switches stand. */
  read: ['viewer', 'analyst', 'approver', 'admin', 'auditor'],
  /** Acknowledge a case or a countdown, assign, give a verdict. */
  work: ['analyst', 'approver'],
  /** Ask for an undo. */
  undo: ['analyst', 'approver'],
  /** Stop a reversal, extend or hand over a countdown. */
  veto: ['analyst', 'approver'],
  /** Say yes to a reversal that waits for a person. */
  approve: ['approver'],
  /** Say yes, where one may say yes, to what an exclusion keeps from everybody else. Of what is asked before it is done,
   *  see what is sealed. */
  excluded: ['cleared'],
  /** Ask for an actor to be contained, or lift that. */
  contain: ['approver'],
  /** Ask for, or confirm, that something is intended, and so read its legal order: it stops the machine, and takes two
   *  of these. */
  preauthorise: ['approver', 'admin'],
  /** Be the second person for a change that is not done yet; where its reason is sealed, whoever is cleared too. */
  vouch: ['analyst', 'approver'],
  /** Turning it on is safe, turning it off is not: both want the same people, and both are recorded. */
  'kill-switch': ['analyst', 'approver', 'admin'],
  /** Close the breaker, lift a demotion: takes two of these. */
  limits: ['approver', 'admin'],
  /** Learn whose hand a pseudonym stands for. */
  reveal: ['approver', 'auditor'],
  /** Read the record. */
  record: ['auditor'],
  /** Play incidents on the simulated platform. */
  demo: ['analyst', 'approver', 'admin'],
} as const satisfies Record<string, readonly DeskRole[]>

export type Permission = keyof typeof table

export const permissions = Object.keys(table) as readonly Permission[]

export function permissionsOf(roles: readonly DeskRole[]): readonly Permission[] {
  return permissions.filter((permission) =>
    (table[permission] as readonly DeskRole[]).some((role) => roles.includes(role)),
  )
}

/** Whoever holds the one-time link: all there is to try, but not the record of their own acts, nor what is excluded:
 *  for that somebody is cleared by name. */
export const linkRoles: readonly DeskRole[] = deskRoles.filter(
  (role) => role !== 'auditor' && role !== 'cleared',
)
