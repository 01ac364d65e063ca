import { setTimeout as pause } from 'node:timers/promises'
import { movedOn } from '../../core/reversal/account-gate.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import { countdownSpared, mayActAlone } from '../../core/reversal/acting-alone.ts'
import { type Block, weigh } from '../../core/reversal/gates.ts'
import type { Effect, Happening } from '../../core/reversal/life.ts'
import { live } from '../../core/reversal/life-cycle.ts'
import { whatStands } from '../../core/reversal/looking.ts'
import { undoingOf } from '../../core/reversal/undoing.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import type { ConfiguredPlatform } from '../../ports/platform.ts'
import { announce } from './announce.ts'
import { drawnOn, gather, mayUseReserve } from './gather.ts'
import { sinceOwnPreserve } from './own-preserve.ts'
import { limitsFor, nextEntry, type Outcome, type Performing } from './performing.ts'
import { madeBy } from './propose.ts'

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
      return { happening: await send(performing, entry) }
    case 'look':
      return { happening: await look(performing, entry) }
    default:
      return effect satisfies never
  }
}

/** The gates, right before the call; and where all are open, ledger row, tokens and cooldown at once. */
async function weighNow(performing: Performing, from: LedgerEntry): Promise<Outcome> {
  const { clock, ledger, settings } = performing
  const account = await readAccount(performing, from)
  if (account instanceof EdgeError && account.retryable)
    return { happening: { kind: 'no-answer', says: account.message, at: clock.now() } }

  const entry = account instanceof EdgeError ? from : await sinceOwnPreserve(performing, from, account)
  const { alert, life } = entry
  const undoing = undoingOf(alert, entry.command.countermeasure)
  if (undoing === undefined) throw new Error(`reversal ${entry.command.commandId} undoes nothing`)
  const who = life.by === undefined ? 'machine' : 'person'
  const seen = account instanceof EdgeError ? 'unreadable' : account
  const made = madeBy(entry.command)
  const circumstances = countdownSpared(
    await gather(performing, settings, alert, undoing, who, seen, made),
    life,
  )
  const at = clock.now()
  const moved = movedOn(circumstances)
  if (moved !== undefined) return { happening: { kind: 'superseded', says: moved, at } }
  const { granted, blockedBy } = weigh(circumstances)
  if (blockedBy.length > 0) return { happening: blocked(blockedBy, at) }
  if (who === 'machine' && !mayActAlone(granted, life))
    return { happening: blocked([{ gate: 'mode', says: `only ${granted} is granted by now` }], at) }

  const recorded = { kind: 'recorded', at } as const
  const next = live(life, recorded, limitsFor(performing, entry)).life
  if (next.state !== 'intent') return { happening: recorded }
  const to = { ...nextEntry(entry, next, at), granted }
  performing.atPoint?.('before the intent is taken')
  const taken = await ledger.takeIntent(from, to, {
    now: at,
    budgets: drawnOn(performing, alert),
    mayUseReserve: mayUseReserve(performing, alert),
    cooldownMs: who === 'machine' ? settings.cooldownMs : undefined,
  })
  performing.atPoint?.('after the intent is taken')
  if (taken.kind === 'blocked') return { happening: blocked([taken.block], at) }
  if (taken.kind === 'lost') return { happening: recorded, saved: 'overtaken' }
  announce(performing, to)
  return { happening: recorded, saved: to }
}

async function send(performing: Performing, entry: LedgerEntry): Promise<Happening> {
  const { clock, ledger, notice } = performing
  const says = entry.life.state === 'intent' ? undefined : await heldBack()
  if (says !== undefined) return { kind: 'no-answer', says, at: clock.now() }
  const platform = platformOf(performing, entry)
  const outcome = await performing.turns.take(entry.command.source, async () => {
    // Others may have been served first: what was decided in time may not be in time any more.
    if (clock.now() >= entry.command.expiresAt) return 'too-late'
    performing.atPoint?.('before the call')
    return platform.send(entry.command)
  })
  performing.atPoint?.('after the call')
  const at = clock.now()
  if (outcome === 'too-late') return { kind: 'too-late', at }
  if (outcome.kind !== 'unknown') return { ...outcome, at }
  notice({
    kind: 'PlatformTrouble',
    what: `a command has no clear answer: ${outcome.says}`,
    cause: undefined,
  })
  return { kind: 'no-answer', says: outcome.says, at }

  /** The first send was allowed by the transaction that recorded it; each further one asks again. */
  async function heldBack(): Promise<string | undefined> {
    const killSwitch = await ledger.readKillSwitch().catch(() => 'unreadable' as const)
    return killSwitch === 'unreadable' || killSwitch.on ? 'held back by the kill switch' : undefined
  }
}

async function look(performing: Performing, entry: LedgerEntry): Promise<Happening> {
  const account = await readAccount(performing, entry)
  const at = performing.clock.now()
  if (account instanceof EdgeError) return { kind: 'found', what: 'unreadable', says: account.message, at }
  const aimed = entry.alert.change?.account.stateBefore
  const what = whatStands(entry.command, account, aimed, entry.life.ackedVersion)
  const version = account.version === undefined ? '' : `, version ${account.version}`
  return { kind: 'found', what, says: `the account is ${account.state}${version}`, at }
}

async function readAccount(performing: Performing, entry: LedgerEntry): Promise<AccountState | EdgeError> {
  const platform = performing.platforms.get(entry.command.source)
  if (platform === undefined) return noPlatform(entry)
  const read = () => platform.read(entry.command.accountId)
  performing.atPoint?.('before the account is read')
  const account = await performing.turns.take(entry.command.source, read).catch(asEdgeError)
  performing.atPoint?.('after the account is read')
  if (account instanceof EdgeError)
    performing.notice({ kind: 'PlatformTrouble', what: 'an account cannot be read', cause: account })
  return account
}

function platformOf({ platforms }: Performing, entry: LedgerEntry): ConfiguredPlatform {
  const platform = platforms.get(entry.command.source)
  if (platform === undefined) throw noPlatform(entry)
  return platform
}

function noPlatform(entry: LedgerEntry): EdgeError {
  const says = `no platform is configured for the source ${entry.command.source}`
  return new EdgeError('platform-unavailable', says, { retryable: false })
}

function blocked(by: readonly Block[], at: number): Happening {
  return {
    kind: 'blocked',
    by: by.map((block) => block.gate),
    says: by.map((block) => block.says).join('; '),
    at,
  }
}

function asEdgeError(cause: unknown): EdgeError {
  if (cause instanceof EdgeError) return cause
  throw cause
}

/** A store that is away cannot say that nothing stands against it: it is asked again. */
function askedAgain({ clock }: Performing, cause: unknown): Outcome {
  const error = asEdgeError(cause)
  if (!error.retryable) throw error
  return { happening: { kind: 'no-answer', says: error.message, at: clock.now() } }
}
