import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DiffFlags, diffPolicies } from '../../../src/commands/policy/diff.ts'
import { runReplay } from '../../../src/commands/replay/command.ts'
import { benchEpochMs, openWorkload } from '../../bench/workload.ts'
import { actOf } from '../../roles/relate/accounts-and-hands.ts'
import { printedBy } from '../printed.ts'

const folder = mkdtempSync(join(tmpdir(), 'countermand-diff-'))
const at = (name: string) => join(folder, name)
const shipped = 'schemas/policies/demo.yaml'

beforeAll(() => {
  const text = readFileSync(shipped, 'utf8')
  writeFileSync(at('reworded.yaml'), text.replaceAll(/^ *#.*\n/gm, ''))
  const timid = text.replace('veto: 6, auto: 8', 'veto: 6')
  writeFileSync(at('timid.yaml'), timid)
  writeFileSync(at('bold.yaml'), text.replace('veto: 6, auto: 8', 'veto: 6, auto: 6'))
  const deaf = timid
    .replace('severityMin: critical', 'forbid: [auto]')
    .replace('suspicion: 1,', 'suspicion: 30,')
  writeFileSync(at('deaf.yaml'), deaf)
  const workload = openWorkload(5)
  const lines = Array.from({ length: 1000 }, (_, index) =>
    String(workload.change(index, benchEpochMs + index * 60_000).value),
  )
  writeFileSync(at('changes.ndjson'), lines.join('\n'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function diff(before: string, after: string, files: readonly string[] = [], flags: DiffFlags = {}) {
  return printedBy(() => diffPolicies({ before, after }, files, flags))
}

describe('policy diff', () => {
  it('ends with 0 where two policies say the same, and reads no history for it', async () => {
    expect(await diff(shipped, at('reworded.yaml'), [at('none.ndjson')])).toEqual({
      exit: 0,
      printed: [`${shipped} and ${at('reworded.yaml')} say the same`],
      complained: [],
    })
  })

  it('ends with 1 where they differ, one line each', async () => {
    expect(await diff(at('timid.yaml'), shipped)).toEqual({
      exit: 1,
      printed: [`${at('timid.yaml')} -> ${shipped}`, 'tier protected, auto  -  ->  from 8.00'],
      complained: [],
    })
  })

  it('ends with 2 where one cannot be read, is faulty, or a flag is', async () => {
    writeFileSync(at('faulty.yaml'), 'ceiling: sometimes\n')
    const faulty = await diff(shipped, at('faulty.yaml'))
    expect(faulty.exit).toBe(2)
    expect(faulty.complained[1]).toMatch(/faulty\.yaml:1:10: ceiling: must be one of/)
    expect((await diff(shipped, at('none.yaml'))).exit).toBe(2)
    expect((await diff(shipped, at('timid.yaml'), [], { show: 'all' })).complained).toEqual([
      '--show must be a whole number from 0 to 1000, not all',
    ])
  })
})

describe('policy diff through history', () => {
  it('counts what a change gains and loses as two replays would, and tells the first few', async () => {
    const alerts = await replayed(at('timid.yaml'))
    expect(alerts).toHaveLength(5)
    expect(await replayed(at('deaf.yaml'))).toHaveLength(0)

    const lost = await diff(at('timid.yaml'), at('deaf.yaml'), [at('changes.ndjson')], { show: '2' })
    expect(lost.exit).toBe(1)
    const from = lost.printed.indexOf('alerts gained: none')
    expect(lost.printed.slice(from, from + 4)).toEqual([
      'alerts gained: none',
      'alerts lost: 5 (critical 5)',
      ...alerts
        .slice(0, 2)
        .map(
          ({ occurredAt, says }) =>
            `  ${new Date(occurredAt).toISOString().slice(0, 16).replace('T', ' ')}  critical  veto     ${says}`,
        ),
    ])
    const gained = await diff(at('deaf.yaml'), at('bold.yaml'), [at('changes.ndjson')], { show: '0' })
    expect(gained.printed).toEqual(
      expect.arrayContaining([
        'alerts gained: 5 (critical 5)',
        'alerts lost: none',
        '  none -> auto  5',
        'changes whose mode rose to auto: 5',
      ]),
    )
  })

  it('names changes whose mode rose to auto though they alerted before', async () => {
    const { printed } = await diff(at('timid.yaml'), at('bold.yaml'), [at('changes.ndjson')], { json: true })
    const { differences, history } = JSON.parse(printed.join('')) as {
      differences: unknown[]
      history: {
        changes: number
        modes: unknown
        toAuto: { count: number; first: { eventId: string }[] }
        before: { alerts: unknown }
        raised: number
      }
    }
    expect(differences).toEqual([{ what: 'tier protected, auto', before: '-', after: 'from 6.00' }])
    expect(history).toMatchObject({ changes: 1000, modes: { 'veto -> auto': 5 }, raised: 0, lowered: 0 })
    expect(history.before.alerts).toEqual({ info: 0, low: 0, medium: 0, high: 0, critical: 5 })
    const alerts = await replayed(at('timid.yaml'))
    expect(history.toAuto.first.map(({ eventId }) => eventId)).toEqual(alerts.map(({ eventId }) => eventId))
  })

  it('decides as a replay does: what only several people show is part of the difference', async () => {
    const text = readFileSync(shipped, 'utf8')
    writeFileSync(at('alone.yaml'), text.replace('manyHands.perHand: 2', 'manyHands.perHand: 0'))
    const hands = ['ana', 'ben', 'cem', 'dora', 'eve'].map((hand, i) => actOf(hand, 'deactivate', i))
    writeFileSync(at('hands.ndjson'), hands.map((change) => JSON.stringify(change)).join('\n'))
    const { printed } = await diff(at('alone.yaml'), shipped, [at('hands.ndjson')], { json: true })
    const { history } = JSON.parse(printed.join('\n'))
    const alerts = ({ alerts }: { alerts: Record<string, number> }) =>
      Object.values(alerts).reduce((sum, count) => sum + count, 0)
    expect(alerts(history.after)).toBeGreaterThan(alerts(history.before))

    const replayed = at('hands.out.ndjson')
    await printedBy(() => runReplay([at('hands.ndjson')], { policy: shipped, out: replayed }))
    const told = new Set(
      readFileSync(replayed, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).eventId),
    )
    expect(alerts(history.after)).toBe(told.size)
  })
})

interface Alerted {
  readonly eventId: string
  readonly occurredAt: number
  readonly says: string
}

async function replayed(policy: string): Promise<Alerted[]> {
  const out = at('out.ndjson')
  await printedBy(() => runReplay([at('changes.ndjson')], { policy, out }))
  return readFileSync(out, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Alerted)
}
