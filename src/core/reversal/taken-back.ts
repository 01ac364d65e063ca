import { isSameId } from '../spelling/same-id.ts'
import type { Life } from './life.ts'
import { type Barring, barredBy, ownAct } from './may-speak.ts'
import { countdownWords, withNamed } from './waiting-steps.ts'

/** Whose yes or acknowledgement counts no more, and why. */
export interface TakenBack {
  readonly by: string
  readonly says: string
}

/** Who of those that said yes to it, or acknowledged it, may not by what is known now: a later alert may rest on a
 *  rule of theirs, be excluded, or know more of whose act it was. */
export function takenBackFrom(
  { approvals = [], yeses = [], countdown }: Life,
  barring: Barring,
): readonly TakenBack[] {
  const { acknowledgedBy, acknowledgedAs } = countdown ?? {}
  const acknowledged = acknowledgedBy === undefined ? [] : [{ by: acknowledgedBy, ...acknowledgedAs }]
  const barred = new Map<string, string>()
  for (const person of [...approvals, ...yeses, ...acknowledged]) {
    const says = barredBy(person, barring)
    if (says !== undefined) barred.set(person.by, says)
  }
  return [...barred].map(([by, says]) => ({ by, says }))
}

/** As if they had never said it, but that it is said why. */
export function withoutThem(life: Life, takenBack: readonly TakenBack[] = []): Life {
  if (takenBack.length === 0) return life
  const rest = withoutTheirs(life, (by) => takenBack.some((one) => isSameId(one.by, by)))
  const why = takenBack.map((one) => `what ${whoseWords(one)} said counts no more: ${one.says}`)
  return { ...rest, says: [wordsOf(life, rest), ...why].join('; ') }
}

/** A hand stands under a pseudonym wherever it is shown: this sentence must not say who that is. */
function whoseWords({ by, says }: TakenBack): string {
  return says === ownAct ? 'one of its hands' : by
}

function withoutTheirs(life: Life, isTheirs: (by: string) => boolean) {
  const left = <Said extends { readonly by: string }>(all: readonly Said[] = []): readonly Said[] =>
    all.filter(({ by }) => !isTheirs(by))
  const [approvals, yeses] = [left(life.approvals), left(life.yeses)]
  return { ...life, approvals, yeses, ...acknowledgedByOthers(life, isTheirs) }
}

function acknowledgedByOthers(
  { countdown }: Life,
  isTheirs: (by: string) => boolean,
): Pick<Life, 'countdown'> {
  if (countdown?.acknowledgedBy === undefined || !isTheirs(countdown.acknowledgedBy)) return {}
  const { acknowledgedBy: _by, acknowledgedAs: _as, ...rest } = countdown
  return { countdown: rest }
}

function wordsOf(
  before: Life,
  { state, countdown, approvals, named }: ReturnType<typeof withoutTheirs>,
): string {
  if (state === 'counting' && countdown !== undefined) return withNamed(countdownWords(countdown), named)
  if (approvals.length === (before.approvals?.length ?? 0)) return before.says
  const [first] = approvals
  return first === undefined ? (named?.says ?? "waits for a person's yes") : halfAgreedWords(first.by, named)
}

/** What is named against it stays said to whoever is the second. */
export function halfAgreedWords(by: string, named: Life['named']): string {
  return withNamed(`${by} said yes; it takes one more person`, named)
}
