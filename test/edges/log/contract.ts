import { afterEach, beforeEach, describe } from 'vitest'
import type { Log, Subscription } from '../../../src/ports/log.ts'
import { groupContract } from './contract-groups.ts'
import { recordsContract } from './contract-records.ts'
import { sharingContract } from './contract-sharing.ts'
import { plain } from './members.ts'

/** One log under test, and what a test may do to it from outside. */
export interface LogUnderTest {
  readonly log: Log
  /** Ends what is behind the log in the middle of its work and brings it back: the broker, or the file. The log
   *  to go on with. */
  restart(): Promise<Log>
  close(): Promise<void>
}

/** What each test is given: a log with two fresh topics of four partitions each. */
export interface Given {
  readonly log: Log
  readonly topic: string
  readonly other: string
  /** A subscription of a fresh group to one topic, or to both. */
  readonly reads: () => Omit<Subscription, 'handle'>
  readonly both: () => Omit<Subscription, 'handle'>
  readonly restart: () => Promise<Log>
}

/** Ends the test as skipped, with the reason. */
export type Skip = (reason: string) => never

/** `handoverMsMax` of the logs under test: how long a hung batch keeps its partition. */
export const handoverMsMax = 3000

/** What every log promises (src/ports/log.ts), tried on a real one. */
export function logContract(name: string, open: (skip: Skip) => Promise<LogUnderTest>): void {
  describe(`The ${name} log`, { timeout: 60_000 }, () => {
    let under: LogUnderTest | undefined
    let given: Given
    let count = 0

    beforeEach(async (context) => {
      under = undefined
      const opened = await open((reason) => context.skip(reason))
      under = opened
      given = await prepare(opened, `${++count}-${Date.now().toString(36)}`)
    })
    afterEach(async () => under?.close())

    recordsContract(() => given)
    groupContract(() => given)
    sharingContract(() => given)
  })
}

async function prepare(under: LogUnderTest, run: string): Promise<Given> {
  const { log } = under
  const [topic, other] = [`changes-${run}`, `verdicts-${run}`]
  const group = `detect-${run}`
  await log.createTopics([plain(topic, 4), plain(other, 4)])
  return {
    log,
    topic,
    other,
    reads: () => ({ group, topics: [topic], from: 'start' }),
    both: () => ({ group, topics: [topic, other], from: 'start' }),
    restart: () => under.restart(),
  }
}
