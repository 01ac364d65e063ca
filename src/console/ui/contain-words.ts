import type { ShownContainment } from '../../core/case/shown-containment.ts'
import type { ContainVerb } from '../../core/reversal/contain-message.ts'
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
      return ['Not contained.', sentence(says)]
    case 'escalated':
      return ['Not confirmed: look at it in the platform\u2019s own tool.', sentence(says)]
    default:
      return state satisfies never
  }
}

/** What one person may ask for next, where anything: nobody asks twice while a second person is waited for. */
export function nextVerb(one: ShownContainment | undefined, who: string): ContainVerb | undefined {
  if (one === undefined) return 'contain'
  switch (one.state) {
    case 'lifted':
    case 'blocked':
    case 'refused':
    case 'expired':
      return 'contain'
    case 'asked':
      return one.askedBy.includes(who) ? undefined : 'contain'
    case 'contained':
    case 'escalated':
      return 'lift'
    case 'ready':
    case 'sent':
    case 'lifting':
      return undefined
    default:
      return one.state satisfies never
  }
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
