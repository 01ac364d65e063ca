import type { Mapping } from '../change/mapping.ts'
import { restoring } from '../change/mapping-ways.ts'
import { leadsToDefault } from './stood-before.ts'

/** What a mapping leaves for us to guess, in sentences for whoever starts the program, which it does not keep from
 *  starting.
 *
 *  Changes say how accounts stood before by `account.stateBefore` (also where they come as our own records, unless it
 *  is among `neverKnown`), or the log does by `stateAt`. Where the mapping does not say how they stand once a change is
 *  undone, `active` is taken for that. On a platform with another word for it every account then seems to have stood
 *  otherwise, and the gate `stood-before` keeps all of them from the machine.
 *
 *  says stateBefore   reverse              leadsTo            ->
 *  yes                reactivate, unlock   reactivate            of unlock
 *  yes                reactivate           reactivate            -
 *  no                 reactivate           -                     -   (nothing is compared)
 *  no fields mapped   reactivate           -                     of reactivate
 *  yes                lock, verify         -                     -   (they lead to no such state) */
export function mappingWarnings({
  source,
  fields,
  neverKnown,
  platform,
}: Pick<Mapping, 'source' | 'fields' | 'neverKnown' | 'platform'>): readonly string[] {
  if (platform === undefined) return []
  const before = 'account.stateBefore'
  const saysBefore =
    fields.length === 0 ? !neverKnown.includes(before) : fields.some(({ at }) => at === before)
  const logSays = platform.guard === 'log' && platform.log?.stateAt !== undefined
  const unsaid = restoring.filter(
    (action) => platform.calls[action] !== undefined && platform.leadsTo[action] === undefined,
  )
  if ((!saysBefore && !logSays) || unsaid.length === 0) return []
  const where = saysBefore ? before : "its log's stateAt"
  return [
    `platform ${source}: its changes say how accounts stood before (${where}), but the mapping not in leadsTo how they stand after ` +
      `${unsaid.join(', ')}: ${leadsToDefault} is taken for that, and what stood otherwise before is for people alone; ` +
      `name it there, also where it is ${leadsToDefault}`,
  ]
}
