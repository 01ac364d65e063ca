import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runFit } from '../../src/commands/fit/command.ts'
import type { Fitted } from '../../src/commands/fit/fitted.ts'

/** Fits on four years of a real administrator log, judges on the two after them, and wants what was promised:
 *  `node test/heavy/fit-wiki.ts`, some three minutes. */
const folder = join(process.env.COUNTERMAND_SHARED ?? '../shared', 'data', 'wiki')
if (!existsSync(folder)) {
  console.log(`SKIPPED: there is no ${folder}`)
  process.exit(0)
}

const say = console.log
let json = ''
console.log = (text: string) => (json += text)
const files = readdirSync(folder)
  .filter((name) => name.startsWith('events-'))
  .map((name) => join(folder, name))
const exit = await runFit(files, {
  mapping: 'schemas/mappings/admin-log.yaml',
  policy: 'schemas/policies/volunteers.yaml',
  until: '2015-05-06',
  json: true,
})
console.log = say
if (exit !== 0) process.exit(exit)

const { versions, testFrom, testTo } = JSON.parse(json) as Fitted
const [, { ranking, calibration }] = versions
const wanted: readonly (readonly [string, number, number, number])[] = [
  ['area under the curve', ranking?.auc ?? 0, 0.75, 1],
  ['average precision', ranking?.averagePrecision ?? 0, 0.035, 1],
  ['calibration slope', calibration?.slope ?? 0, 0.8, 1.2],
]
say(`${testFrom} to ${testTo}, fitted on all before`)
for (const [name, value, least, most] of wanted) {
  const holds = value > least && value < most
  if (!holds) process.exitCode = 1
  say(`${holds ? 'holds' : 'FAILS'}  ${name} ${value.toFixed(4)} (wanted ${least} to ${most})`)
}
