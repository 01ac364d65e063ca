import { setTimeout as pause } from 'node:timers/promises'
import type { Mode } from '../../core/policy/severity.ts'
import { isOnItsWay, movedOn, showsCause } from '../../core/reversal/account-gate.ts'
import { handsIn } from '../../core/reversal/account-log.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import { countdownSpared, mayActAlone } from '../../core/reversal/acting-alone.ts'
import type { Circumstances } from '../../core/reversal/circumstances.ts'
import { undoesTheChange } from '../../core/reversal/countermeasures.ts'
import { type Block, heldDown, namedBy, sentence, weigh, weighUntold } from '../../core/reversal/gates.ts'
import type { Effect, Happening, Passed } from '../../core/reversal/life.ts'
import { live } from '../../core/reversal/life-cycle.ts'
import { whatStands } from '../../core/reversal/looking.ts'
import { undoingOf } from '../../core/reversal/undoing.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { announce } from './announce.ts'
import { drawnOn, gather, mayUseReserve, whoWants } from './gather.ts'
import { aimedBy, look, noPlatform, readAccount } from './look.ts'
import { sinceOwnPreserve } from './own-preserve.ts'
import { limitsFor, nextEntry, type Outcome, type Performing } from './performing.ts'
import { madeBy, takenBackBy } from './propose.ts'
import { onItsWay, otherToken, send, tokenOf } from './send.ts'

/** Does one thing and says what came of it; `undefined` if it was told to end before it began. */
export async function perform(
  performing: Performing,
  entry: LedgerEntry,
  effect: Effect,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  // What waits for people has no drive: see `waits.ts`.
  if (effect.do === 'wait') return undefined
  if (effect.do !== 'send' && effect.afterMs > 0) {
    await pause(effect.afterMs, undefined, { signal }).catch(() => {})
    if (signal.aborted) return undefined
  }
  switch (effect.do) {
    case 'weigh':
      return weighNow(performing, entry).catch((cause: unknown) => askedAgain(performing, cause))
    case 'send':
      return happened(await send(performing, entry, signal))
    case 'look':
      return { happening: await look(performing, entry) }
    default:
      return effect satisfies never
  }
}

/** The gates, right before the call; and where all are open, ledger row, tokens and cooldown at once. */
async function weighNow(performing: Performing, from: LedgerEntry): Promise<Outcome> {
  const { clock, ledger, platforms, settings, turns } = performing
  const platform = platforms.get(from.command.source)
  const askedAt = clock.now()
  const account =
    platform === undefined
      ? noPlatform(from)
      : await turns.take(from.command.source, () => readAccount(performing, platform, from))
  if (account instanceof EdgeError && account.retryable) return askAgain(performing, account.message)

  const entry = account instanceof EdgeError ? from : await sinceOwnPreserve(performing, from, account)
  const { alert, life } = entry
  const undoing = undoingOf(alert, entry.command.countermeasure)
  if (undoing === undefined) throw new Error(`reversal ${entry.command.commandId} undoes nothing`)
  const who = whoWants(life)
  const seen = account instanceof EdgeError ? 'unreadable' : account
  const made = madeBy(entry.command)
  const circumstances = countdownSpared(
    await gather(performing, settings, alert, undoing, life, seen, made),
    life,
  )
  const at = clock.now()
  if (!(account instanceof EdgeError) && platform?.guard === 'log') {
    // A log may be a moment behind the stream that the change came on.
    if (!showsCause({ account, made }))
      return askAgain(performing, 'the log of the account does not show the change yet')
    if (isOnItsWay({ account, made })) return askAgain(performing, onItsWay)
    const other = otherToken(platform, entry, account)
    if (other !== undefined)
      return { happening: { kind: 'superseded', says: other, at, ...takenBackBy(entry, account) } }
  }
  const log = account instanceof EdgeError ? undefined : account.log
  const hands = handsIn(life.hands ?? [], log, made.eventId)
  const moved = doneBefore(performing, entry, seen) ?? movedOn(circumstances, hands)
  if (moved !== undefined) {
    const taken = account instanceof EdgeError ? {} : takenBackBy(entry, account)
    return { happening: { kind: 'superseded', says: moved, hands, at, ...taken } }
  }
  const { granted, blockedBy } = weigh(circumstances)
  const untold = weighUntold(circumstances)
  if (blockedBy.length > 0) return { happening: blocked(circumstances, untold, at) }
  if (who === 'machine' && !mayActAlone(granted, life))
    return {
      happening: blocked(circumstances, [{ gate: 'mode', says: lessWords(granted, circumstances) }], at),
    }

  const token = account instanceof EdgeError ? undefined : tokenOf(account, askedAt)
  const recorded = {
    kind: 'recorded',
    at,
    ...(token === undefined ? {} : { token }),
    ...(untold.length === 0 ? {} : { despite: sentence(untold), passed: passedBy(circumstances, untold) }),
  } as const
  const next = live(life, recorded, limitsFor(performing, entry)).life
  if (next.state !== 'intent') return { happening: recorded }
  const to = { ...nextEntry(entry, next, at), granted }
  performing.atPoint?.('before the intent is taken')
  const taken = await ledger.takeIntent(from, to, {
    now: at,
    budgets: drawnOn(performing, alert),
    mayUseReserve: mayUseReserve(performing, alert),
    cooldownMs:
      who === 'machine' && undoesTheChange(undoing.countermeasure) ? settings.cooldownMs : undefined,
  })
  performing.atPoint?.('after the intent is taken')
  if (taken.kind === 'blocked') return { happening: blocked(circumstances, [taken.block, ...untold], at) }
  // Another instance still has a call for this account under way.
  if (taken.kind === 'busy') return askAgain(performing, taken.says)
  if (taken.kind === 'lost') return { happening: recorded, saved: 'overtaken' }
  announce(performing, to)
  return { happening: recorded, saved: to }
}

/** In words, where the account already stands as this very command would leave it, and we have not sent it: the id of
 *  a command comes from its cause, so another installation over the same platform makes the same one. */
function doneBefore(
  { notice, platforms }: Performing,
  entry: LedgerEntry,
  account: AccountState | 'unreadable',
): string | undefined {
  const { command } = entry
  if (account === 'unreadable' || account.causedBy !== command.commandId) return undefined
  if (whatStands(command, account, aimedBy(platforms.get(command.source), entry, account)) !== 'restored')
    return undefined
  const says =
    'this very command was carried out before we sent it: another installation acts on this platform too'
  notice({ kind: 'PlatformTrouble', what: says, cause: undefined })
  return says
}

function lessWords(granted: Mode, circumstances: Circumstances): string {
  const why = heldDown(circumstances).map((held) => held.says)
  return `only ${granted} is granted by now${why.length === 0 ? '' : `: ${why.join('; ')}`}`
}

function blocked(c: Circumstances, by: readonly Block[], at: number): Happening {
  return {
    kind: 'blocked',
    by: by.map((block) => block.gate),
    says: sentence(by),
    named: namedBy(c, by),
    at,
  }
}

function passedBy(c: Circumstances, untold: readonly Block[]): Passed {
  return { gates: untold.map((block) => block.gate), what: namedBy(c, untold) }
}

/** A store that is away cannot say that nothing stands against it: it is asked again. */
function askedAgain(performing: Performing, cause: unknown): Outcome {
  if (!(cause instanceof EdgeError) || !cause.retryable) throw cause
  return askAgain(performing, cause.message)
}

function askAgain({ clock }: Performing, says: string): Outcome {
  return { happening: { kind: 'no-answer', says, at: clock.now() } }
}

function happened(happening: Happening | undefined): Outcome | undefined {
  return happening && { happening }
}
