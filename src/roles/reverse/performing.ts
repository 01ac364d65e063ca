import type { Happening, Life, Limits } from '../../core/reversal/life.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import type { ReverseEdges, ReverseSettings } from './edges.ts'
import type { Turns } from './turns.ts'

/** What a drive needs to do what the machine asks for. */
export interface Performing extends ReverseEdges {
  readonly settings: ReverseSettings
  /** At most so many calls to one platform at once. */
  readonly turns: Turns
  /** A record waits to be published. */
  published(): void
}

export interface Outcome {
  readonly happening: Happening
  /** Where the ledger already says so; or `overtaken` where it says that somebody else has moved it on. */
  readonly saved?: LedgerEntry | 'overtaken'
}

export function limitsFor({ platforms, settings }: Performing, entry: LedgerEntry): Limits {
  const platform = platforms.get(entry.command.source)
  return {
    lifeMs: settings.lifeMs,
    confirmMs: settings.confirmMs,
    settleMs: platform?.spec.settleMs ?? 0,
    mayResend: platform?.guard === 'native',
    ...noReturnOf(entry),
  }
}

function noReturnOf({ alert }: LedgerEntry): Pick<Limits, 'noReturnAt'> {
  const noReturnAt = alert.change?.irreversibleAt
  return noReturnAt === undefined ? {} : { noReturnAt }
}

/** The next record of the same reversal. The command gets new times only where a person has authorised it anew. */
export function nextEntry(from: LedgerEntry, life: Life, now: number): LedgerEntry {
  const at = Math.max(from.at, now)
  const command =
    life.expiresAt === from.command.expiresAt
      ? from.command
      : { ...from.command, issuedAt: at, expiresAt: life.expiresAt }
  return { ...from, command, life, version: from.version + 1, at }
}
