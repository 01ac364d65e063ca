import { setTimeout as pause } from 'node:timers/promises'
import type { Mode } from '../../core/policy/severity.ts'
import { movedOn } from '../../core/reversal/account-gate.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import type { Circumstances } from '../../core/reversal/circumstances.ts'
import { type Block, heldDown, weigh } from '../../core/reversal/gates.ts'
import { together } from '../../core/reversal/kill-switch.ts'
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
  const circumstances = await gather(performing, settings, alert, undoing, who, seen, made)
  const at = clock.now()
  const moved = doneBefore(performing, entry, seen) ?? movedOn(circumstances)
  if (moved !== undefined) return { happening: { kind: 'superseded', says: moved, at } }
  const { granted, blockedBy } = weigh(circumstances)
  if (blockedBy.length > 0) return { happening: blocked(blockedBy, at) }
  if (who === 'machine' && granted !== 'auto')
    return { happening: blocked([{ gate: 'mode', says: lessWords(granted, circumstances) }], at) }

  const recorded = { kind: 'recorded', at } as const
  const next = live(life, recorded, limitsFor(performing, entry)).life
  if (next.state !== 'intent') return { happening: recorded }
  const to = { ...nextEntry(entry, next, at), granted }
  const taken = await ledger.takeIntent(from, to, {
    now: at,
    budgets: drawnOn(performing, alert),
    mayUseReserve: mayUseReserve(performing, alert),
    cooldownMs: who === 'machine' ? settings.cooldownMs : undefined,
  })
  if (taken.kind === 'blocked') return { happening: blocked([taken.block], at) }
  if (taken.kind === 'lost') return { happening: recorded, saved: 'overtaken' }
  announce(performing, to)
  return { happening: recorded, saved: to }
}

async function send(performing: Performing, entry: LedgerEntry): Promise<Happening> {
  const { clock, notice } = performing
  const platform = platformOf(performing, entry)
  // Asked when its turn has come and nothing more lies between: it may have waited long for slow calls before it.
  const outcome = await performing.turns.take(entry.command.source, async () => {
    const says = await heldBack(performing)
    return says === undefined ? platform.send(entry.command) : ({ kind: 'held', says } as const)
  })
  const at = clock.now()
  if (outcome.kind === 'held') {
    const { says } = outcome
    // Nothing of this command was ever sent: it is simply not done, and a person may ask for it again.
    if (entry.life.state === 'intent') return { kind: 'blocked', by: ['kill-switch'], says, at }
    return { kind: 'no-answer', says, at }
  }
  if (outcome.kind !== 'unknown') return { ...outcome, at }
  notice({
    kind: 'PlatformTrouble',
    what: `a command has no clear answer: ${outcome.says}`,
    cause: undefined,
  })
  return { kind: 'no-answer', says: outcome.says, at }
}

/** In words, where the account already stands as this very command would leave it, and we have not sent it: the id of
 *  a command comes from its cause, so another installation over the same platform makes the same one. */
function doneBefore(
  { notice }: Performing,
  { command, alert }: LedgerEntry,
  account: AccountState | 'unreadable',
): string | undefined {
  if (account === 'unreadable' || account.causedBy !== command.commandId) return undefined
  if (whatStands(command, account, alert.change?.account.stateBefore) !== 'restored') return undefined
  const says =
    'this very command was carried out before we sent it: another installation acts on this platform too'
  notice({ kind: 'PlatformTrouble', what: says, cause: undefined })
  return says
}

/** The last look at the kill switch, by all its ways. An answer that took long may be old, and is asked for again; at
 *  last nobody knows. */
async function heldBack({ clock, ledger, otherSwitches }: Performing): Promise<string | undefined> {
  for (let tries = 0; tries < switchTriesMax; tries++) {
    const asked = clock.monotonicMs()
    const [standing, others] = await Promise.all([
      ledger.readKillSwitch().catch(() => 'unreadable' as const),
      otherSwitches.read(),
    ])
    const killSwitch = together([{ way: 'console', standing }, ...others])
    if (killSwitch === 'unreadable') break
    if (killSwitch.on) return `held back: ${killSwitch.by} turned the kill switch on: ${killSwitch.why}`
    if (clock.monotonicMs() - asked <= switchMsMax) return undefined
  }
  return 'held back: the kill switch cannot be read, which counts as on'
}

const switchTriesMax = 3
const switchMsMax = 500

function lessWords(granted: Mode, circumstances: Circumstances): string {
  const why = heldDown(circumstances).map((held) => held.says)
  return `only ${granted} is granted by now${why.length === 0 ? '' : `: ${why.join('; ')}`}`
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
  const account = await performing.turns.take(entry.command.source, read).catch(asEdgeError)
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
