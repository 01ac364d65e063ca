import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import { type Besieged, type Draw, drawnFrom, type Siege } from '../../besieged.ts'
import type { Desk, DeskOptions } from './desk.ts'

/** People's words on `countermand.instructions`, besieged by somebody who can write to the topic and has seen every
 *  word and every command there: what waits for one yes, for two, on a countdown, in somebody's hands, what was decided
 *  already, and what another hand did again. The machine stands between the real log, the store on disk and a platform over HTTP, and not one
 *  call may reach the platform but those that honest people asked for. */
export async function forgeWords({
  count,
  seed,
  open,
}: Siege & { open(options?: DeskOptions): Promise<Desk> }): Promise<Besieged> {
  const desk = await open({ settings: { proposedMs: dayMs } })
  desk.policy = {
    ...desk.policy,
    tiers: [
      { name: 'protected', waitSeconds: 1_800 },
      { name: 'two', approvers: 2 },
    ],
    rules: [{ name: 'last-hour', author: 'rule-author' }],
  }
  await desk.start()
  const draw = drawnFrom(seed)
  const scene = await stage(desk)
  const callsBefore = desk.server.calls.length
  const ways: Record<string, number> = {}
  const sent = new Map<string, string>()
  const answers = () =>
    desk.notices.flatMap((one) => (one.kind === 'InstructionRefused' ? [one.instructionId] : []))

  for (let from = 0; from < count; from += batch) {
    const size = Math.min(batch, count - from)
    const records = Array.from({ length: size }, (_, n) => {
      const [says, word] = forge(scene, draw, from + n)
      ways[says] = (ways[says] ?? 0) + 1
      sent.set(word.instructionId ?? '', `${says}: ${JSON.stringify(word)} (seed ${seed})`)
      return { key: word.accountId ?? '', value: Buffer.from(JSON.stringify(word)) }
    })
    await desk.log.append('countermand.instructions', records)
    await read(desk, scene, `read-${from}`)
  }
  const moved = desk.server.calls.slice(callsBefore)
  const refused = new Set(answers())
  // A half yes of two is no decision; a word that says nothing readable, or was heard before, is not answered.
  const unanswered = new Set([
    'the same person twice',
    'no word at all',
    'a used one again',
    'of an alert that is none',
  ])
  const accepted = [
    ...moved.map(({ accountId }) => `a call for ${accountId} (seed ${seed})`),
    ...[...sent].flatMap(([id, says]) =>
      refused.has(id) || unanswered.has(says.slice(0, says.indexOf(':'))) ? [] : [`not refused: ${says}`],
    ),
  ]
  accepted.push(...(await oneOfTwo(desk, scene)))
  return { tried: count, accepted, ways, ...(await honest(desk, scene)) }
}

const dayMs = 86_400_000
const batch = 500

interface Scene {
  readonly one: Reversal
  readonly two: Reversal
  readonly counting: Reversal
  readonly handed: Reversal
  readonly vetoed: Reversal
  readonly done: Reversal
  /** Undone, and then done again by another hand: it takes two people. */
  readonly again: Reversal
  /** Excluded: it takes somebody who is cleared for that. */
  readonly excluded: Reversal
  /** The yes by which `done` was done. */
  readonly used: Instruction
}

let words = 0

function word(
  of: Reversal,
  by: string,
  deed: Instruction['do'],
  more: Partial<Instruction> = {},
): Instruction {
  const { alertId, source, accountId, countermeasure, commandHash } = of
  return {
    instructionId: `honest-${++words}`,
    alertId,
    source,
    accountId,
    countermeasure,
    by,
    at: Date.now(),
    team: 'trust',
    roles: ['approver'],
    onShift: true,
    ...(deed === undefined ? {} : { do: deed }),
    ...(commandHash === undefined ? {} : { commandHash }),
    ...more,
  }
}

async function stage(desk: Desk): Promise<Scene> {
  const reached = (alertId: string, state: string) =>
    desk.until(() => desk.reversals.findLast((one) => one.alertId === alertId && one.state === state), 60_000)
  const raised = async (id: string, mode: 'approve' | 'veto', tier = 'protected') => {
    const part = { mode, tier, rules: ['last-hour'], actorId: `actor-${id}`, actorTeam: 'support' }
    const { alertId } = await desk.deactivated(id, part)
    return reached(alertId, mode === 'veto' ? 'counting' : 'proposed')
  }
  const handed = await raised('handed', 'veto')
  await desk.instruct(word(handed, 'ines', 'hand-over', { toPerson: 'omar' }))
  const vetoed = await raised('vetoed', 'approve')
  await desk.instruct(word(vetoed, 'ines', 'veto'))
  await reached(vetoed.alertId, 'vetoed')
  const done = await raised('done', 'approve')
  const used = word(done, 'ines', 'approve')
  await desk.instruct(used)
  await reached(done.alertId, 'confirmed')
  const byOne = { tier: 'protected', rules: ['last-hour'], actorId: 'contractor-1' }
  await reached((await desk.deactivated('again', byOne)).alertId, 'confirmed')
  const byAnother = { ...byOne, actorId: 'actor-again', actorTeam: 'support' }
  const again = await reached((await desk.deactivated('again', byAnother)).alertId, 'blocked')
  const kept = { mode: 'observe', countermeasure: 'preserve', exclusion: 'child-safety' } as const
  const part = { ...kept, tier: 'protected', actorId: 'actor-excluded', actorTeam: 'support' }
  const excluded = await reached((await desk.deactivated('excluded', part)).alertId, 'blocked')
  return {
    again,
    excluded,
    one: await raised('one', 'approve'),
    two: await raised('two', 'approve', 'two'),
    counting: await raised('counting', 'veto'),
    handed,
    vetoed,
    done,
    used,
  }
}

/** Resolves when every word before it was read, on each partition: one that must be refused comes last there. */
async function read(desk: Desk, { one }: Scene, id: string): Promise<void> {
  const partitions = await desk.log.partitionCount('countermand.instructions')
  const last = Array.from({ length: partitions }, (_, partition) => {
    const instructionId = `${id}-${partition}`
    const value = Buffer.from(
      JSON.stringify(word(one, `actor-${one.accountId}`, 'approve', { instructionId })),
    )
    return { partition, instructionId, record: { key: one.accountId, partition, value } }
  })
  await desk.log.append(
    'countermand.instructions',
    last.map(({ record }) => record),
  )
  const isRead = (id: string) =>
    desk.notices.some((notice) => notice.kind === 'InstructionRefused' && notice.instructionId === id)
  await desk.until(() => last.every(({ instructionId }) => isRead(instructionId)), 600_000)
}

/** After all that was forged the first honest yes is the first of two. Tells what was done upon it alone. */
async function oneOfTwo(desk: Desk, { again }: Scene): Promise<readonly string[]> {
  const ended = () =>
    desk.reversals.filter(
      ({ alertId, state }) => alertId === again.alertId && (state === 'blocked' || state === 'confirmed'),
    )
  const before = ended().length
  await desk.instruct(word(again, 'ines', 'approve'))
  await desk.until(() => ended().length > before, 60_000)
  return ended().at(-1)?.state === 'blocked' ? [] : ['one yes alone, where hands disagree']
}

/** The same waits, and people who may say yes: each is done, and nothing twice. */
async function honest(desk: Desk, { one, two, counting, handed, again, excluded }: Scene) {
  const before = desk.server.applied.length
  await desk.instruct(word(one, 'ines', 'approve'))
  await desk.instruct(word(two, 'jonas', 'approve'))
  await desk.instruct(word(two, 'omar', 'approve'))
  await desk.instruct(word(counting, 'ines', 'approve'))
  await desk.instruct(word(handed, 'omar', 'approve'))
  await desk.instruct(word(again, 'omar', 'approve'))
  await desk.instruct(word(excluded, 'clara', 'approve', { cleared: true }))
  const all = [one, two, counting, handed, again, excluded]
  const isDone = (of: Reversal) =>
    desk.reversals.some(({ alertId, state }) => alertId === of.alertId && state === 'confirmed')
  await desk.until(() => all.every(isDone), 60_000).catch(() => undefined)
  return { honestTried: all.length, honestTaken: desk.server.applied.length - before }
}

type Loose = { readonly instructionId?: string; readonly accountId?: string } & Record<string, unknown>

function forge(scene: Scene, draw: Draw, nth: number): readonly [string, Loose] {
  const { one, two, counting, handed, vetoed, done, again, excluded, used } = scene
  const instructionId = `forged-${nth}`
  const by = `person-${draw(1_000)}`
  const waiting = [one, two, counting, handed][draw(4)] ?? one
  const yes = (['approve', 'undo'] as const)[draw(2)] ?? 'approve'
  const ofIt = (
    of: Reversal,
    who: string,
    deed: Instruction['do'],
    more: Partial<Instruction> = {},
  ): Loose => ({
    ...word(of, who, deed, more),
    instructionId,
  })
  switch (draw(19)) {
    case 0: {
      const commandHash = hex(draw)
      return ['another hash', ofIt(waiting, by, yes, { commandHash })]
    }
    case 1: {
      const others = [one, two, counting, handed, vetoed, done].filter((other) => other !== waiting)
      const { commandHash = '' } = others[draw(others.length)] ?? done
      return [
        'the hash of another command',
        ofIt(waiting, by, yes, { commandHash, commandHashes: [commandHash] }),
      ]
    }
    case 2: {
      const { commandHash: _none, ...nameless } = ofIt(waiting, by, yes)
      return ['no hash', nameless]
    }
    case 3:
      return ['the actor', ofIt(waiting, `actor-${waiting.accountId}`, yes)]
    case 4:
      return ["the actor's team", ofIt(waiting, by, yes, { team: 'support' })]
    case 5:
      return ['the author of the rule', ofIt(waiting, 'rule-author', yes)]
    case 6:
      return ['the same person twice', ofIt(two, 'jonas', yes)]
    case 7:
      return ['after five minutes', ofIt(waiting, by, yes, { at: Date.now() - 300_000 - draw(1e9) })]
    case 8:
      return ['dated ahead', ofIt(waiting, by, yes, { at: Date.now() + 120_000 + draw(1e9) })]
    case 9: {
      const accountId =
        ['one', 'two', 'counting', 'victim'].filter((id) => id !== waiting.accountId)[draw(3)] ?? 'x'
      return ['another account', ofIt(waiting, by, yes, { accountId })]
    }
    case 10:
      return ['another platform', ofIt(waiting, by, yes, { source: 'bazaar' })]
    case 11:
      // To the letter, or under a new name: it was used, and what it was for is done.
      return draw(2) > 0
        ? ['a used one again', { ...used }]
        : ['a used one under a new name', { ...used, instructionId, at: Date.now() }]
    case 12:
      return ['upon a no', ofIt(vetoed, by, yes)]
    case 13:
      return ['not the one it was handed to', ofIt(handed, by, yes)]
    case 14:
      return ['seen by nobody on shift', ofIt(counting, by, 'acknowledge', { onShift: false })]
    case 15:
      return ['of an alert that is none', ofIt({ ...waiting, alertId: hex(draw) }, by, yes)]
    case 16: {
      const notOfTwo = [
        ofIt(again, 'actor-again', yes),
        ofIt(again, by, 'extend'),
        ofIt(again, by, 'hand-over', { toPerson: by }),
        ofIt(again, by, yes, { team: 'support' }),
        ofIt(again, 'rule-author', yes),
        ofIt(again, by, yes, { commandHash: hex(draw) }),
        ofIt(again, by, yes, { at: Date.now() - 300_000 - draw(1e9) }),
      ]
      return ['none of the two where hands disagree', notOfTwo[draw(notOfTwo.length)] ?? {}]
    }
    case 17: {
      const cleared = 'yes' as unknown as boolean
      const uncleared = [
        ofIt(excluded, by, yes),
        ofIt(excluded, by, yes, { cleared: false }),
        ofIt(excluded, by, yes, { cleared, roles: ['approver', 'cleared'] }),
        ofIt(excluded, 'actor-excluded', yes, { cleared: true }),
        ofIt(excluded, by, yes, { cleared: true, team: 'support' }),
        ofIt(excluded, by, yes, { cleared: true, commandHash: hex(draw) }),
      ]
      return ['not cleared for what is excluded', uncleared[draw(uncleared.length)] ?? {}]
    }
    default: {
      const whole = ofIt(waiting, by, yes)
      const names = ['by', 'at', 'alertId', 'countermeasure', 'source'] as const
      const name = names[draw(names.length)] ?? 'by'
      const wrong = [undefined, null, 17, '', {}, ['x'], 'restore; drop'][draw(7)]
      // A time is a number, and a name may be any text.
      const isTaken = (name === 'at' && wrong === 17) || (typeof wrong === 'string' && wrong !== '')
      return ['no word at all', { ...whole, [name]: isTaken ? undefined : wrong }]
    }
  }
}

function hex(draw: Draw): string {
  return Array.from({ length: 32 }, () => draw(16).toString(16)).join('')
}
