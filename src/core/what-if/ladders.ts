import { decoy, followers, habit, plain } from './account.ts'
import type { Ladder } from './ladder.ts'
import { credential, ending, hand, hours, pace, place } from './moment.ts'
import { contract, record, silence, tenure } from './person.ts'
import { warrant } from './warrant.ts'

/** Every sort of fact that is asked about, in the order that counterfactuals are told: what the actor could have
 *  done otherwise at that moment, then what account it was, then who they are. Nobody can be told to have been
 *  hired earlier, and a person should not read first that it was about them. */
export const ladders: readonly Ladder[] = [
  warrant,
  ending,
  pace,
  hand,
  place,
  hours,
  credential,
  followers,
  plain,
  decoy,
  habit,
  contract,
  silence,
  tenure,
  record,
]
