import { generateKeyPairSync } from 'node:crypto'
import { base64url } from 'jose'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import { type CommandKey, commandKeyOf } from '../../../src/edges/platform/command-key.ts'
import { openSignedCommand, signCommand } from '../../../src/edges/platform/signed-command.ts'
import { type Besieged, type Draw, drawnFrom, type Siege } from '../../besieged.ts'
import { publishedKeyPem, restore } from './command-vectors.ts'

/** A platform that carries commands out, as `schemas/commands/README.md` has it, besieged by somebody who has seen
 *  a true one, and can write to the topic, but has no key of ours. */
export async function forgeCommands({ count, seed }: Siege): Promise<Besieged> {
  const key = await commandKeyOf(publishedKeyPem)
  const keys = { keys: [key.publicJwk] }
  const draw = drawnFrom(seed)
  const done = new Set<string>()
  const accepted: string[] = []
  const ways: Record<string, number> = {}
  const carryOut = async (jws: string, recordKey: string, now: number): Promise<boolean> => {
    const command = await openSignedCommand(jws, { keys, source: restore.source, recordKey, now })
    if (typeof command === 'string' || done.has(command.commandId)) return false
    done.add(command.commandId)
    return true
  }
  const now = restore.issuedAt + 1_000
  const wronglyKeyed = await signedByOthers(key)
  let jws = ''
  let honestTried = 0
  let honestTaken = 0
  for (let i = 0; i < count; i++) {
    // In between the good thing happens: a true one is carried out, and is what the next ones are forged from.
    if (i % forgedFromEach === 0) {
      honestTried += 1
      jws = await signCommand({ ...restore, commandId: `true-${i}` }, key)
      if (await carryOut(jws, restore.accountId, now)) honestTaken += 1
    }
    const [says, forged, recordKey, at] = forge(jws, wronglyKeyed, now, draw)
    ways[says] = (ways[says] ?? 0) + 1
    if (await carryOut(forged, recordKey, at)) accepted.push(`${says}: ${forged} at ${at} (seed ${seed})`)
  }
  return { tried: count, accepted, ways, honestTried, honestTaken }
}

const forgedFromEach = 500

/** Commands that are right in everything but who signed them: by keys that nobody trusts, under their own name and
 *  under ours. */
async function signedByOthers({ publicJwk }: CommandKey): Promise<readonly string[]> {
  const signed: string[] = []
  for (let i = 0; i < 16; i++) {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    const other = await commandKeyOf(String(pem))
    const asOurs = { ...other, publicJwk: { ...other.publicJwk, kid: publicJwk.kid } }
    for (const [n, by] of [other, asOurs].entries())
      signed.push(await signCommand({ ...restore, commandId: `other-${i}-${n}` }, by))
  }
  return signed
}

type Forged = readonly [says: string, jws: string, recordKey: string, at: number]

function forge(jws: string, wronglyKeyed: readonly string[], now: number, draw: Draw): Forged {
  const [head = '', , signature = ''] = jws.split('.')
  const account = restore.accountId
  const rewritten = (more: Partial<Command> & Record<string, unknown>): string =>
    base64url.encode(JSON.stringify({ ...restore, ...more }))
  switch (draw(10)) {
    case 0:
      return ['replayed', jws, account, now + draw(29_000)]
    case 1:
      return ['a character changed', changedAt(jws, draw(jws.length), draw), account, now]
    case 2: {
      const other = `acc-${draw(1_000_000) + 100}`
      return ['another account', [head, rewritten({ accountId: other }), signature].join('.'), other, now]
    }
    case 3:
      return [
        'another id',
        [head, rewritten({ commandId: `c${draw(1e9)}` }), signature].join('.'),
        account,
        now,
      ]
    case 4:
      return ['expired', jws, account, restore.expiresAt + draw(1e9)]
    case 5:
      return ['under another key', jws, `acc-${draw(1_000_000) + 100}`, now]
    case 6: {
      const without = base64url.encode(
        JSON.stringify({ alg: ['none', 'None', 'HS256', 'ES256'][draw(4)], typ: 'countermand-command' }),
      )
      return [
        'another algorithm',
        [without, rewritten({ commandId: `c${draw(1e9)}` }), draw(2) > 0 ? signature : ''].join('.'),
        account,
        now,
      ]
    }
    case 7: {
      const longer = { commandId: `c${draw(1e9)}`, expiresAt: restore.expiresAt + draw(1e9) }
      return ['a longer life', [head, rewritten(longer), signature].join('.'), account, now + draw(1e6)]
    }
    case 8:
      return ['another key', wronglyKeyed[draw(wronglyKeyed.length)] ?? '', account, now]
    default:
      return ['cut off', jws.slice(0, draw(jws.length)), account, now]
  }
}

function changedAt(jws: string, place: number, draw: Draw): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return jws.slice(0, place) + (alphabet[draw(64)] ?? 'A') + jws.slice(place + 1)
}
