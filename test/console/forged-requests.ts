import { createHash, randomBytes } from 'node:crypto'
import type { Reversal } from '../../src/core/reversal/reversal.ts'
import { type Besieged, type Draw, drawnFrom, type Siege } from '../besieged.ts'
import type { TestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

/** The console's door, over real HTTP, besieged by people who may not say yes and by somebody who is nobody: with made-up,
 *  altered and ended sessions, from other pages, without a role, about their own acts, for other commands. Not one
 *  word may reach the machine but those of people who may. `desk`: where `rita` wrote the rule that decides. */
export async function forgeRequests({ count, seed }: Siege, desk: TestConsole): Promise<Besieged> {
  const draw = drawnFrom(seed)
  const people = await peopleOf(desk)
  const cast: Cast = {
    desk,
    approver: await people.add('omar', ['approver'], 'payments'),
    without: {
      viewer: await people.add('vera', ['viewer', 'auditor']),
      analyst: await people.add('ines', ['analyst'], 'safety'),
      'the actor': await people.add('d.keller', ['approver']),
      "the actor's team": await people.add('mate', ['approver'], 'support'),
      'the author of the rule': await people.add('rita', ['approver']),
    },
    ended: await people.add('emil', ['approver']),
    disabled: await people.add('dina', ['approver']),
  }
  await fetch(`${desk.address}/v1/session`, {
    method: 'DELETE',
    headers: { origin: desk.address, cookie: cast.ended.cookie },
  })
  await desk.people.disable('dina', 'root', 'left', desk.clock.now())
  const ways: Record<string, number> = {}
  const accepted: string[] = []
  let honestTried = 0
  let honestTaken = 0
  let of = await waiting(desk, 0)
  const told = async () =>
    (await desk.outbox.waiting(1_000)).filter(({ topic }) => topic === 'countermand.instructions').length
  let toldBefore = await told()

  for (let i = 0; i < count; i++) {
    const { says, answer } = await forge(cast, of, draw, i)
    ways[says] = (ways[says] ?? 0) + 1
    if (answer.status < 400) accepted.push(`${says}: answered ${answer.status} (seed ${seed}, forgery ${i})`)
    await answer.arrayBuffer()
    if (i % controlEvery !== controlEvery - 1 && i !== count - 1) continue
    const now = await told()
    if (now !== toldBefore) accepted.push(`a word reached the machine before forgery ${i} (seed ${seed})`)
    // The same matter, and somebody who may: it is heard, once.
    honestTried += 1
    const yes = await cast.approver.post(pathOf(of), yesTo(of))
    if (yes.status === 200 && (await told()) === now + 1) honestTaken += 1
    await desk.outbox.sent((await desk.outbox.waiting(1_000)).map(({ messageId }) => messageId))
    toldBefore = await told()
    of = await waiting(desk, i + 1)
  }
  return { tried: count, accepted, ways, honestTried, honestTaken }
}

const controlEvery = 100

interface Cast {
  readonly desk: TestConsole
  readonly approver: Hand
  readonly without: Readonly<Record<string, Hand>>
  readonly ended: Hand
  readonly disabled: Hand
}

async function waiting(desk: TestConsole, nth: number): Promise<Reversal> {
  const account = { id: `account-${nth}`, handle: `@account-${nth}` }
  const alert = alertOn(changeBy('d.keller', { account, occurredAt: desk.clock.now() }), { mode: 'approve' })
  const reversal = reversalOf(alert, 'proposed', { commandHash: hashOf(`command ${nth}`), version: 1 })
  await desk.cases.takeAlerts([alert], desk.clock.now())
  await desk.cases.takeReversals([reversal], desk.clock.now())
  return reversal
}

const pathOf = ({ reversalId }: Reversal) => `/v1/reversals/${encodeURIComponent(reversalId)}/approve`
const yesTo = ({ commandHash }: Reversal) => ({ commandHash, reason: 'looked at it' })

async function forge(
  { desk, approver, without, ended, disabled }: Cast,
  of: Reversal,
  draw: Draw,
  nth: number,
) {
  const send = (cookie: string | undefined, body: unknown = yesTo(of), more: Record<string, string> = {}) =>
    fetch(`${desk.address}${pathOf(of)}`, {
      method: 'POST',
      headers: {
        origin: desk.address,
        'content-type': 'application/json',
        'idempotency-key': `forged-${nth}`,
        ...(cookie === undefined ? {} : { cookie }),
        ...more,
      },
      body: JSON.stringify(body),
    })
  const asIs = async (says: string, answer: Promise<Response>) => ({ says, answer: await answer })
  switch (draw(12)) {
    case 0:
      return asIs('nobody', send(undefined))
    case 1:
      return asIs('a made-up session', send(`__Host-sid=${randomBytes(32).toString('base64url')}`))
    case 2: {
      const [name = '', value = ''] = approver.cookie.split('=')
      const place = draw(value.length)
      const other = value[place] === 'A' ? 'B' : 'A'
      return asIs(
        'an altered session',
        send(`${name}=${value.slice(0, place)}${other}${value.slice(place + 1)}`),
      )
    }
    case 3: {
      // What the store keeps: whoever read it must not be let in by it.
      const [name = '', value = ''] = approver.cookie.split('=')
      return asIs('the hash of a session', send(`${name}=${hashOf(value)}`))
    }
    case 4:
      return asIs('under another name', send(approver.cookie.replace('__Host-sid', 'sid')))
    case 5:
      return asIs('a session that was ended', send(ended.cookie))
    case 6:
      return asIs('somebody who was disabled', send(disabled.cookie))
    case 7: {
      const origin =
        [
          'https://evil.example',
          'null',
          desk.address.replace(/\d+$/, (port) => String(Number(port) ^ 1)),
          '',
        ][draw(4)] ?? ''
      return asIs('from another page', send(approver.cookie, yesTo(of), { origin }))
    }
    case 8: {
      const commandHash = hashOf(`another command ${draw(1e9)}`)
      return asIs('for another command', send(approver.cookie, { ...yesTo(of), commandHash }))
    }
    case 9: {
      const wrong = [
        { reason: 'looked at it' },
        { ...yesTo(of), by: 'omar' },
        { ...yesTo(of), onShift: true },
        [],
      ][draw(4)]
      return asIs('no word at all', send(approver.cookie, wrong))
    }
    default: {
      const all = Object.entries(without)
      const [says, hand] = all[draw(all.length)] ?? ['nobody', ended]
      return asIs(says, send(hand.cookie))
    }
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
