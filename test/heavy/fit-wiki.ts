import { runFit } from '../../src/commands/fit/command.ts'
import type { Fitted } from '../../src/commands/fit/fitted.ts'
import { mustHold } from '../must-hold.ts'
import { printedBy, wikiEvents } from './wiki-log.ts'

/** Fits on four years of a real administrator log, judges on the two after them, and wants what was promised:
 *  `node test/heavy/fit-wiki.ts`, some three minutes. */
const { versions, testFrom, testTo } = await printedBy<Fitted>(() =>
  runFit(wikiEvents, {
    mapping: 'schemas/mappings/admin-log.yaml',
    policy: 'schemas/policies/volunteers.yaml',
    until: '2015-05-06',
    json: true,
  }),
)
const [, { ranking, calibration }] = versions
console.log(`${testFrom} to ${testTo}, fitted on all before`)
mustHold('area under the curve', ranking?.auc ?? 0, 0.75, 1)
mustHold('average precision', ranking?.averagePrecision ?? 0, 0.035, 1)
mustHold('calibration slope', calibration?.slope ?? 0, 0.8, 1.2)
