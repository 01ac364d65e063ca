import type { Happening, Life, Limits, Step } from './life.ts'
import { ackedLife, intentLife, unknownLife } from './life-after-intent.ts'
import { again, end, same, vetoed } from './life-steps.ts'
import { noted } from './noted.ts'

/** The life of one undoing.
 *
 *  state       what happens                                    -> state        and then
 *  ----------  ----------------------------------------------  -----------   ------------------------------
 *  proposed    a person says yes                               authorised    weigh the gates
 *  proposed    a person says no                                vetoed
 *  blocked     a person says yes                               authorised    weigh the gates
 *  authorised  a gate says no                                  blocked
 *  authorised  the account was seen to have moved on           superseded
 *  authorised  the account cannot be read                      authorised    weigh again, later each time
 *  authorised  a person says no                                vetoed
 *  authorised  ledger row, tokens and cooldown are durable     intent        send
 *  authorised  the command expires                             expired
 *  intent      the platform says yes                           acked         look
 *  intent      no answer, or one that says nothing             unknown       look
 *  intent      the platform says never                         refused
 *  intent      the platform says the account moved on          superseded    (never refreshed and retried)
 *  intent      we start again after a crash                    unknown       look
 *  unknown     found unchanged                                 unknown       send the same key again
 *  unknown     found moved on by another                       superseded
 *  unknown     an answer to the second send says no            unknown       look: the first may have worked
 *  unknown     the platform says yes                           acked         look
 *  unknown     the command expires                             escalated
 *  acked       not seen restored within 10 s                   escalated
 *  unknown     the log shows another before ours               raced
 *  acked       the log shows another before ours               raced
 *  any of the three: seen restored, no settle                  confirmed
 *  any of the three: seen restored, settle                     acked         look again after settle
 *  acked       still restored after settle                     confirmed
 *  acked       no longer restored after settle                 escalated
 *
 *  What is not named changes nothing. `confirmed refused superseded raced escalated vetoed expired` are ends. While
 *  a life is open, exactly one effect of it is under way: what that effect brings back is what happens next, so no
 *  life can fall asleep. */
export function live(before: Life, happening: Happening, limits: Limits): Step {
  const life = noted(before, happening)
  switch (life.state) {
    case 'proposed':
    case 'blocked':
      return waiting(life, happening, limits)
    case 'authorised':
      return authorised(life, happening)
    case 'intent':
      return intentLife(life, happening, limits)
    case 'unknown':
      return unknownLife(life, happening, limits)
    case 'acked':
      return ackedLife(life, happening, limits)
    case 'confirmed':
    case 'refused':
    case 'superseded':
    case 'raced':
    case 'escalated':
    case 'vetoed':
    case 'expired':
      return same(life)
    default:
      return life.state satisfies never
  }
}

function waiting(life: Life, happening: Happening, limits: Limits): Step {
  if (happening.kind === 'agreed')
    return {
      life: {
        ...life,
        state: 'authorised',
        says: `${happening.by} asked for it`,
        by: happening.by,
        blockedBy: [],
        expiresAt: happening.at + limits.lifeMs,
        tries: 0,
      },
      effects: [{ do: 'weigh', afterMs: 0 }],
    }
  if (happening.kind === 'vetoed' && life.state === 'proposed') return vetoed(life, happening.by)
  return same(life)
}

function authorised(life: Life, happening: Happening): Step {
  if (happening.kind === 'vetoed') return vetoed(life, happening.by)
  if (happening.kind === 'blocked') return end(life, 'blocked', happening.says, { blockedBy: happening.by })
  if (happening.kind === 'superseded') return end(life, 'superseded', happening.says, { untouched: true })
  const isOver = happening.at >= life.expiresAt
  if (isOver && ['recorded', 'no-answer', 'resumed'].includes(happening.kind))
    return end(life, 'expired', 'it could not be sent before its command expired', { untouched: true })
  if (happening.kind === 'recorded')
    return {
      life: { ...life, state: 'intent', says: 'written down; being sent', tries: 0 },
      effects: [{ do: 'send' }],
    }
  if (happening.kind === 'no-answer') return again(life, 'weigh')
  if (happening.kind === 'resumed') return { life, effects: [{ do: 'weigh', afterMs: 0 }] }
  return same(life)
}
