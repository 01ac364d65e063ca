import { CompactSign } from 'jose'
import type { ContainCommand } from '../../../src/core/reversal/contain-message.ts'
import { commandKeyOf } from '../../../src/edges/platform/command-key.ts'
import { containmentType, signCommand, signContainment } from '../../../src/edges/platform/signed-command.ts'
import { publishedKeyPem, restore } from './command-vectors.ts'

/** What `schemas/commands/containment-vectors.json` holds, for whoever contains actors in another language. */
export interface ContainmentVector {
  readonly says: string
  readonly source: string
  readonly recordKey: string
  readonly now: number
  readonly jws: string
  /** The command that is to be carried out, or in words why none is. */
  readonly expected: ContainCommand | string
}

const { issuedAt } = restore
const freeze: ContainCommand = {
  commandId: '9c0d41aa-1-sent',
  alertId: 'a-1',
  source: 'shop',
  actorId: 'st-12',
  do: 'contain',
  issuedAt,
  expiresAt: issuedAt + 60_000,
}
const seen = { source: 'shop', recordKey: 'st-12', now: issuedAt + 1_000 }

export async function madeContainmentVectors() {
  const key = await commandKeyOf(publishedKeyPem)
  const jws = await signContainment(freeze, key)
  const lift: ContainCommand = { ...freeze, commandId: '9c0d41aa-1-lifting', do: 'lift' }
  const { actorId: _, ...nobody } = freeze
  const signed = (payload: object) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA', kid: key.publicJwk.kid, typ: containmentType })
      .sign(key.private)
  const vectors: readonly ContainmentVector[] = [
    { says: 'contain', ...seen, jws, expected: freeze },
    { says: 'lift', ...seen, jws: await signContainment(lift, key), expected: lift },
    { says: 'expired', ...seen, now: freeze.expiresAt, jws, expected: 'it has expired' },
    { says: 'for another platform', ...seen, source: 'bazaar', jws, expected: 'it is not for this platform' },
    {
      says: 'under the key of another actor',
      ...seen,
      recordKey: 'st-13',
      jws,
      expected: "it is not under its own actor's key",
    },
    {
      says: 'nobody is meant',
      ...seen,
      jws: await signed(nobody),
      expected: 'what is signed contains nobody',
    },
    {
      says: 'a command about an account',
      ...seen,
      jws: await signCommand(restore, key),
      expected: 'it is signed as something else than a containment',
    },
  ]
  return { key, vectors }
}
