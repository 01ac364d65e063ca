/** What must hold of the machine's limits, in full: `node test/heavy/limits.ts [runaway|ping-pong|flips]`, all of them
 *  unless one is named, some eight minutes. The suite runs each in short; this shares its code. Fails aloud. */
import assert from 'node:assert/strict'
import { type Desk, type DeskOptions, openDesk } from '../roles/reverse/desk.ts'
import { flipUnderLoad } from '../roles/reverse/flips.ts'
import { pingPong } from '../roles/reverse/ping-pong.ts'
import { runAway } from '../roles/reverse/runaway.ts'

const wanted = process.argv[2]
const desks: Desk[] = []
const open = async (options?: DeskOptions) => {
  const desk = await openDesk(options)
  desks.push(desk)
  return desk
}

const proofs = {
  async runaway() {
    const ran = await runAway({ accounts: 5_000, spreadMs: 60_000, open })
    assert.equal(ran.toldOrRestored, 5_001)
    assert.ok(ran.applied <= 10, `${ran.applied} reversals, where the budget is 10 a minute`)
    assert.ok((ran.openAfterMs ?? Infinity) < 1_000, `the breaker opened after ${ran.openAfterMs} ms`)
    assert.ok((ran.protectedAfterMs ?? Infinity) < 5_000, `restored after ${ran.protectedAfterMs} ms`)
    assert.equal(ran.breakerAlerts.length, 1)
    return { ...ran, breakerAlerts: 1 }
  },
  async 'ping-pong'() {
    const played = await pingPong({ accounts: 1_000, rounds: 3, open })
    assert.equal(played.restoredAccounts, 1_000)
    assert.equal(played.most, 1)
    assert.equal(played.escalated, 2_000)
    return played
  },
  async flips() {
    const flipped = await flipUnderLoad({ flips: 100, open })
    assert.deepEqual(flipped.late, [])
    assert.ok(flipped.sent >= 100, `only ${flipped.sent} commands: no load`)
    return { ...flipped, late: 0 }
  },
}

if (wanted !== undefined && !(wanted in proofs))
  throw new Error(`${wanted}: ${Object.keys(proofs).join(', ')} or nothing is meant`)
for (const [name, prove] of Object.entries(proofs)) {
  if (wanted !== undefined && wanted !== name) continue
  const began = Date.now()
  const found = await prove()
  for (const desk of desks.splice(0)) await desk.close()
  process.stdout.write(`${name} ${JSON.stringify({ ...found, seconds: (Date.now() - began) / 1000 })}\n`)
}
