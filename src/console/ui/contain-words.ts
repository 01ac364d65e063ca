import type { ShownContainment } from '../../core/case/shown-containment.ts'
import type { ContainWordVerb } from '../../core/reversal/contain-message.ts'
import { moment } from './figures.ts'

/** Where the containment of an actor stands: the first is what is so, the second who or why.
 *
 *  asked      -> `Waits for one more person until 18:45:03.`  `ines asked for the actor to be contained.`
 *  contained  -> `Contained, seen at 18:42:10.`               `ines and omar asked for it.`
 *  blocked    -> `Not contained.`                             `Nobody else could lift it again.` */
export function containSays(one: ShownContainment, now: number): readonly [string, string] {
  const { state, askedBy, until, at, says } = one
  const who = askedBy.join(' and ')
  switch (state) {
    case 'asked':
      return [
        `Waits for one more person${until === undefined ? '' : ` until ${moment(until, now)}`}.`,
        `${who} asked for the actor to be contained.`,
      ]
    case 'ready':
    case 'sent':
      return ['Being contained: not yet seen to be so.', `${who} asked for it.`]
    case 'contained':
      return [`Contained, seen at ${moment(at, now)}.`, `${who} asked for it.`]
    case 'lifting':
      return ['Being given back: not yet seen to be so.', sentence(says)]
    case 'lifted':
      return [`Not contained any more since ${moment(at, now)}.`, sentence(says)]
    case 'blocked':
    case 'refused':
    case 'expired':
    case 'withdrawn':
      return ['Not contained.', sentence(says)]
    case 'escalated':
      return ['Not confirmed: look at it in the platform\u2019s own tool.', sentence(says)]
    default:
      return state satisfies never
  }
}

/** What one person may say next, the likeliest first: nobody asks twice while a second person is waited for.
 *
 *  nothing, or it is over             contain
 *  asked, by somebody else            contain (the second), withdraw
 *  asked, by them                     withdraw
 *  ready                              withdraw
 *  contained                          lift
 *  nobody can say whether it worked   contain, lift */
export function nextVerbs(one: ShownContainment | undefined, who: string): readonly ContainWordVerb[] {
  if (one === undefined) return ['contain']
  switch (one.state) {
    case 'lifted':
    case 'blocked':
    case 'refused':
    case 'expired':
    case 'withdrawn':
      return ['contain']
    case 'asked':
      return one.askedBy.includes(who) ? ['withdraw'] : ['contain', 'withdraw']
    case 'ready':
      return ['withdraw']
    case 'contained':
      return ['lift']
    case 'escalated':
      return ['contain', 'lift']
    case 'sent':
    case 'lifting':
      return []
    default:
      return one.state satisfies never
  }
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
