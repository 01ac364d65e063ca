import { noTier, type Policy } from '../policy/policy.ts'
import { countermeasures } from '../reversal/countermeasures.ts'
import { reasonNotListed } from '../reversal/exclusions.ts'
import { hintOf } from '../spelling/nearest.ts'
import type { NamedColumn } from './expectation.ts'
import type { PolicyTable, TableFault } from './policy-table.ts'

/** Cells that expect a name, or that it is not there, of which the policy has none: `not protcted` would hold for ever. */
export function strangeNames({ rows }: PolicyTable, policy: Policy): readonly TableFault[] {
  const known = namesOf(policy)
  return rows.flatMap(({ line, expectations }) =>
    expectations.flatMap(({ place, names }): TableFault[] => {
      if (names === undefined || known[names.of].includes(names.name)) return []
      const { of, name } = names
      return [{ line, column: place, says: `the policy has no ${of} "${name}"; ${hintOf(name, known[of])}` }]
    }),
  )
}

function namesOf({
  tiers,
  rules,
  exclusions,
  reasons,
}: Policy): Readonly<Record<NamedColumn, readonly string[]>> {
  const nameOf = ({ name }: { readonly name: string }) => name
  return {
    tier: [...tiers.map(nameOf), noTier],
    rule: [...rules.map(nameOf), 'none'],
    exclusion: [...exclusions.map(nameOf), ...(reasons === undefined ? [] : [reasonNotListed]), 'none'],
    countermeasure: [...countermeasures, 'none'],
  }
}
