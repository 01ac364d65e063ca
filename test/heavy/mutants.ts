/** A million damaged records through the change reader: `node test/heavy/mutants.ts [count] [seed]`.
 *  Fails on a throw, or on a record that takes 50 ms. The suite runs 20,000 of the same. */
import avro from 'avsc'
import { readChange } from '../../src/core/change/read-change.ts'
import { openChangeReader } from '../../src/edges/change-reader/change-reader.ts'
import { frame } from '../../src/edges/decode/frame.ts'
import { countOf } from '../count-of.ts'
import { leastMs, mutantsOf } from '../edges/decode/mutants.ts'
import { sampleChange, sampleSchema } from '../edges/decode/sample-schema.ts'

const count = countOf(0, 1_000_000)
const seed = countOf(1, 2017)
const text = JSON.stringify(sampleSchema)
const type = avro.Type.forSchema(JSON.parse(text) as avro.Schema)
const reader = openChangeReader({
  registry: {
    kind: 'embedded',
    lookUp: async (id) => (id === 1 ? { id, format: 'AVRO', text, references: [] } : undefined),
    register: async () => 1,
    ping: async () => {},
  },
  readChange,
  changeSchema: text,
  notice: () => {},
  clock: { now: () => 0, monotonicMs: () => performance.now() },
  schemaWaits: { unknownWaitMs: 0 },
})
const good = [frame(1, type.toBuffer(sampleChange)), Buffer.from(JSON.stringify(sampleChange))]
for (let index = 0; index < 100; index += 1) good.push(frame(1, type.toBuffer(type.random())))
await reader.read(good[0] as Buffer)

const outcomes: Record<string, number> = {}
let slowestMs = 0
for (const mutant of mutantsOf(good, seed, count)) {
  const answer = reader.read(mutant)
  // A promise waits for a schema, which costs no time of this process.
  const ms = answer instanceof Promise ? 0 : leastMs(() => reader.read(mutant))
  if (ms > slowestMs) slowestMs = ms
  if (ms >= 50) throw new Error(`${ms} ms with seed ${seed}: ${mutant.toString('hex')}`)
  for (const read of await answer) {
    const outcome = 'unreadable' in read ? read.unreadable : 'read'
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  }
}
process.stdout.write(`${JSON.stringify({ count, seed, slowestMs, outcomes })}\n`)
