import { type AccountLog, entriesAfter, handsIn, type LogEntry } from '../../core/reversal/account-log.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import type { Happening } from '../../core/reversal/life.ts'
import { whatLogShows, whatStands } from '../../core/reversal/looking.ts'
import { partsOf } from '../../core/reversal/restored-parts.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import { aimedState, leadsToOf } from '../../core/reversal/stood-before.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import type { ConfiguredPlatform } from '../../ports/platform.ts'
import { commandIdOf } from '../ids.ts'
import type { Performing } from './performing.ts'
import { takenBackBy } from './propose.ts'

/** Looks at the account, and with guard `log` at its log, to see what became of our command. */
export async function look(performing: Performing, entry: LedgerEntry): Promise<Happening> {
  const { clock, platforms, turns } = performing
  const { command } = entry
  const platform = platforms.get(command.source)
  const account =
    platform === undefined
      ? noPlatform(entry)
      : await turns.take(command.source, () => readAccount(performing, platform, entry))
  const at = clock.now()
  if (account instanceof EdgeError) return { kind: 'found', what: 'unreadable', says: account.message, at }
  const version = account.version === undefined ? '' : `, version ${account.version}`
  const hidden = account.visibility === 'hidden' ? ', and the public does not see it' : ''
  const says = `the account is ${account.state}${version}${hidden}`
  const before = entry.alert.change?.account
  const aimed = aimedBy(platform, entry, account)
  const restored =
    before === undefined || command.countermeasure !== 'restore' ? {} : partsOf(before, account)
  const parts = Object.keys(restored).length === 0 ? {} : { restored }
  if (account.log === undefined) {
    const what = whatStands(command, account, aimed, entry.life.ackedVersion)
    return { kind: 'found', what, says, at, ...parts, ...takenBackBy(entry, account) }
  }
  const isOurs = (one: LogEntry) => isOwnEntry(platform, one, command.commandId)
  const { state, token, hands: known = [] } = entry.life
  const hands = handsIn(known, account.log, command.causeEventId)
  const shown = whatLogShows(command, { ...account, log: account.log }, isOurs, aimed, hands)
  // No answer has closed the window: it was open until now.
  const isOpen = state === 'unknown' && token !== undefined && account.log.some(isOurs)
  const window = isOpen ? { windowMs: at - token.at } : {}
  const taken = takenBackBy(entry, account)
  const found = { kind: 'found', what: shown.what, says: `${shown.says}; ${says}`, hands, at } as const
  return { ...found, ...parts, ...window, ...taken }
}

/** How the account stands where our command worked, if anybody knows. */
export function aimedBy(
  platform: ConfiguredPlatform | undefined,
  { alert: { change }, command }: LedgerEntry,
  account: AccountState,
): string | undefined {
  if (change === undefined) return undefined
  return aimedState(command, change.account, leadsToOf(platform?.spec, command.action), account)
}

/** The account as it stands; with guard `log` together with what its log says. Whoever calls has a turn. */
export async function readAccount(
  performing: Pick<Performing, 'ledger' | 'notice' | 'atPoint'>,
  platform: ConfiguredPlatform,
  { command }: LedgerEntry,
): Promise<AccountState | EdgeError> {
  const { accountId } = command
  performing.atPoint?.('before the account is read')
  const both = Promise.all([
    platform.read(accountId),
    platform.guard === 'log' ? platform.readLog(accountId) : undefined,
  ])
  try {
    const [account, log] = await both
    performing.atPoint?.('after the account is read')
    if (log === undefined) return account
    const own = { ...account, log: oursNamed(platform, log, command) }
    return { ...own, log: await withoutOtherOfOurs(performing, platform, own, command) }
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause
    performing.notice({ kind: 'PlatformTrouble', what: 'an account cannot be read', cause })
    return cause
  }
}

export function noPlatform({ command }: LedgerEntry): EdgeError {
  const says = `no platform is configured for the source ${command.source}`
  return new EdgeError('platform-unavailable', says, { retryable: false })
}

/** Where the platform carries the id of our command, that must be it too. */
function isOwnEntry(platform: ConfiguredPlatform | undefined, entry: LogEntry, commandId: string): boolean {
  if (entry.actor === undefined || entry.actor !== platform?.spec.serviceActor) return false
  return platform.spec.log?.batchAt === undefined || entry.batch === commandId
}

/** What we did about the same change is told as ours; what only carries our name is not. */
function oursNamed(platform: ConfiguredPlatform, log: AccountLog, command: Command): AccountLog {
  const ids = [command.commandId, otherIdOf(command)]
  return log.map((one) =>
    ids.some((id) => isOwnEntry(platform, one, id)) ? { ...one, isOurs: true as const } : one,
  )
}

/** Of the undoing that keeps the data, where this one gives the account back; and the other way round. */
function otherIdOf({ source, causeEventId, action, countermeasure }: Command): string {
  return commandIdOf(source, causeEventId, countermeasure === 'preserve' ? action : 'preserve')
}

/** What we did about the same change by the other of our two undoings decides nothing anew, and must not count as a
 *  later decision. Keeping an account's data is an entry of its own in some logs; and a restore that came to nothing
 *  leaves its entry on an account that stands as the change left it, whose data are still to be kept.
 *  Where entries carry the id of our command it is told by that; where they do not, our ledger says that we did it, and
 *  then our first entry after the change is that. */
async function withoutOtherOfOurs(
  { ledger }: Pick<Performing, 'ledger'>,
  platform: ConfiguredPlatform,
  { log, state }: AccountState & { readonly log: AccountLog },
  command: Command,
): Promise<AccountLog> {
  const otherId = otherIdOf(command)
  const other = entriesAfter(log, command.causeEventId)?.find((one) => isOwnEntry(platform, one, otherId))
  if (other === undefined) return log
  if (command.countermeasure === 'preserve') {
    const restore = (await ledger.find(otherId))?.life
    const cameToNothing = restore?.state === 'escalated' && restore.ackedAt !== undefined
    if (!cameToNothing || state !== command.expectedState) return log
  } else if (platform.spec.log?.batchAt === undefined) {
    const kept = (await ledger.find(otherId))?.life.state
    if (kept !== 'acked' && kept !== 'confirmed') return log
  }
  return log.filter((one) => one !== other)
}
