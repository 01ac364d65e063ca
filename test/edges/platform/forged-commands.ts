import { base64url } from 'jose'
import type { Command } from '../../../src/core/reversal/reversal.ts'
import { commandKeyOf } from '../../../src/edges/platform/command-key.ts'
import { openSignedCommand, signCommand } from '../../../src/edges/platform/signed-command.ts'
import { publishedKeyPem, restore } from './command-vectors.ts'

/** A platform that carries commands out, as `schemas/commands/README.md` has it, besieged by somebody who has seen
 *  a true one, and can write to the topic, but has no key of ours. */
export async function forgeries(size: {
  readonly count: number
  readonly seed: number
}): Promise<{ readonly tried: number; readonly accepted: readonly string[] }> {
  const key = await commandKeyOf(publishedKeyPem)
  const keys = { keys: [key.publicJwk] }
  const draw = drawnFrom(size.seed)
  const done = new Set<string>()
  const accepted: string[] = []
  const carryOut = async (jws: string, recordKey: string, now: number): Promise<boolean> => {
    const command = await openSignedCommand(jws, { keys, source: restore.source, recordKey, now })
    if (typeof command === 'string' || done.has(command.commandId)) return false
    done.add(command.commandId)
    return true
  }
  const jws = await signCommand(restore, key)
  const now = restore.issuedAt + 1_000
  // The good thing happens: the true one is carried out, once.
  if (!(await carryOut(jws, restore.accountId, now))) throw new Error('the true command was not carried out')

  for (let i = 0; i < size.count; i++) {
    const [says, forged, recordKey, at] = forge(jws, now, draw)
    if (await carryOut(forged, recordKey, at))
      accepted.push(`${says}: ${forged} at ${at} (seed ${size.seed})`)
  }
  return { tried: size.count, accepted }
}

type Draw = (below: number) => number
type Forged = readonly [says: string, jws: string, recordKey: string, at: number]

function forge(jws: string, now: number, draw: Draw): Forged {
  const [head = '', , signature = ''] = jws.split('.')
  const account = restore.accountId
  const rewritten = (more: Partial<Command> & Record<string, unknown>): string =>
    base64url.encode(JSON.stringify({ ...restore, ...more }))
  switch (draw(9)) {
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
    default:
      return ['cut off', jws.slice(0, draw(jws.length)), account, now]
  }
}

function changedAt(jws: string, place: number, draw: Draw): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return jws.slice(0, place) + (alphabet[draw(64)] ?? 'A') + jws.slice(place + 1)
}

/** A plain linear congruence: the same forgeries for the same seed. */
function drawnFrom(seed: number): Draw {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * below)
  }
}
