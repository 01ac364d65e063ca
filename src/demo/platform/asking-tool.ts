import type { AccountChange } from '../../core/change/account-change.ts'
import { isOfNote } from '../../core/evidence/of-note.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Stoppable } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import type { Act } from '../world/act.ts'
import type { AccountBook } from './account-book.ts'
import type { AskFirst, Told } from './ask-first.ts'

/** The tool in which the demo platform's people act. Where it asks first, an act of a person on an account of note
 *  is done only after Countermand was asked:
 *
 *    allow                       -> done at once
 *    no answer within 50 ms      -> done at once: the tool's own default
 *    second-person               -> asked again twice a second; done when it is allowed, dropped when it was refused or
 *                                   nobody answered in time
 *    hold                        -> asked again when the hold is over
 *
 *  Machines use no tool and ask nobody. */
export interface Tool extends Stoppable {
  /** As the book's own: resolves with what was done now. */
  perform: AccountBook['perform']
  /** Acts that wait for leave. */
  waiting(): number
}

export interface AskingToolOptions {
  readonly book: Pick<AccountBook, 'foresee' | 'perform'>
  readonly ask: AskFirst
  readonly clock: Clock
  readonly notice: Notify
  readonly askAgainMs?: number
}

const askAgainMsUsual = 500
/** Nobody stands at a desk for longer than that. */
const patienceMs = 20 * 60_000
/** More waiting acts than this are given up, the oldest first. */
const waitingMax = 500

export function openAskingTool(options: AskingToolOptions): Tool {
  const { book, ask, clock, notice, askAgainMs = askAgainMsUsual } = options
  let waiting: Waiting[] = []
  let asking: Promise<void> | undefined

  async function isAllowed(act: Act, giveUpAt: number): Promise<boolean> {
    const change = book.foresee(act)
    // What the account's state does not allow is left out by the book itself.
    if (change === undefined || !mustAsk(change)) return true
    const told = await ask(change)
    if (told === undefined || told.answer === 'allow') return true
    if (told.state !== 'refused') waiting.push({ act, giveUpAt, againAt: againAt(told) })
    if (waiting.length > waitingMax) waiting = waiting.slice(-waitingMax)
    return false
  }

  function againAt(told: Told): number {
    const soon = clock.now() + askAgainMs
    return told.answer === 'hold' ? Math.max(soon, told.holdUntil ?? told.expiresAt) : soon
  }

  async function perform(acts: readonly Act[], playedTo?: number): Promise<readonly AccountChange[]> {
    const giveUpAt = clock.now() + patienceMs
    const allowed = await Promise.all(acts.map((act) => isAllowed(act, giveUpAt)))
    return book.perform(
      acts.filter((_, nth) => allowed[nth]),
      playedTo,
    )
  }

  /** Whoever was told to wait and then hears nothing waits on: only a first question has a default. */
  async function askAgain(): Promise<void> {
    const now = clock.now()
    const due = waiting.filter((one) => one.againAt <= now)
    waiting = waiting.filter((one) => one.againAt > now && one.giveUpAt > now)
    for (const one of due) {
      if (one.giveUpAt <= now) continue
      const act = { ...one.act, occurredAt: clock.now() }
      const change = book.foresee(act)
      if (change === undefined) continue
      const told = await ask(change)
      if (told === undefined) waiting.push({ ...one, againAt: clock.now() + askAgainMs })
      else if (told.answer === 'allow') await book.perform([act])
      else if (told.state !== 'refused') waiting.push({ ...one, againAt: againAt(told) })
    }
  }

  const timer = setInterval(() => {
    asking ??= askAgain()
      .catch((cause: unknown) =>
        notice({ kind: 'DemoTrouble', what: 'what was allowed could not be done', cause }),
      )
      .finally(() => {
        asking = undefined
      })
  }, askAgainMs)

  return {
    perform,
    waiting: () => waiting.length,
    async stop() {
      clearInterval(timer)
      await asking
    },
  }
}

interface Waiting {
  readonly act: Act
  readonly againAt: number
  readonly giveUpAt: number
}

function mustAsk({ actor, account }: AccountChange): boolean {
  const isPerson = actor.kind !== 'automation' && actor.kind !== 'system'
  return isPerson && isOfNote(account)
}
