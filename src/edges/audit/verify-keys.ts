import { type AuditEntry, type Sealed, type SealedName, sealedIn } from '../../core/audit/entry.ts'
import type { AuditRow } from '../../core/audit/verify.ts'
import { unsealText } from './seal-text.ts'

/** Whether what is sealed in a record can be read: by the keys as they lie in the store now, or, where one is gone,
 *  because the record says that it was erased. One text of each key is opened, the first that is met. */
export interface KeyCheck {
  take(rows: readonly AuditRow[]): Promise<void>
  /** Of rows that were added meanwhile: a key that was gone when we looked was erased by then, and not before. */
  takeErasures(rows: readonly AuditRow[]): void
  /** Keys that are gone or open nothing, and were not erased by what was taken: in the order of their first entry. */
  lost(): readonly LostKey[]
  /** Entries with a text under one of those. */
  unreadable(): number
}

export interface LostKey {
  /** The first entry with a text under it. */
  readonly seq: number
  readonly isGone: boolean
  readonly entries: number
}

/** The secrets of these keys, as far as they are there. */
export type SecretsOf = (keyIds: readonly string[]) => Promise<ReadonlyMap<string, string>>

export function startKeyCheck(secretsOf: SecretsOf): KeyCheck {
  /** Every key that was met: `undefined` where it opens its text. */
  const met = new Map<string, Omit<LostKey, 'entries'> | undefined>()
  let isAnyShut = false
  const erased = new Set<string>()
  /** Entries by the keys of theirs that were not there or opened nothing. */
  const shut = new Map<string, number>()

  async function meet(rows: readonly AuditRow[]): Promise<void> {
    const fresh = new Map<string, { seq: number; name: SealedName; sealed: Sealed }>()
    for (const { seq, body } of rows) {
      if (keysIn(body).every((key) => met.has(key) || fresh.has(key))) continue
      for (const [name, sealed] of sealedIn(entryIn(body)))
        if (!met.has(sealed.key) && !fresh.has(sealed.key)) fresh.set(sealed.key, { seq, name, sealed })
    }
    const secrets = await secretsOf([...fresh.keys()])
    for (const [keyId, { seq, name, sealed }] of fresh) {
      const secret = secrets.get(keyId)
      const opens = secret !== undefined && unsealText({ keyId, secret }, name, sealed) !== undefined
      met.set(keyId, opens ? undefined : { seq, isGone: secret === undefined })
      isAnyShut ||= !opens
    }
  }

  function takeErasures(rows: readonly AuditRow[]): void {
    for (const { body } of rows) {
      if (!body.includes('"subject-erased"')) continue
      const { deed, after } = entryIn(body)
      if (deed === 'subject-erased' && typeof after?.key === 'string') erased.add(after.key)
    }
  }

  const counted = () => [...shut].map(([keys, entries]) => ({ keys: keys.split(' '), entries }))
  const isLost = (keyId: string) => !erased.has(keyId)

  return {
    async take(rows) {
      await meet(rows)
      takeErasures(rows)
      if (!isAnyShut) return
      for (const { body } of rows) {
        const keys = new Set(keysIn(body).filter((key) => met.get(key) !== undefined))
        if (keys.size === 0) continue
        const shutBy = [...keys].sort().join(' ')
        shut.set(shutBy, (shut.get(shutBy) ?? 0) + 1)
      }
    },
    takeErasures,
    lost() {
      const entriesOf = new Map<string, number>()
      for (const { keys, entries } of counted())
        for (const key of keys) entriesOf.set(key, (entriesOf.get(key) ?? 0) + entries)
      const lost = [...met].flatMap(([key, how]) =>
        how === undefined || !isLost(key) ? [] : [{ ...how, entries: entriesOf.get(key) ?? 0 }],
      )
      return lost.sort((a, b) => a.seq - b.seq)
    },
    unreadable: () =>
      counted().reduce((sum, { keys, entries }) => sum + (keys.some(isLost) ? entries : 0), 0),
  }
}

/** Read off the canonical text: what has no new key in it is not worth the parsing. */
function keysIn(body: string): string[] {
  return Array.from(body.matchAll(/"key":"([0-9a-f]+)","text":/g), ([, key = '']) => key)
}

/** Nothing where the text is no entry: that was told already. */
function entryIn(body: string): Partial<AuditEntry> {
  try {
    const entry: unknown = JSON.parse(body)
    return typeof entry === 'object' && entry !== null ? entry : {}
  } catch {
    return {}
  }
}
