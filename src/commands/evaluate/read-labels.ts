import { gatherLabels, type Labels } from '../../core/aftermath/labels.ts'
import { formatOf, readRecords } from '../../edges/files/records.ts'
import { Refusal } from '../history/refusal.ts'

const faultsShownMax = 50

/** The labels of all files together. Throws `Refusal` that names every fault with its line, the first 50 in
 *  full. */
export async function readLabels(paths: readonly string[]): Promise<Labels> {
  const gathered = gatherLabels()
  const faults: string[] = []
  let faultsInAll = 0
  const fault = (says: string) => {
    faultsInAll += 1
    if (faults.length < faultsShownMax) faults.push(says)
  }
  for (const path of paths) {
    for await (const batch of readRecords(path, { format: formatOf(path) ?? 'csv' })) {
      for (const read of batch) {
        const says = 'record' in read ? gathered.row(read.record) : 'cannot be read'
        if (says !== undefined) fault(`${path}:${read.line}: ${says}`)
      }
    }
  }
  if (faultsInAll > faults.length) faults.push(`and ${faultsInAll - faults.length} more`)
  if (faultsInAll > 0) throw new Refusal(faults.join('\n'))
  return gathered
}
