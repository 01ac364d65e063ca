import { gatherLabels, type Labels } from '../../core/aftermath/labels.ts'
import type { WatchedHistory } from '../../core/evaluation/watched-history.ts'
import { plainly } from '../../core/spelling/plainly.ts'
import type { FileRecord } from '../../edges/files/file-record.ts'
import { formatOf, readRecords } from '../../edges/files/records.ts'
import { Refusal } from '../history/refusal.ts'

const faultsShownMax = 50

/** The labels of all files together. Throws `Refusal`: at once for a file without labels, or with other columns;
 *  else with every fault and its line, the first 50 in full. */
export async function readLabels(paths: readonly string[]): Promise<Labels> {
  const gathered = gatherLabels()
  const faults: string[] = []
  let faultsInAll = 0
  const fault = (says: string) => {
    faultsInAll += 1
    if (faults.length < faultsShownMax) faults.push(says)
  }
  for (const path of paths) {
    let rows = 0
    for await (const batch of readRecords(path, { format: formatOf(path) ?? 'csv' })) {
      for (const read of batch) {
        if (rows === 0) refuseStrange(path, read)
        rows += 1
        const says = 'record' in read ? gathered.row(read.record) : 'cannot be read'
        if (says !== undefined) fault(`${path}:${read.line}: ${says}`)
      }
    }
    if (rows === 0) throw new Refusal(`${path} has no label in it: ${expected} were expected`)
  }
  if (faultsInAll > faults.length) faults.push(`and ${faultsInAll - faults.length} more`)
  if (faultsInAll > 0) throw new Refusal(faults.join('\n'))
  return gathered
}

/** Throws `Refusal` where the labels are not of this history, or where nobody can tell which of its events some of
 *  them, or lines of decisions, are about. */
export function refuseUnclear(labels: Labels, watched: WatchedHistory): void {
  refuseStrangers(labels, watched.labelsWithoutEvent)
  refuseSeveralSources(watched.inSeveralSources)
}

/** Labels of another history, or with ids written otherwise, would else be harm that nobody caught and lessons
 *  that nobody learnt. `strangers`: labels that no change of the history bears. */
function refuseStrangers({ labels, aftermaths }: Labels, strangers: number): void {
  const [first] = [...labels.keys(), ...aftermaths.keys()]
  if (first === undefined || strangers < new Set([...labels.keys(), ...aftermaths.keys()]).size) return
  throw new Refusal(
    `none of the ${strangers.toLocaleString('en-US')} labels is of an event of the history: ` +
      `its changes have no eventId such as ${first}`,
  )
}

/** An id is unique only within its source, and labels name no source. */
function refuseSeveralSources(inSeveralSources: ReadonlyMap<string, readonly string[]>): void {
  const [first] = inSeveralSources
  if (first === undefined) return
  const [eventId, sources] = first
  const count = inSeveralSources.size
  const others = count === 1 ? '' : `, and ${(count - 1).toLocaleString('en-US')} more such`
  throw new Refusal(
    `${plainly(eventId, 80)} is an event of ${sources.map((source) => plainly(source, 80)).join(' and of ')}${others}: ` +
      'labels and decisions that name no source cannot tell them apart; give the history of one source at a time',
  )
}

const expected =
  'event_id,label or event_id,reversed_after_s,reversed_by_same_actor,reversed_by_target,redone_within_1h'

/** The first row has the columns of all. */
function refuseStrange(path: string, read: FileRecord): void {
  if (!('record' in read)) throw new Refusal(`${path} is no file of labels: ${expected} were expected`)
  const { record } = read
  const columns = typeof record === 'object' && record !== null ? Object.keys(record) : []
  const has = (...names: readonly string[]) => names.some((name) => columns.includes(name))
  if (has('event_id', 'eventId') && has('label', 'reversed_after_s')) return
  throw new Refusal(`${path} has the columns ${plainly(columns.join(', '), 120)}: ${expected} were expected`)
}
