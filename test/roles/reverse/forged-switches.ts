import { setTimeout as pause } from 'node:timers/promises'
import { signSwitchOrder } from '../../../src/edges/switch-key.ts'
import { type Besieged, type Draw, drawnFrom, type Siege } from '../../besieged.ts'
import { type Desk, type DeskOptions, switchSecret } from './desk.ts'

/** Records on `countermand.switches`, besieged by somebody who can write to the topic and has seen true ones, but has no
 *  key of ours: while the kill switch is on none of them turns it off, and none turns it on that was off. */
export async function forgeSwitches({
  count,
  seed,
  open,
}: Siege & { open(options?: DeskOptions): Promise<Desk> }): Promise<Besieged> {
  const desk = await open()
  await desk.start()
  const draw = drawnFrom(seed)
  const ways: Record<string, number> = {}
  const accepted: string[] = []
  const seen: string[] = []
  let honestTaken = 0
  let honestTried = 0
  let at = Date.now() - 1_000_000
  const append = (values: readonly string[]) =>
    desk.log.append(
      'countermand.switches',
      values.map((value) => ({ key: null, value: Buffer.from(value) })),
    )
  const turns = () => desk.notices.filter((one) => one.kind === 'KillSwitchTurned').length
  const turnHonestly = async (on: boolean) => {
    honestTried += 1
    const text = signSwitchOrder(switchSecret, { on, by: 'ops', reason: 'drill', at: (at += 1_000) })
    const before = turns()
    await append([text])
    await desk.until(() => turns() > before, 600_000)
    seen.push(text)
    if ((await desk.ledger.readKillSwitch()) !== 'unreadable') honestTaken += 1
  }

  for (let from = 0, isOn = false; from < count; from += batch) {
    isOn = !isOn
    await turnHonestly(isOn)
    const before = turns()
    const refusedBefore = refusals(desk)
    const forged = Array.from({ length: Math.min(batch, count - from) }, () => {
      const [says, text] = forge(seen, at, !isOn, draw)
      ways[says] = (ways[says] ?? 0) + 1
      return { says, text }
    })
    await append(forged.map(({ text }) => text))
    // What was signed once and is read again to the letter is known, or older: neither is a turn.
    const mustBeRefused = forged.filter(({ text }) => text !== seen.at(-1)).length
    await desk.until(() => refusals(desk) >= refusedBefore + mustBeRefused, 600_000).catch(() => {})
    await pause(0)
    const { on } = (await desk.ledger.readKillSwitch()) as { on: boolean }
    if (turns() > before || on !== isOn || refusals(desk) < refusedBefore + mustBeRefused)
      accepted.push(`one of ${from} to ${from + batch} (seed ${seed})`)
  }
  return { tried: count, accepted, ways, honestTried, honestTaken }
}

const batch = 250

function refusals(desk: Desk): number {
  return desk.notices.filter((one) => one.kind === 'SwitchRecordRefused').length
}

/** `wanted`: how whoever forges wants it to stand. */
function forge(seen: readonly string[], at: number, wanted: boolean, draw: Draw): readonly [string, string] {
  const order = { on: wanted, by: 'ops', reason: 'drill', at: at + 1 + draw(1e5) }
  const others = `whsec_${Buffer.from(`another secret ${draw(1e9)}, 32 bytes.`).toString('base64')}`
  const last = JSON.parse(seen.at(-1) ?? '{}') as { signed: string; signature: string }
  switch (draw(9)) {
    case 0:
      return ['another secret', signSwitchOrder(others, order)]
    case 1:
      return ['unsigned', JSON.stringify({ switch: 'kill-switch', ...order })]
    case 2:
      return ['an old one again', seen[draw(seen.length)] ?? '']
    case 3: {
      const signed = JSON.stringify({ switch: 'kill-switch', ...order })
      return ['other words over a true signature', JSON.stringify({ ...last, signed })]
    }
    case 4: {
      const bytes = Buffer.from(last.signature, 'base64')
      const place = draw(bytes.length)
      bytes[place] = (bytes[place] ?? 0) ^ (1 << draw(8))
      return ['a bit of the signature', JSON.stringify({ ...last, signature: bytes.toString('base64') })]
    }
    case 5:
      return ['cut off', (seen.at(-1) ?? '').slice(0, draw(last.signed.length))]
    case 6:
      return [
        'dated ahead of any clock',
        signSwitchOrder(switchSecret, { ...order, at: Date.now() + 3_600_000 + draw(1e9) }),
      ]
    case 7:
      return [
        'signed before the last one',
        signSwitchOrder(switchSecret, { ...order, at: at - 1 - draw(1e6) }),
      ]
    default: {
      const signed = JSON.stringify({ switch: 'breaker', ...order })
      const { signature } = JSON.parse(signSwitchOrder(switchSecret, order)) as { signature: string }
      return ['about another switch', JSON.stringify({ signed, signature })]
    }
  }
}
