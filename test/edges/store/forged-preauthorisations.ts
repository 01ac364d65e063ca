import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { type Intended, intendedText } from '../../../src/core/reversal/intended.ts'
import type { SealingKey } from '../../../src/edges/sealing-key.ts'
import type { Database } from '../../../src/edges/store/database.ts'
import { openPreauthorisations } from '../../../src/edges/store/preauthorisations.ts'
import { intendedBecause } from '../../../src/roles/reverse/intended.ts'
import { type Besieged, type Draw, drawnFrom, type Siege } from '../../besieged.ts'
import { aChange, anAlert } from '../../roles/reverse/examples.ts'

/** Pre-authorisations in the store, besieged by somebody who can write every row of it, but has no key of ours: a change
 *  that one of them claims to have foreseen is alerted and undone all the same. `other`: a key of somebody else. */
export async function forgePreauthorisations(
  { count, seed }: Siege,
  {
    database,
    key,
    other,
  }: { readonly database: Database; readonly key: SealingKey; readonly other: SealingKey },
): Promise<Besieged> {
  const preauthorisations = openPreauthorisations(database, key)
  const draw = drawnFrom(seed)
  const ways: Record<string, number> = {}
  const accepted: string[] = []
  let honestTried = 0
  let honestTaken = 0
  const asked = async (change: AccountChange) =>
    (await intendedBecause({ notice: () => {}, preauthorisations }, anAlert(change))) !== undefined

  for (let i = 0; i - honestTried < count; i++) {
    const accountId = `a-${i}`
    const change = aChange({ accountId, occurredAt: confirmedAt + 1_000 })
    const honest = honestFor(change, i)
    const isControl = i % controlEvery === 0
    const { says, row } = isControl
      ? { says: 'honest', row: { intended: honest, signature: key.sign(intendedText(honest)) } }
      : forge(honest, { draw, key, other })
    await database
      .insertInto('preauthorisations')
      .values({
        intended_id: row.intended.intendedId,
        source: change.source,
        account_id: accountId,
        asked_at: confirmedAt - 60_000,
        expires_at: row.intended.expiresAt,
        body: JSON.stringify(row.intended),
        signature: row.signature,
        withdrawn_by: null,
        withdrawn_at: null,
      })
      .execute()
    const isBelieved = await asked(change)
    if (isControl) {
      honestTried += 1
      if (isBelieved) honestTaken += 1
      continue
    }
    ways[says] = (ways[says] ?? 0) + 1
    if (isBelieved) accepted.push(`${says}: ${JSON.stringify(row)} (seed ${seed})`)
  }
  return { tried: count, accepted, ways, honestTried, honestTaken }
}

const controlEvery = 50
const confirmedAt = 1_700_000_000_000
const dayMs = 86_400_000

function honestFor({ source, account, action }: AccountChange, nth: number): Intended {
  return {
    intendedId: `i-${nth}`,
    source,
    accountId: account.id,
    action,
    order: `court order ${nth}`,
    ticket: `T-${nth}`,
    askedBy: 'legal-1',
    confirmedBy: 'lead-2',
    confirmedAt,
    expiresAt: confirmedAt + 7 * dayMs,
  }
}

interface Forging {
  readonly draw: Draw
  readonly key: SealingKey
  readonly other: SealingKey
}

function forge(honest: Intended, { draw, key, other }: Forging) {
  const signedBy = (intended: Intended, by = key, text = intendedText(intended)) => ({
    intended,
    signature: by.sign(text),
  })
  switch (draw(10)) {
    case 0:
      return { says: 'another key', row: signedBy(honest, other) }
    case 1: {
      const signature = Buffer.from(Array.from({ length: 64 }, () => draw(256))).toString('base64url')
      return { says: 'any signature', row: { intended: honest, signature } }
    }
    case 2: {
      // What two people agreed to for another account, another deed, another hand or another time.
      const was: Partial<Intended> =
        [
          { accountId: 'somebody-else' },
          { action: 'lock' as const },
          { actorId: 'legal-7' },
          { expiresAt: honest.expiresAt - 6 * dayMs },
          { order: 'another order' },
          { ticket: 'another ticket' },
          { confirmedBy: 'lead-3' },
          { source: 'elsewhere' },
        ][draw(8)] ?? {}
      return { says: 'written over', row: signedBy(honest, key, intendedText({ ...honest, ...was })) }
    }
    case 3:
      return {
        says: 'of one person',
        row: signedBy({ ...honest, confirmedBy: honest.askedBy }),
      }
    case 4: {
      const part = draw(2) > 0 ? { askedBy: 'contractor-1' } : { confirmedBy: 'contractor-1' }
      return { says: 'of the actor', row: signedBy({ ...honest, ...part }) }
    }
    case 5: {
      const expiresAt = honest.confirmedAt + draw(1_000)
      return { says: 'expired', row: signedBy({ ...honest, expiresAt }) }
    }
    case 6: {
      const confirmedAt = honest.confirmedAt + 1_001 + draw(1e6)
      return { says: 'agreed afterwards', row: signedBy({ ...honest, confirmedAt }) }
    }
    case 7: {
      const expiresAt = honest.confirmedAt + 31 * dayMs + draw(1e9)
      return { says: 'valid for ever', row: signedBy({ ...honest, expiresAt }) }
    }
    case 8: {
      const elsewhere: Partial<Intended> =
        [
          { accountId: 'somebody-else' },
          { action: 'lock' as const },
          { actorId: 'legal-7' },
          { source: 'elsewhere' },
        ][draw(4)] ?? {}
      return { says: 'signed for something else', row: signedBy({ ...honest, ...elsewhere }) }
    }
    default: {
      // The same text in another coding: our keys sign UTF-16.
      const text = Buffer.from(intendedText(honest), 'utf8').toString('latin1').padEnd(4, ' ')
      return { says: 'another text', row: signedBy(honest, key, `${text} `) }
    }
  }
}
