import { type AccountLog, entriesAfter, handsIn, type LogEntry } from '../../core/reversal/account-log.ts'
import type { AccountState } from '../../core/reversal/account-state.ts'
import type { Happening } from '../../core/reversal/life.ts'
import { whatLogShows, whatStands } from '../../core/reversal/looking.ts'
import { partsOf } from '../../core/reversal/restored-parts.ts'
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
  const restored =
    before === undefined || command.countermeasure !== 'restore' ? {} : partsOf(before, account)
  const parts = Object.keys(restored).length === 0 ? {} : { restored }
  if (account.log === undefined) {
    const what = whatStands(command, account, before?.stateBefore, entry.life.ackedVersion)
    return { kind: 'found', what, says, at, ...parts, ...takenBackBy(entry, account) }
  }
  const isOurs = (one: LogEntry) => isOwnEntry(platform, one, command.commandId)
  const { state, token, hands: known = [] } = entry.life
  const hands = handsIn(known, account.log, command.causeEventId)
  const shown = whatLogShows(command, { ...account, log: account.log }, isOurs, before?.stateBefore, hands)
  // No answer has closed the window: it was open until now.
  const isOpen = state === 'unknown' && token !== undefined && account.log.some(isOurs)
  const window = isOpen ? { windowMs: at - token.at } : {}
  const taken = takenBackBy(entry, account)
  const found = { kind: 'found', what: shown.what, says: `${shown.says}; ${says}`, hands, at } as const
  return { ...found, ...parts, ...window, ...taken }
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
    return { ...account, log: await withoutOwnPreserve(performing, platform, log, command) }
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

/** Keeping an account's data is an entry of its own in some logs. It decides nothing, so what we kept after the
 *  same change must not count as a later decision. Where entries carry the id of our command it is told by that;
 *  where they do not, our ledger says that we kept it, and then our first entry after the change is that. */
async function withoutOwnPreserve(
  { ledger }: Pick<Performing, 'ledger'>,
  platform: ConfiguredPlatform,
  log: AccountLog,
  command: LedgerEntry['command'],
): Promise<AccountLog> {
  if (command.countermeasure === 'preserve') return log
  const preserveId = commandIdOf(command.source, command.causeEventId, 'preserve')
  const kept = entriesAfter(log, command.causeEventId)?.find((one) => isOwnEntry(platform, one, preserveId))
  if (kept === undefined) return log
  if (platform.spec.log?.batchAt === undefined) {
    const state = (await ledger.find(preserveId))?.life.state
    if (state !== 'acked' && state !== 'confirmed') return log
  }
  return log.filter((one) => one !== kept)
}
