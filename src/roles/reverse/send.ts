import { setTimeout as pause } from 'node:timers/promises'
import { isOnItsWay, movedOn, showsCause } from '../../core/reversal/account-gate.ts'
import { handsIn } from '../../core/reversal/account-log.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import { type Happening, type LogToken, paceMs } from '../../core/reversal/life.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import type { ConfiguredPlatform, SendOutcome } from '../../ports/platform.ts'
import { excludedSince, type Held, heldBack, heldBlock } from './last-look.ts'
import { noPlatform, readAccount } from './look.ts'
import type { Performing } from './performing.ts'
import { madeBy, takenBackBy } from './propose.ts'

/** How old a look at the account, with guard `log` at its log, may be when the call goes out, counted from before it was
 *  begun. */
export const lookMsMax = 250

export const onItsWay = 'the change has not been carried out everywhere yet'

/** Sends the command as the platform's guard wants it; `undefined` if told to end before it was sent. What certainly
 *  never left us is tried again until the command expires, each time in a turn of its own. */
export async function send(
  performing: Performing,
  entry: LedgerEntry,
  signal: AbortSignal,
): Promise<Happening | undefined> {
  const { clock, platforms, turns } = performing
  const { command } = entry
  const platform = platforms.get(command.source)
  if (platform === undefined) throw noPlatform(entry)
  const sendOnce = platform.guard === 'log' ? sendFresh : sendGuarded
  for (let tries = 1; ; tries++) {
    const tried = await turns.take(command.source, () => sendOnce(performing, platform, entry))
    if (typeof tried !== 'string') return tried
    await pause(paceMs(tries), undefined, { signal }).catch(() => {})
    if (signal.aborted) return undefined
    const at = clock.now()
    if (at >= command.expiresAt) return { kind: 'unsent', says: `not sent in time: ${tried}`, at }
  }
}

/** The platform itself compares the account, where it can; the marks on it are ours to look at, right before the call.
 *  In words, why nothing was sent for now: that is only said where nothing of this command was ever sent. */
async function sendGuarded(
  performing: Performing,
  platform: ConfiguredPlatform,
  entry: LedgerEntry,
): Promise<Happening | string> {
  const { clock } = performing
  const beganMs = clock.monotonicMs()
  const account = await readAccount(performing, platform, entry)
  const isUnsent = entry.life.state === 'intent'
  const stopped =
    account instanceof EdgeError ? account.message : stoppedBy(performing, platform, entry, account)
  if (typeof stopped === 'string' && !isUnsent) return { kind: 'no-answer', says: stopped, at: clock.now() }
  if (stopped !== undefined) return stopped
  const outcome = await call(performing, platform, entry.command, async () => {
    const held = await heldBack(performing, entry)
    if (held !== undefined) return held
    // Others may have been served first: what was decided in time may not be in time any more.
    return clock.now() >= entry.command.expiresAt
      ? { kind: 'too-late', says: 'its command expired before its turn to be sent came' }
      : staleSince(performing, beganMs, 'the look at its account')
  })
  const at = clock.now()
  if (isUnsent) {
    if (outcome.kind === 'stale') return outcome.says
    // It is simply not done, and a person may ask for it again.
    if (outcome.kind === 'held') return heldBlock(outcome, at)
    if (outcome.kind === 'unsent' && platform.guard === 'native') return unsentSays(performing, outcome)
  }
  if (outcome.kind !== 'superseded') return { ...happeningOf(performing, outcome), at }
  // What the newer decision was only a look can show.
  const now = await readAccount(performing, platform, entry)
  return { ...outcome, at, ...(now instanceof EdgeError ? {} : takenBackBy(entry, now)) }
}

/** What the account shows against the call: a mark; and a later decision, where no platform compares. Of what may have
 *  been sent, in words why it is not sent again: what became of it is looked at further. */
function stoppedBy(
  performing: Performing,
  platform: ConfiguredPlatform,
  entry: LedgerEntry,
  account: AccountState,
): Happening | string | undefined {
  const { command, life } = entry
  const at = performing.clock.now()
  const excluded = excludedSince(performing, entry, account)
  if (life.state !== 'intent')
    return excluded && `it may have been done, and is not sent again: ${excluded.says}`
  const moved = platform.guard === 'none' ? movedOn({ account, made: madeBy(command) }) : undefined
  if (moved !== undefined) return { kind: 'superseded', says: moved, at, ...takenBackBy(entry, account) }
  return excluded && heldBlock(excluded, at)
}

/** What was read that long ago may have changed since. */
function staleSince({ clock }: Performing, beganMs: number, what: string): NotCalled | undefined {
  const tookMs = Math.ceil(clock.monotonicMs() - beganMs)
  if (tookMs <= lookMsMax) return undefined
  return {
    kind: 'stale',
    says: `${what} was ${tookMs} ms old when the call could go out: ${lookMsMax} ms at most`,
  }
}

/** Token, call, and the time between, in one turn: nothing of ours may come in between. In words, why nothing was sent
 *  for now: the platform is too slow for its token to be fresh, or cannot be read, or the call never left. */
async function sendFresh(
  performing: Performing,
  platform: ConfiguredPlatform,
  entry: LedgerEntry,
): Promise<Happening | string> {
  const { clock } = performing
  const { command, life } = entry
  const beganMs = clock.monotonicMs()
  const account = await readAccount(performing, platform, entry)
  const at = clock.now()
  if (account instanceof EdgeError) return account.message
  const now = { account, made: madeBy(command) }
  if (!showsCause(now)) return 'the log of the account does not show the change'
  if (isOnItsWay(now)) return onItsWay
  const hands = handsIn(life.hands ?? [], account.log, command.causeEventId)
  const moved = movedOn(now, hands) ?? otherToken(platform, entry, account)
  if (moved !== undefined)
    return { kind: 'superseded', says: moved, hands, at, ...takenBackBy(entry, account) }
  const excluded = excludedSince(performing, entry, account)
  if (excluded !== undefined) return heldBlock(excluded, at)
  const outcome = await call(performing, platform, command, async () => {
    const held = await heldBack(performing, entry)
    if (held !== undefined) return held
    // Counted over the kill switch too, which may have been slow to answer.
    const stale = staleSince(performing, beganMs, 'its log')
    if (stale !== undefined) return stale
    return clock.now() >= command.expiresAt ? { kind: 'too-late', says: life.says } : undefined
  })
  // Without a key a command is never sent twice, so what is held back was never sent.
  if (outcome.kind === 'held') return heldBlock(outcome, clock.now())
  if (outcome.kind === 'stale' || outcome.kind === 'too-late') return outcome.says
  if (outcome.kind === 'unsent') return unsentSays(performing, outcome)
  const windowMs = Math.ceil(clock.monotonicMs() - beganMs)
  return { ...happeningOf(performing, outcome), at: clock.now(), windowMs }
}

/** Looks before anything is begun, and again right before each request: between the two the platform's edge may have
 *  to fetch a token. What it repeats has certainly never been done, so what stops a repeat stops the whole. */
async function call(
  performing: Performing,
  platform: ConfiguredPlatform,
  command: Command,
  lastLook: () => Promise<NotCalled | undefined>,
): Promise<SendOutcome | NotCalled> {
  const stopped = await lastLook()
  if (stopped !== undefined) return stopped
  const late: { stop?: NotCalled } = {}
  performing.atPoint?.('before the call')
  const outcome = await platform.send(command, async () => {
    const stop = await lastLook()
    if (stop !== undefined) late.stop = stop
    return stop?.says
  })
  performing.atPoint?.('after the call')
  return late.stop ?? outcome
}

/** Why nothing was sent. `stale`: what the account showed is too old by now. */
type NotCalled =
  | Held
  | { readonly kind: 'too-late'; readonly says: string }
  | { readonly kind: 'stale'; readonly says: string }

/** The state's own mark tells of decisions that the log does not: it must be one that the change can have made,
 *  and the same as when the gates were asked.
 *
 *  marks of the change   when weighed   now        ->
 *  -                     -              -             fine: the platform has none
 *  -                     10:00:00       10:00:00      fine
 *  -                     10:00:00       10:00:07      moved on
 *  TAKEDOWN-7            TAKEDOWN-7     TAKEDOWN-7    fine
 *  TAKEDOWN-7            -              LEGAL-77      moved on */
export function otherToken(
  platform: ConfiguredPlatform,
  { command, life }: LedgerEntry,
  { ref }: AccountState,
): string | undefined {
  if (ref === undefined) return undefined
  const refs = platform.spec.read?.refs?.map((template) =>
    template.replace('${cause.eventId}', command.causeEventId).replace('${account.id}', command.accountId),
  )
  if (refs !== undefined && !refs.includes(ref))
    return `the account has moved on: its state carries the mark ${ref}, which the change did not make`
  if (life.token?.ref === undefined || life.token.ref === ref) return undefined
  return `the account has moved on: its state carried the mark ${life.token.ref}, and now ${ref}`
}

/** What stays of the reading by which the gates were asked. */
export function tokenOf(account: AccountState, at: number): LogToken | undefined {
  const entryId = account.log?.at(-1)?.id
  if (entryId === undefined) return undefined
  return { at, entryId, ...(account.ref === undefined ? {} : { ref: account.ref }) }
}

function happeningOf(
  performing: Pick<Performing, 'notice'>,
  outcome: SendOutcome | NotCalled,
): Exclude<SendOutcome, { kind: 'unknown' }> | { readonly kind: 'no-answer'; readonly says: string } {
  if (outcome.kind === 'held' || outcome.kind === 'stale') return { kind: 'no-answer', says: outcome.says }
  if (outcome.kind === 'too-late') return { kind: 'unsent', says: outcome.says }
  if (outcome.kind === 'unsent') return { kind: 'unsent', says: unsentSays(performing, outcome) }
  if (outcome.kind !== 'unknown') return outcome
  const what = `a command has no clear answer: ${outcome.says}`
  performing.notice({ kind: 'PlatformTrouble', what, cause: undefined })
  return { kind: 'no-answer', says: outcome.says }
}

function unsentSays({ notice }: Pick<Performing, 'notice'>, { says }: { readonly says: string }): string {
  notice({ kind: 'PlatformTrouble', what: `a command could not be sent: ${says}`, cause: undefined })
  return says
}
