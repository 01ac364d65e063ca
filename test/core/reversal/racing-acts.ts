import type { InstructionDeed } from '../../../src/core/reversal/instruction.ts'
import type { Happening } from '../../../src/core/reversal/life.ts'
import { clearedPeople } from './racing-oracle.ts'
import type { Other } from './racing-platform.ts'

/** One thing that happens in a race for one account. */
export type Act =
  | { readonly do: Other | 'crash' | 'kill-switch' | 'budget' | 'sighted' | 'again' }
  | {
      readonly do: 'word'
      readonly word: Word
      readonly by: Speaker
      readonly named: boolean
      readonly onShift: boolean
    }
  | {
      readonly do: 'later-alert'
      readonly to: 'veto' | 'auto' | undefined
      readonly approvers: 1 | 2
      readonly excludes: boolean
      readonly ruleOf: 'ines' | 'jonas' | undefined
    }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'go'; readonly fault: Fault }

export const words = ['yes', 'no', 'acknowledge', 'extend', 'hand-over', 'take-over'] as const
type Word = (typeof words)[number]
export const speakers = ['ines', 'jonas', 'clara', 'contractor', 'teammate', 'author'] as const
type Speaker = (typeof speakers)[number]
/** `no-way-there`: it certainly never left us. `beaten`: with guard `log`, staff decide between our look at the log and
 *  our call. `stopped`: somebody turns the kill switch on just then, and off again. */
export const faults = [
  'none',
  'lost-request',
  'lost-answer',
  'phantom',
  'late',
  'refused',
  'dark',
  'no-way-there',
  'beaten',
  'stopped',
] as const
export type Fault = (typeof faults)[number]

export const deeds = {
  yes: 'approve',
  no: 'veto',
  acknowledge: 'acknowledge',
  extend: 'extend',
  'hand-over': 'hand-over',
  'take-over': 'hand-over',
} as const satisfies Record<Word, InstructionDeed>

/** What the machine hears of it. */
export function happeningOf(word: Word, by: string, id: string, at: number): Happening {
  const said = { by, id, at }
  const cleared = clearedPeople.has(by)
  if (word === 'yes') return { ...said, kind: 'agreed', saidAt: at, cleared }
  if (word === 'acknowledge') return { ...said, kind: 'acknowledged', cleared }
  if (word === 'hand-over') return { ...said, kind: 'handed-over', to: { person: 'jonas' } }
  if (word === 'take-over') return { ...said, kind: 'handed-over', to: { person: by } }
  return { ...said, kind: ({ no: 'vetoed', extend: 'extended' } as const)[word] }
}
