import type { Alert } from '../../core/decision/alert.ts'
import {
  beforeContainment,
  type ContainHappening,
  type Containment,
  contain,
  containDefaults,
  containMsMax,
  isUnderWay,
  notContained,
} from '../../core/reversal/contain.ts'
import type { ContainCommand } from '../../core/reversal/contain-message.ts'
import {
  alertsNamedMax,
  alone,
  containGate,
  mayNotContain,
  restsOn,
  restsOnUnknown,
  withoutBarred,
} from '../../core/reversal/may-contain.ts'
import type { ContainmentEntry } from '../../ports/containments.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { ContainingPlatform, LastLook } from '../../ports/platform.ts'
import { containIdOf } from '../ids.ts'
import { type Basis, basisOf } from './contain-basis.ts'
import type { Performing } from './performing.ts'
import type { ContainWord } from './readings.ts'
import { refuseWord } from './refuse-word.ts'
import { notContainedAlert } from './spoken-alerts.ts'
import { lookAtKillSwitch } from './switch-look.ts'

/** Contains actors and lifts that again, as two people or one ask for it, unless they take it back before. One step
 *  at a time: what is under way is looked at with every tick, so a successor goes on where a process has died. */
export interface Containing {
  hear(word: ContainWord, partition: number): Promise<void>
  tick(partitions: readonly number[]): Promise<void>
}

type Heard = Pick<ContainmentEntry, 'heard' | 'partition' | 'alertId' | 'namedAlertIds'>

const saidAs = { contain: 'asked-for', lift: 'lifted', withdraw: 'withdrawn' } as const
const heardMax = 32
const triesMax = 10
/** Whoever is contained is looked at every ten seconds: the platform's own people may have lifted it. */
const containedEveryTicks = 10

export function openContaining(performing: Performing): Containing {
  const { clock, containments, notice, platforms, policy } = performing
  const rule = () => policy.current().contain ?? containDefaults
  let ticking = false
  let looks = 0

  async function move(
    from: ContainmentEntry,
    life: Containment,
    part: Partial<Heard> = {},
  ): Promise<boolean> {
    if (containments === undefined || life === from.life) return true
    const to = { ...from, ...part, life, version: from.version + 1, at: Math.max(from.at, clock.now()) }
    if (!(await containments.move(from, to, await alarmOf(from, to)))) return false
    if (life.state !== from.life.state) say(to)
    return true
  }

  /** Not doing what people asked for must never be quiet. */
  async function alarmOf(from: ContainmentEntry, to: ContainmentEntry): Promise<Alert | undefined> {
    if (from.life.state === to.life.state) return undefined
    const isFreeAgain = from.life.state === 'contained' && to.life.state === 'lifted'
    if (!isFreeAgain && !notContained.has(to.life.state)) return undefined
    return notContainedAlert(await containments?.causeOf(to), to, clock.now())
  }

  function say({ containId, life }: ContainmentEntry): void {
    notice({ kind: 'ContainmentMoved', state: life.state, says: life.says, containId })
  }

  async function opened({ source, actorId, alertId }: ContainWord, partition: number) {
    const containId = containIdOf(source, actorId)
    const fresh = { containId, source, actorId, alertId, partition, version: 1, at: clock.now(), heard: [] }
    const entry: ContainmentEntry = { ...fresh, life: beforeContainment }
    return (await containments?.open(entry)) === true ? entry : undefined
  }

  /** Why it may not be sent, in words, asked right before; or the people who could lift it again. */
  async function closedBecause({ source, actorId }: ContainmentEntry): Promise<string | readonly string[]> {
    const platform = platforms.get(source)
    if (platform?.contain === undefined) return 'the platform cannot contain anybody'
    const [killSwitch, others] = await Promise.all([
      readSwitch(),
      platform.contain.othersWhoCanLift(actorId).catch(() => 'unreadable' as const),
    ])
    const says = containGate({
      killSwitch,
      others: others === 'unreadable' ? others : others.length,
      isOurselves: actorId === platform.spec.serviceActor,
    })
    return says ?? (others === 'unreadable' ? [] : others)
  }

  async function step(entry: ContainmentEntry): Promise<void> {
    const at = clock.now()
    if (entry.life.state === 'asked') await move(entry, contain(entry.life, { kind: 'due', at }))
    else if (entry.life.state === 'ready') await send(entry, at)
    else await carryOn(entry)
  }

  async function send(entry: ContainmentEntry, at: number): Promise<void> {
    const block = (says: string) => move(entry, contain(entry.life, { kind: 'blocked', says, at }))
    const othersWhoCanLift = await closedBecause(entry)
    if (typeof othersWhoCanLift === 'string') return void (await block(othersWhoCanLift))
    const to = {
      ...entry,
      life: contain(entry.life, { kind: 'recorded', at }),
      version: entry.version + 1,
      at,
    }
    const { perHour } = rule()
    const taken = await containments?.take(entry, to, { now: at, perHour, othersWhoCanLift })
    if (taken === 'spent') return void (await block('spent: the budget of containments an hour'))
    // Those whom we are freezing ourselves lift nothing, whatever the platform says of them yet.
    if (taken === 'alone') return void (await block(alone))
    if (taken !== 'taken') return
    say(to)
    await carryOn(to)
  }

  /** Looks first, whatever was sent before; and sends where that shows that it is still to be done. */
  async function carryOn(entry: ContainmentEntry): Promise<void> {
    const platform = platforms.get(entry.source)?.contain
    if (platform === undefined) {
      const says = 'the platform cannot be asked'
      return void (await move(entry, contain(entry.life, { kind: 'unseen', says, at: clock.now() })))
    }
    const seen = await look(platform, entry.actorId)
    const life = contain(entry.life, seen)
    if (life !== entry.life || !isUnderWay(life)) return void (await move(entry, life))
    if (seen.kind !== 'seen') return
    const command = commandOf(entry, life)
    const lastLook: LastLook = async () => {
      if ((await readSwitch()) !== 'off') return 'the kill switch is on, or cannot be read'
      return clock.now() >= command.expiresAt ? 'the command has expired' : undefined
    }
    if ((await lastLook()) !== undefined) return
    const outcome = await platform.send(command, lastLook)
    if (outcome.kind === 'refused' || outcome.kind === 'superseded')
      await move(entry, contain(life, { kind: 'refused', says: outcome.says, at: clock.now() }))
  }

  async function look(platform: ContainingPlatform, actorId: string): Promise<ContainHappening> {
    try {
      return { kind: 'seen', isContained: await platform.isContained(actorId), at: clock.now() }
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause
      return { kind: 'unseen', says: cause.message, at: clock.now() }
    }
  }

  async function readSwitch(): Promise<'off' | 'on' | 'unreadable'> {
    const found = await lookAtKillSwitch(performing)
    if (found === 'unreadable') return found
    return found.on ? 'on' : 'off'
  }

  /** Where a word leads, or in words why nowhere. */
  function follow(entry: ContainmentEntry, word: ContainWord, basis: Basis) {
    const { actorId, alertId, by, team } = word
    const freezes = word.do === 'contain'
    const stands = freezes ? withoutBarred(entry.life, { actorId, ...basis }) : entry.life
    const life = contain(stands, { kind: saidAs[word.do], by, team, at: clock.now() }, rule().approvers)
    if (life === stands) return `it is ${stands.state} already`
    const named = new Set([...restsOn(entry), ...(freezes ? [alertId] : [])])
    if (named.size > alertsNamedMax) return `it rests on ${alertsNamedMax} alerts already: name one of them`
    const heard = [...entry.heard, word.instructionId].slice(-heardMax)
    return { life, part: { heard, ...(restsOnUnknown(entry) ? {} : { namedAlertIds: [...named] }) } }
  }

  return {
    async hear(word, partition) {
      const refuse = (says: string) => refuseWord(performing, word, says)
      const freezes = word.do === 'contain'
      for (let tries = 0; tries < triesMax; tries++) {
        const stood = await containments?.find(containIdOf(word.source, word.actorId))
        // What was followed, and is read again after a crash, is not weighed again: it would be too late by now.
        if (stood?.heard.includes(word.instructionId) === true) return
        const basis = await basisOf(performing, word, stood)
        if (freezes && !basis.isKnown) return refuse('nothing is known of what the actor did')
        const refusal = mayNotContain({ ...word, ...basis, freezes, now: clock.now() })
        if (refusal !== undefined) return refuse(refusal)
        if (containments === undefined) return refuse('nothing here contains anybody')
        const entry = stood ?? (await opened(word, partition))
        if (entry === undefined) continue
        const moved = follow(entry, word, basis)
        if (typeof moved === 'string') return refuse(moved)
        if (await move(entry, moved.life, { ...moved.part, partition, alertId: word.alertId })) return
      }
      await refuse('others were faster')
    },
    async tick(partitions) {
      if (ticking || containments === undefined) return
      ticking = true
      try {
        looks += 1
        for (const entry of await containments.unfinished(partitions))
          if (entry.life.state !== 'contained' || looks % containedEveryTicks === 0) await step(entry)
      } catch (cause) {
        if (!(cause instanceof EdgeError)) throw cause
        notice({ kind: 'StoreTrouble', what: 'containments are looked at later', cause })
      } finally {
        ticking = false
      }
    },
  }

  function commandOf(
    { containId, alertId, source, actorId }: ContainmentEntry,
    life: Containment,
  ): ContainCommand {
    return {
      commandId: `${containId}-${life.round}-${life.state}`,
      alertId,
      source,
      actorId,
      do: life.state === 'lifting' ? 'lift' : 'contain',
      issuedAt: life.expiresAt - containMsMax,
      expiresAt: life.expiresAt,
    }
  }
}
