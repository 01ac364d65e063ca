import { handsIn } from '../change/hand.ts'
import type { Alert } from '../decision/alert.ts'
import { foldId } from '../spelling/same-id.ts'

/** What one alert says of a hand that bears on who may have it contained: that it is a hand at all, of which team, and
 *  which rule pointed at it. Ids are folded.
 *
 *  by agent-7 of EU, done for dana, by the rule r1   -> agent-7 hand, team eu, rule r1
 *                                                       dana    hand, team eu, rule r1
 *  by agent-7                                        -> agent-7 hand
 *  a dead letter                                     -> nothing */
export interface HandTie {
  readonly hand: string
  readonly tie: 'hand' | 'team' | 'rule'
  /** The team or the rule; empty where it is neither. */
  readonly value: string
}

export function tiesIn({ change, rules }: Pick<Alert, 'change' | 'rules'>): readonly HandTie[] {
  if (change === undefined) return []
  const { team } = change.actor
  return handsIn(change).flatMap((id): HandTie[] => {
    const hand = foldId(id)
    return [
      { hand, tie: 'hand', value: '' },
      ...(team === undefined ? [] : [{ hand, tie: 'team', value: foldId(team) } as const]),
      ...rules.map((rule) => ({ hand, tie: 'rule', value: rule }) as const),
    ]
  })
}
