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
  alone,
  containGate,
  handsInCase,
  mayNotContain,
  withoutBarred,
} from '../../core/reversal/may-contain.ts'
import { handsKnown } from '../../core/reversal/may-speak.ts'
import type { ContainmentEntry } from '../../ports/containments.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { ContainingPlatform, LastLook } from '../../ports/platform.ts'
import { containIdOf } from '../ids.ts'
import type { Performing } from './performing.ts'
import { authorsOf } from './propose.ts'
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

type Heard = Pick<ContainmentEntry, 'heard' | 'partition' | 'alertId'>

const saidAs = { contain: 'asked-for', lift: 'lifted', withdraw: 'withdrawn' } as const
const heardMax = 32
const triesMax = 10
/** Whoever is contained is looked at every ten seconds: the platform's own people may have lifted it. */
const containedEveryTicks = 10

export function openContaining(performing: Performing): Containing {
  const { clock, containments, ledger, notice, platforms, policy } = performing
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

  async function known(word: ContainWord, partition: number): Promise<ContainmentEntry | undefined> {
    const { source, actorId, alertId } = word
    const containId = containIdOf(source, actorId)
    const at = clock.now()
    const fresh = { containId, source, actorId, alertId, partition, version: 1, at, heard: [] }
    return (
      (await containments?.find(containId)) ??
      ((await containments?.open({ ...fresh, life: beforeContainment }))
        ? { ...fresh, life: beforeContainment }
        : containments?.find(containId))
    )
  }

  /** Whose acts the alert of a word, those beside it in its case and those on the same change say they were, and who
   *  wrote the rules that decided, as we know it: the word may say anything. Nothing where the alert is about another. */
  async function ledTo({ alertId, source, actorId }: Pick<ContainWord, 'alertId' | 'source' | 'actorId'>) {
    const entries = await ledger.ofAlert(alertId)
    const inCase = (await containments?.inCaseOf(alertId)) ?? []
    const alert = [...entries.map((entry) => entry.alert), ...inCase].find((one) => one.alertId === alertId)
    if (alert?.source !== source || alert.change?.actor.id !== actorId) return undefined
    return {
      hands: [...handsInCase(actorId, inCase), ...entries.flatMap(handsKnown)],
      authors: [...authorsOf(policy.current(), alert), ...entries.flatMap((entry) => entry.authors ?? [])],
    }
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

  return {
    async hear(word, partition) {
      const freezes = word.do === 'contain'
      const stood = await containments?.find(containIdOf(word.source, word.actorId))
      // What was followed, and is read again after a crash, is not weighed again: it would be too late by now.
      if (stood?.heard.includes(word.instructionId) === true) return
      const led = await ledTo(word)
      if (led === undefined && freezes)
        return refuseWord(performing, word, 'nothing is known of what the actor did')
      // What it rests on already counts too: a word may name another change of the same hand.
      const began = stood === undefined ? undefined : await ledTo(stood)
      const hands = [...(led?.hands ?? []), ...(began?.hands ?? [])]
      const authors = led?.authors ?? []
      const { actorId, by, team } = word
      const refusal = mayNotContain({ ...word, authors, hands, freezes, now: clock.now() })
      if (refusal !== undefined) return refuseWord(performing, word, refusal)
      for (let tries = 0; tries < triesMax; tries++) {
        const entry = await known(word, partition)
        if (entry === undefined) return refuseWord(performing, word, 'nothing here contains anybody')
        if (entry.heard.includes(word.instructionId)) return
        const stands = freezes ? withoutBarred(entry.life, { actorId, hands, authors }) : entry.life
        const life = contain(stands, { kind: saidAs[word.do], by, team, at: clock.now() }, rule().approvers)
        if (life === stands) return refuseWord(performing, word, `it is ${stands.state} already`)
        const heard = [...entry.heard, word.instructionId].slice(-heardMax)
        if (await move(entry, life, { heard, partition, alertId: word.alertId })) return
      }
      await refuseWord(performing, word, 'others were faster')
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
