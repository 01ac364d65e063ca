import {
  CompactSign,
  compactVerify,
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
} from 'jose'
import { doubtOfMessage, messageOf, readMessage } from '../../core/reversal/command-message.ts'
import {
  type ContainCommand,
  doubtOfContainment,
  readContainMessage,
} from '../../core/reversal/contain-message.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { CommandKey } from './command-key.ts'

/** A command as a JSON Web Signature (RFC 7515, compact) with Ed25519 (RFC 8037): there is a library for it in every
 *  language, and nobody has to agree on a canonical JSON, for the bytes that were signed are those that are sent. */

/** In the protected header: a signature that our key made for something else is no command. */
export const commandType = 'countermand-command'

/** The same for what contains an actor or lifts it: whoever knows only commands about accounts refuses it. */
export const containmentType = 'countermand-containment'

export function signCommand(command: Command, key: CommandKey): Promise<string> {
  return sign(messageOf(command), commandType, key)
}

export function signContainment(command: ContainCommand, key: CommandKey): Promise<string> {
  return sign(command, containmentType, key)
}

function sign(message: object, type: string, key: CommandKey): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(message)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.publicJwk.kid, typ: type })
    .sign(key.private)
}

/** What whoever carries it out knows of a record and of themself. */
export interface SeenWith {
  readonly keys: JSONWebKeySet
  readonly source: string
  readonly recordKey: string | null
  readonly now: number
}

/** Opens what stands on the topic as whoever carries it out has to: the command, or in words why it must not be
 *  carried out. What it does not see is whether the same command came before: that takes a memory of ids. */
export async function openSignedCommand(jws: string, seen: SeenWith): Promise<Command | string> {
  const opened = await open(jws, commandType, seen.keys)
  if (typeof opened === 'string') return opened
  const command = readMessage(opened.message)
  if (command === undefined) return 'what is signed is no command'
  return doubtOfMessage(command, seen) ?? command
}

export async function openSignedContainment(jws: string, seen: SeenWith): Promise<ContainCommand | string> {
  const opened = await open(jws, containmentType, seen.keys)
  if (typeof opened === 'string') return opened
  const command = readContainMessage(opened.message)
  if (command === undefined) return 'what is signed contains nobody'
  return doubtOfContainment(command, seen) ?? command
}

/** As what it says that it was signed: to be believed once it was opened as that. */
export function isContainment(jws: string): boolean {
  try {
    return decodeProtectedHeader(jws).typ === containmentType
  } catch {
    return false
  }
}

async function open(
  jws: string,
  type: string,
  keys: JSONWebKeySet,
): Promise<{ readonly message: unknown } | string> {
  try {
    const opened = await compactVerify(jws, createLocalJWKSet(keys), { algorithms: ['EdDSA'] })
    if (opened.protectedHeader.typ !== type)
      return `it is signed as something else than a ${type.replace('countermand-', '')}`
    return { message: jsonOf(opened.payload) }
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause
    return `its signature does not hold: ${cause.message}`
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
