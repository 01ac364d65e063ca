import type { AccountChange, Outcome as Took } from '../change/account-change.ts'
import { didSays, doSays } from '../change/action-words.ts'
import { peopleIn } from '../change/hand.ts'
import { grouped } from '../evidence/amount.ts'
import { evidenceInForce } from '../evidence/in-force.ts'
import { notableFollowers } from '../evidence/of-note.ts'
import type { Policy, Rule } from '../policy/policy.ts'
import { isolated } from '../spelling/isolated.ts'
import { severityOf } from './assess.ts'
import type { Bar } from './assessment.ts'
import type { Outcome } from './decide.ts'
import { isJudgedAgain } from './judge-again.ts'

/** A sentence is read at a glance or not at all. Names alone may make it longer: they are never cut here, or two
 *  accounts could look like one. */
const lengthMax = 200
const reasonsMax = 3
/** Less than this is worth its row in the account book, not a place in the sentence. */
const tellingCenti = 75

/** Which hand did what to whom, and the two or three things that tell most against it.
 *    contractor d.keller deactivated @head-of-state (44,000,000 followers): last hour: 40 min left; alone, without
 *    a ticket, on a protected account. */
export function sentence(
  change: AccountChange,
  outcome: Outcome,
  bars: readonly Bar[],
  policy: Policy,
  tense: Tense = 'did',
): string {
  const { account, actor } = change
  const hand = isolated(actor.id)
  const who = actor.kind === 'unknown' ? hand : `${actor.kind} ${hand}${behindTool(change)}`
  const audience =
    account.followers !== undefined && account.followers >= notableFollowers
      ? ` (${grouped(account.followers)} followers)`
      : ''
  const whom = `${isolated(account.handle ?? account.id)}${audience}`
  const does = tense === 'would' ? `would ${doSays[change.action]}` : didSays[change.action]
  const deed = `${who} ${does} ${whom}${tookSays[change.outcome]}`
  const reasons = reasonsOf(outcome, bars, policy)
  return `${deed}: ${told(reasons.length === 0 ? [weighed[tense]] : reasons, lengthMax - deed.length)}.`
}

/** Whose last hour it is that the reasons speak of.
 *    automation bulk-tool, acting for st-12, deactivated @head-of-state */
function behindTool(change: AccountChange): string {
  const [personId] = change.actor.kind === 'automation' ? peopleIn(change) : []
  return personId === undefined ? '' : `, acting for ${isolated(personId)},`
}

/** `would`: somebody asks before they do it. */
export type Tense = 'did' | 'would'

/** Where nothing of the change itself tells. */
const weighed: Readonly<Record<Tense, string>> = {
  did: 'such a change is weighed heavily by the policy itself',
  would: 'nothing tells against it',
}

const tookSays: Readonly<Record<Took, string>> = {
  done: '',
  refused: ', which was refused',
  failed: ', which failed',
  partial: ', in part',
}

/** Always the first; a second and a third only where there is room. */
function told(reasons: readonly string[], lengthMost: number): string {
  let says = reasons[0] ?? ''
  for (const reason of reasons.slice(1)) {
    if (says.length + reason.length + 3 > lengthMost) break
    says += `; ${reason}`
  }
  return says
}

/** What told somebody beside the points, then what speaks most for "not meant", one of each family: the second of a
 *  family mostly says the same again. A weak bar is named only where nothing else is, and never for a rule. */
function reasonsOf(outcome: Outcome, bars: readonly Bar[], policy: Policy): readonly string[] {
  const { decision } = outcome
  const isTold = isToldByPoints(outcome, policy)
  const floor = isTold && !isJudgedAgain(outcome) ? undefined : floorOf(outcome, policy)
  const causes: string[] = []
  if (floor !== undefined) {
    causes.push(`${floor.why} (${isTold ? `rule ${floor.name}` : `by rule ${floor.name}, not by points`})`)
  }
  if (decision.exclusion === 'reason-not-listed') causes.push('its reason is none that the policy lists')
  else if (decision.freshHold === true && decision.claimedByActorAlone === true)
    causes.push(`the hold that stands for "${decision.exclusion}" is fresh, or of the same hand`)
  else if (decision.claimedByActorAlone === true)
    causes.push(`nobody but the actor says that "${decision.exclusion}" applies`)
  const hold = 'it places a hold, which keeps the machine from undoing anything here'
  if (decision.placesHold === true && !isTold) causes.push(hold)
  const telling = tellingOf(bars.filter(({ name }) => name !== floor?.bar.name))
  const strong = telling.filter((bar) => bar.pointsCenti >= tellingCenti)
  const named = causes.length === 0 && strong.length === 0 ? telling.slice(0, 1) : strong
  const reasons = [...causes, ...named.slice(0, reasonsMax).map(({ observed }) => observed)]
  return decision.placesHold === true && isTold ? [...reasons, hold] : reasons
}

/** The weightiest of each family. Of two that weigh the same a fact comes before a habit, which somebody could
 *  explain, and then whichever stands first in the account book. */
function tellingOf(bars: readonly Bar[]): readonly Bar[] {
  const telling = bars
    .filter((bar) => bar.axis === 'suspicion' && bar.pointsCenti > 0 && isTelling(bar))
    .toSorted(
      (a, b) =>
        Number(a.family === 'rule') - Number(b.family === 'rule') ||
        b.pointsCenti - a.pointsCenti ||
        Number(isHabit(a)) - Number(isHabit(b)),
    )
  return telling.filter((bar, place) => telling.findIndex(({ family }) => family === bar.family) === place)
}

/** Where suspicion starts, for all changes of a kind, tells nothing of this one. What stood against it earlier is
 *  shown by the bars of that time. */
function isTelling({ name, family }: Bar): boolean {
  return family !== 'prior' || name === 'hand' || name === 'hand.later'
}

/** Rows that rest on what somebody usually does, by name. */
const habits = new Set(
  evidenceInForce.flatMap(({ coldUntil, bars, fromFacts = [] }) =>
    coldUntil === 'facts' ? [] : bars.filter((bar) => !fromFacts.includes(bar)).map(({ name }) => name),
  ),
)

function isHabit({ name }: Bar): boolean {
  return habits.has(name)
}

/** Whether its points alone would have told somebody. */
function isToldByPoints(
  { assessment: { suspicionCenti, scoreCenti } }: Outcome,
  { alertAt }: Policy,
): boolean {
  return suspicionCenti >= alertAt.suspicionCenti && scoreCenti >= alertAt.scoreCenti
}

/** The rule that told somebody of a change, or made it graver than its points do: a floor need give no points, and
 *  would else be in no bar and no word. */
function floorOf(outcome: Outcome, policy: Policy): Rule | undefined {
  const { assessment, decision } = outcome
  const { suspicionCenti, scoreCenti, severity } = assessment
  const byPoints = severityOf(suspicionCenti, scoreCenti, undefined, policy)
  if (isToldByPoints(outcome, policy) && byPoints === severity) return undefined
  const floors = policy.rules.filter(
    ({ name, severityMin }) => severityMin !== undefined && decision.rules.includes(name),
  )
  return floors.find(({ severityMin }) => severityMin === severity) ?? floors[0]
}
