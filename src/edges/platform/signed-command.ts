import { CompactSign, compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose'
import { doubtOfMessage, messageOf, readMessage } from '../../core/reversal/command-message.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { CommandKey } from './command-key.ts'

/** A command as a JSON Web Signature (RFC 7515, compact) with Ed25519 (RFC 8037): there is a library for it in every
 *  language, and nobody has to agree on a canonical JSON, for the bytes that were signed are those that are sent. */

/** In the protected header: a signature that our key made for something else is no command. */
export const commandType = 'countermand-command'

export function signCommand(command: Command, key: CommandKey): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(messageOf(command)))
  return new CompactSign(payload)
    .setProtectedHeader({ alg: 'EdDSA', kid: key.publicJwk.kid, typ: commandType })
    .sign(key.private)
}

/** Opens what stands on the topic as whoever carries it out has to: the command, or in words why it must not be
 *  carried out. What it does not see is whether the same command came before: that takes a memory of ids. */
export async function openSignedCommand(
  jws: string,
  seen: {
    readonly keys: JSONWebKeySet
    readonly source: string
    readonly recordKey: string | null
    readonly now: number
  },
): Promise<Command | string> {
  let payload: Uint8Array
  try {
    const opened = await compactVerify(jws, createLocalJWKSet(seen.keys), { algorithms: ['EdDSA'] })
    if (opened.protectedHeader.typ !== commandType) return 'it is signed as something else than a command'
    payload = opened.payload
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause
    return `its signature does not hold: ${cause.message}`
  }
  const command = readMessage(jsonOf(payload))
  if (command === undefined) return 'what is signed is no command'
  return doubtOfMessage(command, seen) ?? command
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
