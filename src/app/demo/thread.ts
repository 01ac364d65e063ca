import { join } from 'node:path'
import { inspect } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import { type Demo, openDemo } from '../../demo/demo.ts'
import { askOverHttp, warmUp } from '../../demo/platform/ask-first.ts'
import { demoSource } from '../../demo/world/act.ts'
import { wallClock } from '../../edges/clock.ts'
import { borrowLog } from '../../edges/log/lent/borrow-log.ts'
import {
  isContainment,
  openSignedCommand,
  openSignedContainment,
} from '../../edges/platform/signed-command.ts'
import { openPseudonyms } from '../../edges/pseudonyms.ts'
import { secretFile } from '../../edges/secret-file.ts'
import { openChannel } from '../../edges/thread-channel.ts'
import type { LentLog } from '../../ports/log.ts'
import type { Notice, Notify } from '../../ports/notice.ts'
import { openOwnCodecs, openRegistry } from '../codecs.ts'
import { veiledCodecs } from '../veiled.ts'
import type { ForPlatform, ForProgram, ThreadBeginning } from './thread-words.ts'

/** The thread of the demo platform. A platform is another system than Countermand: its people and machines, its accounts
 *  and their service, and the incidents that are played on it must cost the thread that assesses and undoes nothing.
 *  They meet where any platform and Countermand do, in the account service over HTTP and on the log. That log is lent,
 *  because its file has one holder. */

if (parentPort === null) throw new Error('this is a thread of the program, and no program')
// Whoever began this thread is the same program.
const { config, commandKey } = workerData as ThreadBeginning

const program = openChannel<ForPlatform, ForProgram>(parentPort, {
  async opened() {
    const { baseUrl, authorization, hookSecret } = await demo
    return { baseUrl, authorization, hookSecret }
  },
  feedPast: async () => (await demo).feedPast((done, all) => tell(program.fed.asEvent(done, all))),
  async begin(address) {
    const { begin } = await demo
    begin(address === undefined ? undefined : await askingAt(address))
  },
  ratePerSecond: async () => (await demo).ratePerSecond(),
  setRate: async (ratePerSecond) => (await demo).setRate(ratePerSecond),
  play: async (incident, options) => (await demo).play(incident, options),
  // What was never open is closed.
  close: async () => (await demo.catch(() => undefined))?.close(),
  take: (...said) => borrowed.borrower.take(...said),
  assigned: (...said) => borrowed.borrower.assigned(...said),
  handle: (...said) => borrowed.borrower.handle(...said),
  lost: (...said) => borrowed.borrower.lost(...said),
  ended: (...said) => borrowed.borrower.ended(...said),
})
const borrowed = borrowLog(program)
const demo = open(borrowed.log, (notice) => tell(program.notice.asEvent(clonable(notice))))
// Whoever asks whether it is open hears of it.
demo.catch(() => {})

async function open(log: LentLog, notice: Notify): Promise<Demo> {
  const registry = await openRegistry(config)
  const codecs = await openOwnCodecs(config, registry, notice)
  const pseudonym = openPseudonyms(
    config.pseudonymKey || (await secretFile(join(config.data, 'pseudonym.key'))),
  )
  return openDemo({
    seed: config.demoSeed,
    platform: config.demoPlatform === 'versioned' ? 'versioned' : 'plain',
    isLate: config.demoPlatform === 'plain-late',
    ratePerSecond: config.demoRate,
    dataFolder: config.data,
    append: (records) => log.append(config.changesTopic, records),
    log,
    codecs: veiledCodecs(codecs, pseudonym),
    clock: wallClock,
    notice,
    ...(config.demoWay === 'topic' && { openCommand }),
  })
}

async function openCommand(jws: string, seen: { recordKey: string | null; now: number }) {
  const openSigned = isContainment(jws) ? openSignedContainment : openSignedCommand
  return openSigned(jws, { ...seen, keys: { keys: [commandKey] }, source: demoSource })
}

async function askingAt(address: string) {
  const secret = config.ingestSecret || (await secretFile(join(config.data, 'ingest.secret')))
  const ask = askOverHttp({ address, secret, now: () => wallClock.now() })
  await warmUp(ask, wallClock.now())
  return ask
}

/** Where the program is gone nobody is left to be told. */
function tell(telling: Promise<void>): void {
  telling.catch(() => {})
}

/** A cause may hold anything: what of it cannot be cloned must not keep the notice back. */
function clonable(notice: Notice): Notice {
  if (!('cause' in notice) || notice.kind === 'BreakerOpened') return notice
  return { ...notice, cause: inspect(notice.cause) }
}
