import type { Alert } from '../../core/decision/alert.ts'
import { atLeast, modes } from '../../core/policy/severity.ts'
import { namedOnCase } from '../../core/reversal/exclusions.ts'
import type { Happening } from '../../core/reversal/life.ts'
import { recordOf } from '../../core/reversal/record.ts'
import { type TakenBack, takenBackFrom } from '../../core/reversal/taken-back.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { ownTopics } from '../../ports/topics.ts'
import { withHand, withOthers } from './known-hands.ts'
import { moveOn } from './move-on.ts'
import type { Performing } from './performing.ts'
import { authorsOf } from './propose.ts'
import { notActedAlert } from './spoken-alerts.ts'

const triesMax = 10

/** A later alert on a change whose undoing is known already: hindsight, or what others did. Where it is graver, what
 *  waits or rests is raised by it; nothing that protects is ever taken away, and what people have said stays said, unless it keeps them from saying it.
 *
 *  the undoing                   the later alert                      -> then
 *  proposed                      grants veto                             counting
 *  proposed                      grants auto                             authorised
 *  counting, nobody is at it     grants auto                             authorised
 *  blocked, nobody has spoken    grants veto or auto, no gate is closed  as if it were the first
 *  waits, or rests for people    is of a tier that wants two people      takes two
 *  waits, or rests for people    rests on other rules                    their authors say no yes to it either
 *  waits, or rests for people    names another hand or team             neither says yes to it
 *  somebody said yes, or saw it  keeps them from that                    what they said is taken back, and said to be
 *  waits, or rests for people    is excluded                             is for people who are cleared
 *  waits, or rests for people    is graver, and grants no less           is weighed as that: tier, reserve, budgets
 *  excluded                      is not                                  stays excluded
 *  anything                      less, or no more                        as it was
 *  vetoed …                      anything                                as it was
 *
 *  Answers the entry where it is authorised now. */
export async function raise(
  performing: Performing,
  alert: Alert,
  fresh: LedgerEntry,
): Promise<LedgerEntry | undefined> {
  const { clock, ledger } = performing
  const { commandId } = fresh.command
  await ledger.alsoOf(alert.alertId, commandId)
  for (let tries = 0; tries < triesMax; tries++) {
    const known = await ledger.find(commandId)
    if (known === undefined || known.command.alertId === alert.alertId || !isOpen(known)) return undefined
    const more = grantsMore(fresh, known)
    // A limit must not be quiet only because something weaker waits already.
    if (more && fresh.life.state === 'blocked') await sayBlocked(performing, alert, fresh)
    const part = raisedPart(performing, known, fresh, more)
    const mayMove = more && !isExcluded(known, fresh)
    const happening = raisedBy(fresh, mayMove, {
      at: clock.now(),
      takesBack: takenBack(performing, known, part),
      ...newlyNamed(performing, known, fresh),
    })
    const moved = await moveOn(performing, known, happening, part)
    if (moved === 'overtaken') continue
    return moved !== 'nothing' && moved.life.state === 'authorised' ? moved : undefined
  }
  return undefined
}

/** It waits or rests, and a word or a later alert still means something to it. */
function isOpen({ life: { state, untouched } }: LedgerEntry): boolean {
  return ['proposed', 'counting', 'blocked'].includes(state) || (state === 'escalated' && untouched === true)
}

function grantsMore(fresh: LedgerEntry, known: LedgerEntry): boolean {
  return modes.indexOf(fresh.granted) > modes.indexOf(known.granted)
}

function isExcluded(known: LedgerEntry, fresh: LedgerEntry): boolean {
  return (known.alert.exclusion ?? fresh.alert.exclusion) !== undefined
}

/** An exclusion that the later alert names and none before it did. */
function newlyNamed(
  { policy }: Performing,
  known: LedgerEntry,
  { alert }: LedgerEntry,
): Pick<Raised, 'names'> {
  const named = namedOnCase(alert, policy.current().exclusions)
  if (named === undefined || known.alert.exclusion !== undefined) return {}
  return { names: { what: named.what, says: `a later alert says that it is ${named.says}` } }
}

/** A yes, or half a yes, of whom the entry as it will stand keeps from saying it. */
function takenBack({ policy }: Performing, known: LedgerEntry, part: Part): readonly TakenBack[] {
  const { alert, authors = [], command, life, otherActors } = { ...known, ...part }
  const { countermeasure } = command
  return takenBackFrom(life, {
    alert,
    otherActors,
    authors: [...authors, ...authorsOf(policy.current(), alert)],
    countermeasure,
  })
}

type Raised = Extract<Happening, { kind: 'raised' }>

function raisedBy(
  { life }: LedgerEntry,
  mayMove: boolean,
  more: Pick<Raised, 'at' | 'names' | 'takesBack'>,
): Raised {
  const to = mayMove ? raisesTo[life.state] : undefined
  return {
    kind: 'raised',
    waitMs: life.countdown?.waitMs ?? 0,
    ...more,
    ...(to === undefined ? {} : { to }),
    ...(life.approvers === undefined ? {} : { approvers: life.approvers }),
  }
}

/** `escalated`: a countdown that would end too late. */
const raisesTo: Readonly<Partial<Record<string, 'veto' | 'auto'>>> = {
  counting: 'veto',
  escalated: 'veto',
  authorised: 'auto',
}

type Part = Partial<Pick<LedgerEntry, 'alert' | 'granted' | 'sweepId' | 'authors' | 'otherActors'>>

/** What else of the entry becomes graver; empty where nothing does. */
function raisedPart({ policy }: Performing, known: LedgerEntry, fresh: LedgerEntry, more: boolean): Part {
  const rankOf = ({ tier }: Alert) => {
    const rank = policy.current().tiers.findIndex(({ name }) => name === tier)
    return rank === -1 ? Number.MAX_SAFE_INTEGER : rank
  }
  const isGraver =
    !atLeast(known.alert.severity, fresh.alert.severity) || rankOf(fresh.alert) < rankOf(known.alert)
  const takesOver = more || (isGraver && fresh.granted === known.granted)
  const exclusion = known.alert.exclusion ?? fresh.alert.exclusion
  const isNewlyExcluded = known.alert.exclusion === undefined && exclusion !== undefined
  const alert = withHand(takesOver ? fresh.alert : known.alert, [known.alert, fresh.alert])
  const otherActors = withOthers(known, alert, fresh.alert)
  const authors = [...new Set([...(known.authors ?? []), ...(fresh.authors ?? [])])]
  return {
    ...(takesOver || isNewlyExcluded || alert !== known.alert
      ? { alert: exclusion === undefined ? alert : { ...alert, exclusion } }
      : {}),
    ...(more ? { granted: fresh.granted } : {}),
    ...(more && fresh.sweepId !== undefined ? { sweepId: fresh.sweepId } : {}),
    ...(authors.length > (known.authors?.length ?? 0) ? { authors } : {}),
    ...(otherActors.length > (known.otherActors?.length ?? 0) ? { otherActors } : {}),
  }
}

async function sayBlocked(
  { clock, codecs, log }: Performing,
  alert: Alert,
  fresh: LedgerEntry,
): Promise<void> {
  const said = notActedAlert({ reversal: recordOf(fresh), alert }, clock.now())
  if (said === undefined) return
  await log.append(ownTopics.alerts.name, [
    { key: fresh.command.accountId, value: codecs.alert.encode(said) },
  ])
}
