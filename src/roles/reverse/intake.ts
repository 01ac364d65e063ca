import { type Alert, isOfChange } from '../../core/decision/alert.ts'
import { doubtOf, showsIt } from '../../core/reversal/claim.ts'
import { isAtRest } from '../../core/reversal/life.ts'
import { sweepOrder } from '../../core/reversal/sweep.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import type { LogRecord } from '../../ports/log.ts'
import { ownTopics } from '../../ports/topics.ts'
import { decodeJson } from '../json.ts'
import { announce } from './announce.ts'
import type { Containing } from './contain.ts'
import { follow } from './instruct.ts'
import type { Lives } from './lives.ts'
import type { Performing } from './performing.ts'
import { keptEntry, propose } from './propose.ts'
import { raise } from './raise.ts'
import { readContainWord, readInstruction, readSighting } from './readings.ts'
import { refuseWord } from './refuse-word.ts'
import { impostorAlert } from './spoken-alerts.ts'

/** What comes in from the log. Each call ends when the ledger, or the log, holds all that follows from the
 *  record; so it may be repeated, and the second time nothing happens. */
export interface Intake {
  /** `isCurrent` says whether they are still ours to look after. */
  alerts(records: readonly LogRecord[], isCurrent: () => boolean): Promise<void>
  sighting(record: LogRecord): Promise<void>
  instruction(record: LogRecord): Promise<void>
  giveUpInstructions(): Promise<void>
}

export function openIntake(performing: Performing, lives: Lives, containing: Containing): Intake {
  const { atPoint, clock, codecs, ledger, log, notice, settings } = performing

  async function followWaiting(alertId: string): Promise<void> {
    for (const instruction of await ledger.waitingInstructions(alertId)) {
      const { instructionId } = instruction
      const followed = await follow(performing, instruction, await ledger.ofAlert(alertId))
      const isFollowed = followed.kind === 'followed'
      if (isFollowed && followed.entry.life.state === 'authorised') void lives.start(followed.entry)
      atPoint?.('before an instruction is answered')
      if (isFollowed) await ledger.answerInstruction(instructionId, followed.entry.life.state)
      else await refuseWord(performing, instruction, followed.says)
      atPoint?.('after an instruction is answered')
    }
  }

  async function takeUp(alert: Alert, partition: number): Promise<void> {
    for (const entry of await propose(performing, settings, alert, partition)) {
      await lives.room()
      atPoint?.('before an undoing is opened')
      const [opened] = await ledger.open([entry])
      atPoint?.('after an undoing is opened')
      if (opened !== undefined) announce(performing, opened)
      const moved = opened ?? (await raise(performing, alert, entry))
      if (moved !== undefined && !isAtRest(moved.life.state)) void lives.start(moved)
    }
    await followWaiting(alert.alertId)
  }

  /** What is excluded is in the ledger only where the actor alone claims it: of the rest the desk knows the alert. */
  async function openKept(alertId: string, partition: number): Promise<boolean> {
    const alert = await performing.containments?.causeOf({ alertId })
    const entry = alert && (await keptEntry(performing, settings, alert, partition))
    if (entry === undefined) return false
    atPoint?.('before an undoing is opened')
    const [opened] = await ledger.open([entry])
    atPoint?.('after an undoing is opened')
    if (opened !== undefined) announce(performing, opened)
    return true
  }

  function unreadable(record: LogRecord, cause?: unknown): void {
    const what = `record ${record.topic}/${record.partition}@${record.offset} cannot be read`
    notice({ kind: 'LogTrouble', what, cause })
  }

  async function readAlert(record: LogRecord): Promise<Alert | undefined> {
    if (record.value === null) return undefined
    try {
      return await codecs.alert.decode(record.value)
    } catch (cause) {
      // A retryable failure is the registry's, and passes; bytes that are no alert never will be one.
      if (!(cause instanceof EdgeError) || cause.retryable) throw cause
      unreadable(record, cause)
      return undefined
    }
  }

  /** With guard `log` only the log can show that nobody came in between; and a change on the stream does not show
   *  that the public sees the account again. Then the looks decide. */
  function confirmsBySighting({ command }: LedgerEntry): boolean {
    const platform = performing.platforms.get(command.source)
    return platform?.guard !== 'log' && platform?.spec.publicView === undefined
  }

  return {
    async alerts(records, isCurrent) {
      const read: Alert[] = []
      for (const record of records) {
        const alert = await readAlert(record)
        if (alert !== undefined && isOfChange(alert.kind)) read.push(alert)
      }
      const [first] = records
      if (first === undefined) return
      for (const alert of sweepOrder(read, performing.policy.current().tiers)) {
        if (!isCurrent()) return
        await takeUp(alert, first.partition)
      }
    },
    async sighting(record) {
      const sighting = readSighting(decodeJson(record.value))
      if (sighting === undefined) return unreadable(record)
      const entry = await ledger.find(sighting.commandId)
      const known = entry && { command: entry.command, state: entry.life.state }
      const doubt = doubtOf(sighting, known)
      if (doubt !== undefined) {
        const value = codecs.alert.encode(impostorAlert(sighting, doubt, clock.now()))
        await log.append(ownTopics.alerts.name, [{ key: sighting.accountId, value }])
      } else if (entry !== undefined && confirmsBySighting(entry) && showsIt(sighting, entry.command)) {
        lives.happen(sighting.commandId, { kind: 'sighted', at: clock.now() })
      }
    },
    async instruction(record) {
      const value = decodeJson(record.value)
      const containWord = readContainWord(value)
      if (containWord !== undefined) return containing.hear(containWord, record.partition)
      const instruction = readInstruction(value)
      if (instruction === undefined) return unreadable(record)
      atPoint?.('before an instruction is kept')
      await ledger.keepInstruction(instruction)
      atPoint?.('after an instruction is kept')
      const isKnown = (await ledger.ofAlert(instruction.alertId)).length > 0
      // Its alert may not have been read yet: then it waits for that.
      if (!isKnown && !(await openKept(instruction.alertId, record.partition))) return
      await lives.room()
      await followWaiting(instruction.alertId)
    },
    async giveUpInstructions() {
      const says = 'nothing that could be undone is known of its alert'
      const now = clock.now()
      for (const instructionId of await ledger.giveUpInstructions(now - settings.instructionMsMax, says, now))
        notice({ kind: 'InstructionRefused', instructionId, says })
    },
  }
}
