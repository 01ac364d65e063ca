/** `node test/heavy/forgeries.ts [count] [seed]`: so many forgeries (100,000 unless told otherwise) at the five doors
 *  where somebody's word is taken: commands at a platform, people's words on the log, requests at the console,
 *  pre-authorisations in the store, and records of the kill switch. Fails where one is accepted, and where one true one
 *  at the same door is not: a door that is shut to everybody proves nothing. The suite runs each in short. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sealingKey } from '../../src/edges/sealing-key.ts'
import { openDatabase } from '../../src/edges/store/database.ts'
import type { Besieged } from '../besieged.ts'
import { forgeRequests } from '../console/forged-requests.ts'
import { openTestConsole } from '../console/open-console.ts'
import { countOf } from '../count-of.ts'
import { forgeCommands } from '../edges/platform/forged-commands.ts'
import { forgePreauthorisations } from '../edges/store/forged-preauthorisations.ts'
import { type Desk, type DeskOptions, openDesk } from '../roles/reverse/desk.ts'
import { forgeSwitches } from '../roles/reverse/forged-switches.ts'
import { forgeWords } from '../roles/reverse/forged-words.ts'

const [all, seed] = [countOf(0, 100_000), countOf(1, 2017)]
const desks: Desk[] = []
const open = async (options?: DeskOptions) => {
  const desk = await openDesk(options)
  desks.push(desk)
  return desk
}

/** How many of a hundred are tried at each door. */
const doors: Readonly<Record<string, readonly [number, (count: number) => Promise<Besieged>]>> = {
  commands: [56, (count) => forgeCommands({ count, seed })],
  "people's words": [20, (count) => forgeWords({ count, seed, open })],
  'requests at the console': [4, atConsole],
  'pre-authorisations': [10, atStore],
  'records of the kill switch': [10, (count) => forgeSwitches({ count, seed, open })],
}

async function atConsole(count: number): Promise<Besieged> {
  const desk = await openTestConsole({ authors: { 'last-hour-on-protected': 'rita' } })
  try {
    return await forgeRequests({ count, seed }, desk)
  } finally {
    await desk.close()
  }
}

async function atStore(count: number): Promise<Besieged> {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-forgeries-'))
  const database = await openDatabase(join(folder, 'store.sqlite'))
  try {
    const [key, other] = [
      await sealingKey(join(folder, 'own.key')),
      await sealingKey(join(folder, 'other.key')),
    ]
    return await forgePreauthorisations({ count, seed }, { database, key, other })
  } finally {
    await database.destroy()
    rmSync(folder, { recursive: true, force: true })
  }
}

let tried = 0
let failed = 0
for (const [door, [share, besiege]] of Object.entries(doors)) {
  const began = performance.now()
  const found = await besiege(Math.ceil((all * share) / 100))
  for (const desk of desks.splice(0)) await desk.close()
  const seconds = ((performance.now() - began) / 1_000).toFixed(0)
  console.log(
    `${door}: ${found.tried.toLocaleString('en')} forged in ${Object.keys(found.ways).length} ways, ` +
      `${found.accepted.length} accepted; ${found.honestTaken} of ${found.honestTried} true ones accepted; ${seconds} s`,
  )
  for (const one of found.accepted.slice(0, 20)) console.log(`  ${one}`)
  tried += found.tried
  if (found.accepted.length > 0 || found.honestTried === 0 || found.honestTaken < found.honestTried)
    failed += 1
}
console.log(
  `${tried.toLocaleString('en')} forgeries, seed ${seed}: ${failed === 0 ? 'none accepted' : 'FAILED'}`,
)
process.exit(failed === 0 ? 0 : 1)
