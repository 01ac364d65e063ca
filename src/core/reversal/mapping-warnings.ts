import type { Mapping } from '../change/mapping.ts'
import { restoring } from '../change/mapping-ways.ts'
import { leadsToDefault } from './stood-before.ts'

/** What a mapping leaves for us to guess, in sentences for whoever starts the program, which it does not keep from
 *  starting.
 *
 *  Where it says how accounts stood before a change (`account.stateBefore`, or the log's `stateAt`), and not how they
 *  stand once that is undone, `active` is taken for the latter. On a platform with another word for it every account
 *  then seems to have stood otherwise, and the gate `stood-before` keeps all of them from the machine.
 *
 *  says stateBefore   reverse              leadsTo            ->
 *  yes                reactivate, unlock   reactivate            of unlock
 *  yes                reactivate           reactivate            -
 *  no                 reactivate           -                     -   (nothing is compared)
 *  yes                lock, verify         -                     -   (they lead to no such state) */
export function mappingWarnings({
  source,
  fields,
  platform,
}: Pick<Mapping, 'source' | 'fields' | 'platform'>): readonly string[] {
  if (platform === undefined) return []
  const saysBefore = fields.some(({ at }) => at === 'account.stateBefore')
  const logSays = platform.guard === 'log' && platform.log?.stateAt !== undefined
  const unsaid = restoring.filter(
    (action) => platform.calls[action] !== undefined && platform.leadsTo[action] === undefined,
  )
  if ((!saysBefore && !logSays) || unsaid.length === 0) return []
  const where = saysBefore ? 'account.stateBefore' : "its log's stateAt"
  return [
    `platform ${source}: its mapping says how accounts stood before (${where}), but not in leadsTo how they stand after ` +
      `${unsaid.join(', ')}: ${leadsToDefault} is taken for that, and what stood otherwise before is for people alone; ` +
      `name it there, also where it is ${leadsToDefault}`,
  ]
}
