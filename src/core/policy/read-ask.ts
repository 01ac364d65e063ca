import { type Ask, askDefaults } from '../ask/answer.ts'
import type { Place, PolicyText } from './policy-text.ts'
import { atLeast, type Severity, severities } from './severity.ts'

/** What whoever asks before acting is told, and from which severity, `ask` of a policy. */
export function readAsk(yaml: PolicyText, place: Place | undefined): Ask {
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, names)
  const from = (name: 'secondPerson' | 'hold'): Severity | undefined => {
    const word = yaml.choice(given.get(name), [...severities, 'never'], askDefaults[name] ?? 'never')
    return word === 'never' ? undefined : word
  }
  const ask = {
    secondPerson: from('secondPerson'),
    hold: from('hold'),
    holdMinutes: yaml.number(given.get('holdMinutes'), askDefaults.holdMinutes, 1, 1_440, 'minutes'),
  }
  if (ask.hold !== undefined && ask.secondPerson !== undefined && !atLeast(ask.hold, ask.secondPerson)) {
    yaml.fault(given.get('hold') ?? yaml.root, 'hold begins where secondPerson does, or above it')
  }
  return ask
}

const names = ['secondPerson', 'hold', 'holdMinutes'] as const
