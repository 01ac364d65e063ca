import type { Happening, Life, Limits, Step } from './life.ts'
import { ackedLife, intentLife, unknownLife } from './life-after-intent.ts'
import { again, blocked, despiteWords, givenUpUnsent, same, superseded, vetoed } from './life-steps.ts'
import { countingLife, proposedLife, restingLife } from './life-waiting.ts'
import { noted } from './noted.ts'

/** The life of one undoing.
 *
 *  state       what happens                                        -> state       and then
 *  ----------  --------------------------------------------------  -----------   -----------------------------
 *  proposed    a person says yes, and no other is needed           -> authorised  weigh the gates
 *  proposed    the first of two people says yes                    -> proposed    wait for the other
 *  proposed    a person says no                                    -> vetoed
 *  proposed    a later alert grants a countdown                    -> counting    wait for its half
 *  proposed    a later alert lets the machine act                  -> authorised  weigh the gates
 *  proposed    such a countdown would end too late                 -> escalated
 *  proposed    a later alert wants two people                      -> proposed    wait for them
 *  proposed    a later alert takes words back                      -> proposed    wait for people
 *  proposed    a later alert excludes it                           -> proposed    wait for people
 *  proposed    nobody answers in time                              -> expired
 *  counting    a person says yes, and no other is needed           -> authorised  weigh the gates
 *  counting    the first of two people says yes                    -> counting    wait for the other
 *  counting    a person says no                                    -> vetoed
 *  counting    somebody on shift acknowledges it                   -> counting    wait for its end
 *  counting    a person asks for more time                         -> counting    wait for its new end
 *  counting    it is handed over                                   -> counting    wait for their yes
 *  counting    half of it is over, and nobody acknowledged it      -> counting    wait for its end; people are told
 *  counting    it ends, acknowledged                               -> authorised  weigh the gates
 *  counting    it ends, and nobody acknowledged it                 -> escalated
 *  counting    it ends without the yes of whom it was handed to    -> escalated
 *  counting    it would end too late                               -> escalated
 *  counting    a later alert lets the machine act                  -> authorised  weigh the gates
 *  counting    a later alert wants two people                      -> counting    wait for its half
 *  counting    a later alert takes words back                      -> counting    wait for its half
 *  counting    a later alert excludes it                           -> counting    wait for its half
 *  blocked     a person says yes, and no other is needed           -> authorised  weigh the gates
 *  blocked     the first of two people says yes                    -> blocked
 *  blocked     a person says no                                    -> vetoed
 *  blocked     what counted down is handed over, or taken over     -> blocked
 *  blocked     a later alert grants a countdown                    -> counting    wait for its half
 *  blocked     a later alert lets the machine act                  -> authorised  weigh the gates
 *  blocked     such a countdown would end too late                 -> escalated
 *  blocked     a later alert wants two people                      -> blocked
 *  blocked     a later alert takes words back                      -> blocked
 *  blocked     a later alert excludes it                           -> blocked
 *  authorised  a gate says no                                      -> blocked
 *  authorised  the account was seen to have moved on               -> superseded
 *  authorised  the account cannot be read                          -> authorised  weigh again, later each time
 *  authorised  a person says no                                    -> vetoed
 *  authorised  ledger row, tokens and cooldown are durable         -> intent      send
 *  authorised  the command expires                                 -> escalated
 *  authorised  we start again after a crash                        -> authorised  weigh the gates
 *  intent      the last look before the call says no, unsent       -> blocked
 *  intent      the platform says yes                               -> acked       look
 *  intent      no answer, or one that says nothing                 -> unknown     look
 *  intent      the platform says never                             -> refused
 *  intent      the platform says the account moved on              -> superseded  (never refreshed and retried)
 *  intent      we start again after a crash                        -> unknown     look
 *  intent      it was never sent, and will not be                  -> escalated
 *  intent      seen coming back, no settle                         -> confirmed
 *  intent      seen coming back, settle                            -> acked       (the answer is still to come)
 *  unknown     found unchanged                                     -> unknown     send the same key again
 *  unknown     found moved on by another                           -> superseded
 *  unknown     an answer to the second send says no                -> unknown     look: the first may have worked
 *  unknown     after such a no, found unchanged                    -> refused
 *  unknown     the platform says yes                               -> acked       look
 *  unknown     the command expires, and a look shows no undoing    -> escalated
 *  unknown     the command expires, and nobody can look            -> unknown     look for 10 s more
 *  unknown     nobody could look until 10 s after that             -> escalated
 *  unknown     seen restored, no settle                            -> confirmed
 *  unknown     seen restored, settle                               -> acked       look again after settle
 *  unknown     the log shows another before ours                   -> raced
 *  acked       the log shows another before ours                   -> raced
 *  acked       seen restored, no settle                            -> confirmed
 *  acked       seen restored, settle                               -> acked       look again after settle
 *  acked       not seen restored within 10 s                       -> escalated
 *  acked       still restored after settle                         -> confirmed
 *  acked       no longer restored after settle                     -> escalated
 *  escalated   never sent, and a person says yes                   -> authorised  weigh the gates
 *  escalated   never sent, and the first of two people says yes    -> escalated
 *  escalated   never sent, and a person says no                    -> vetoed
 *  escalated   never sent, and it is handed over, or taken over    -> escalated
 *  escalated   never sent, and a later alert wants two people      -> escalated
 *  escalated   never sent, and a later alert takes words back      -> escalated
 *  escalated   never sent, and a later alert excludes it           -> escalated
 *
 *  A later alert moves only what nobody has spoken to since a gate said no, and no countdown that somebody has
 *  acknowledged, made longer or handed over. A countdown ends too late where it would end after the point of no
 *  return: such a one is not begun, and none is made that long.
 *
 *  What is not named changes nothing. `confirmed refused superseded raced vetoed expired` are ends; `escalated` is one
 *  where anything may have been sent.
 *
 *  A wait is a time in the ledger, so it outlives the process: after a restart it is where it was. While a life
 *  is under way, exactly one effect of it is: what that effect brings back is what happens next, so no life can
 *  fall asleep.
 *
 *  The picture in the README of this folder is drawn from this table, and a test keeps table, machine and
 *  picture equal. */
export function live(before: Life, happening: Happening, limits: Limits): Step {
  if (isHeardBefore(before, happening)) return same(before)
  const life = noted(before, happening)
  switch (life.state) {
    case 'proposed':
      return proposedLife(life, happening, limits)
    case 'counting':
      return countingLife(life, happening, limits)
    case 'blocked':
      return restingLife(life, happening, limits)
    case 'authorised':
      return authorised(life, happening)
    case 'intent':
      return intentLife(life, happening, limits)
    case 'unknown':
      return unknownLife(life, happening, limits)
    case 'acked':
      return ackedLife(life, happening, limits)
    case 'escalated':
      return life.untouched === true ? restingLife(life, happening, limits) : same(life)
    case 'confirmed':
    case 'refused':
    case 'superseded':
    case 'raced':
    case 'vetoed':
    case 'expired':
      return same(life)
    default:
      return life.state satisfies never
  }
}

function isHeardBefore(life: Life, happening: Happening): boolean {
  return life.heard?.some((id) => id === happening.id) === true
}

function authorised(life: Life, happening: Happening): Step {
  if (happening.kind === 'vetoed') return vetoed(life, happening.by)
  if (happening.kind === 'blocked') return blocked(life, happening)
  if (happening.kind === 'superseded') return superseded(life, happening, { untouched: true })
  const isOver = happening.at >= life.expiresAt
  if (isOver && happening.kind === 'no-answer')
    return givenUpUnsent(life, `not sent in time: ${happening.says}`, happening.at)
  const overWords = 'it could not be sent before its command expired'
  if (isOver && happening.kind === 'resumed') return givenUpUnsent(life, overWords, happening.at)
  if (happening.kind === 'recorded') {
    const { despite, passed } = happening
    const stood = {
      ...(despite === undefined ? {} : { despite }),
      ...(passed === undefined ? {} : { passed }),
    }
    if (isOver) return givenUpUnsent({ ...life, ...stood }, overWords, happening.at)
    const says = `written down; being sent${despiteWords({ despite })}`
    return { life: { ...life, ...stood, state: 'intent', says, tries: 0 }, effects: [{ do: 'send' }] }
  }
  if (happening.kind === 'no-answer') return again(life, 'weigh')
  if (happening.kind === 'resumed') return { life, effects: [{ do: 'weigh', afterMs: 0 }] }
  return same(life)
}
