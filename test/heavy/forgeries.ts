import { forgeries } from '../edges/platform/forged-commands.ts'

/** `node test/heavy/forgeries.ts [count] [seed]`: so many forged, replayed, re-targeted, expired and wrongly keyed
 *  commands (100,000 unless told otherwise), of which a platform must carry out none. */
const [count = 100_000, seed = 2017] = process.argv.slice(2).map(Number)
const { tried, accepted } = await forgeries({ count, seed })
console.log(`${tried.toLocaleString('en')} forged commands, ${accepted.length} accepted`)
for (const one of accepted.slice(0, 20)) console.log(one)
if (accepted.length > 0) process.exitCode = 1
