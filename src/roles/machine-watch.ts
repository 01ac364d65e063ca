import { setTimeout as pause } from 'node:timers/promises'
import type { Doubt, Standing } from '../core/reversal/doubts.ts'
import { together } from '../core/reversal/kill-switch.ts'
import type { Clock } from '../ports/clock.ts'
import { EdgeError } from '../ports/edge-error.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Limits } from '../ports/limits.ts'
import type { Log } from '../ports/log.ts'
import type { MessageCodecs } from '../ports/message-codec.ts'
import type { Notify } from '../ports/notice.ts'
import type { OtherSwitches } from '../ports/other-switches.ts'
import type { Role } from '../ports/role.ts'
import { ownTopics } from '../ports/topics.ts'
import { type DigestReader, openDigestReader } from './digest-rows.ts'
import { openBreakerWatch } from './machine-watch/breaker-watch.ts'
import { readDigestSeen } from './machine-watch/digest-seen.ts'
import { followVerdicts, type OverturnedNeeds } from './machine-watch/overturned.ts'
import { openStandingWatch } from './machine-watch/standing-watch.ts'

export interface MachineWatchNeeds {
  readonly log: Log
  readonly codecs: Pick<MessageCodecs, 'alert'>
  readonly ledger: Pick<Ledger, 'switchWays'>
  readonly limits: Limits
  readonly otherSwitches: OtherSwitches
  readonly policy: OverturnedNeeds['policy']
  readonly clock: Clock
  readonly notice: Notify
  /** Shared with whoever reads the digest in this process; absent: one of its own. */
  readonly readDigest?: DigestReader
  /** What is known elsewhere: of the reference tables and of the policy's file. */
  inDoubt(): Pick<Standing, 'staleFeeds' | 'policyFaults'>
}

/** Keeps the machine within bounds: opens its breaker, demotes what is overturned, says both aloud, and knows how far
 *  behind we are. Beside the reverse role in every instance that has it. */
export interface MachineWatch extends Omit<Role, 'name'> {
  /** What puts us in doubt now: the machine waits meanwhile. For gates, and for the console's health line. */
  doubts(): readonly Doubt[]
  alertsRead(appendedAt: number): void
  /** A reversal came into another state: a reason to look again soon. */
  moved(): void
}

const lookEveryMs = 1_000
/** The point of no return is told in hours: a minute is soon enough. */
const raiseEveryMs = 60_000
/** Looks come no closer than this, however much happens. */
const lookApartMs = 50

export async function startMachineWatch(needs: MachineWatchNeeds): Promise<MachineWatch> {
  const { clock, log, notice } = needs
  const breaker = openBreakerWatch(needs)
  const standing = openStandingWatch(clock, () => needs.inDoubt())
  let looking: Promise<void> | undefined
  let isNew = false
  let stopped = false
  let raiseAt = 0

  async function lookOnce(): Promise<void> {
    try {
      await breaker.look()
      await sayAloud(needs)
      if (clock.monotonicMs() < raiseAt) return
      raiseAt = clock.monotonicMs() + raiseEveryMs
      await needs.limits.raiseNear(clock.now())
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause
      const what = 'what bounds the machine cannot be looked at'
      notice(
        cause.code === 'store-unavailable'
          ? { kind: 'StoreTrouble', what, cause }
          : { kind: 'LogTrouble', what, cause },
      )
    }
  }
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  function look(): void {
    isNew = true
    if (looking !== undefined || stopped) return
    isNew = false
    looking = lookOnce()
      .then(() => pause(lookApartMs))
      .catch(failure.reject)
      .finally(() => {
        looking = undefined
        if (isNew) look()
      })
  }

  const readDigest = needs.readDigest ?? openDigestReader()
  const tail = await log.tail([ownTopics.digest.name], (records) => {
    for (const record of records) {
      const seen = readDigestSeen(record, readDigest)
      if (seen === undefined) continue
      standing.assessed(seen)
      breaker.take(seen)
    }
  })
  const verdicts = await followVerdicts({ ...needs, said: look })
  const switches = watchSwitches(needs)
  let told = ''
  const timer = setInterval(() => {
    look()
    void switches()
    const doubts = standing.doubts()
    const gates = [...new Set(doubts.map((doubt) => doubt.gate))]
    if (gates.join() === told) return
    told = gates.join()
    notice({ kind: 'DoubtsSeen', gates, says: doubts.map((doubt) => doubt.says) })
  }, lookEveryMs)
  timer.unref()
  await switches()

  const ended = (reading: { readonly ended: Promise<void> }) =>
    reading.ended.then(() => new Promise<never>(() => {}))
  return {
    doubts: standing.doubts,
    alertsRead: standing.alertsRead,
    moved: look,
    unready: () => undefined,
    failed: Promise.race([failure.promise, ended(tail), ended(verdicts)]),
    async stop() {
      stopped = true
      clearInterval(timer)
      await verdicts.stop()
      await tail.stop()
      await looking
    },
  }
}

/** What became true in the store is said on the log: durable there before it is forgotten here, so a crash between
 *  says it twice, under one id. */
async function sayAloud({ limits, log, codecs }: MachineWatchNeeds): Promise<void> {
  const alerts = await limits.unsaid()
  if (alerts.length === 0) return
  await log.append(
    ownTopics.alerts.name,
    alerts.map((alert) => ({ key: alert.eventId, value: codecs.alert.encode(alert) })),
  )
  await limits.said(alerts.map((alert) => alert.alertId))
}

/** Tells the metrics how the kill switch stands, and people when the file turned it: the other ways say so
 *  themselves. */
function watchSwitches({ ledger, otherSwitches, notice }: MachineWatchNeeds): () => Promise<void> {
  let before: boolean | undefined
  return async () => {
    const ways = [
      ...(await ledger.switchWays().catch(() => [{ way: 'console', standing: 'unreadable' } as const])),
      ...(await otherSwitches.read()),
    ]
    const all = together(ways)
    notice({ kind: 'KillSwitchSeen', on: all === 'unreadable' || all.on })
    const file = ways.find(({ way }) => way === 'file')?.standing
    if (file === undefined) return
    const on = file === 'unreadable' || file.on
    if (on !== (before ?? false))
      notice({
        kind: 'KillSwitchTurned',
        on,
        says:
          file === 'unreadable'
            ? 'the folder of the file STOP cannot be read'
            : file.on
              ? `${file.by}: ${file.why}`
              : 'the file STOP no longer holds it',
      })
    before = on
  }
}
