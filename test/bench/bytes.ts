/** What the way from bytes to a change costs, in ns a record: `node test/bench/bytes.ts`.
 *  The quickest of 40 rounds, since a busy machine only ever slows, with the plain floor beside it. */
import { isUtf8 } from 'node:buffer'
import avro from 'avsc'
import { readChange } from '../../src/core/change/read-change.ts'
import { openChangeReader } from '../../src/edges/change-reader/change-reader.ts'
import { compileAvroWalk } from '../../src/edges/decode/avro-walk.ts'
import { decodeJson } from '../../src/edges/decode/decode-json.ts'
import { frame } from '../../src/edges/decode/frame.ts'
import { needsScan, scanJson } from '../../src/edges/decode/json-scan.ts'
import { schemaReading } from '../../src/edges/decode/schema-reading.ts'
import { examples, schemaText } from '../schemas/contract.ts'

const rounds = 40
const roundMs = 20

const text = schemaText('account-change.avsc')
const schema = { id: 1, format: 'AVRO', text, references: [] }
const type = avro.Type.forSchema(JSON.parse(text) as avro.Schema)
const name = 'last-day-of-a-contractor'
const change = readChange(examples('account-change', 'valid').find((example) => example.name === name)?.value)
const json = Buffer.from(JSON.stringify(change))
const body = type.toBuffer(change)
const framed = frame(1, body)
const jsonText = json.toString()

const walk = compileAvroWalk(type)
const reading = schemaReading(schema)
const reader = openChangeReader({
  registry: { kind: 'embedded', lookUp: async () => schema, register: async () => 1, ping: async () => {} },
  readChange,
  changeSchema: text,
  notice: () => {},
  clock: { now: () => 0, monotonicMs: () => performance.now() },
})
await reader.read(framed)

const works: Readonly<Record<string, () => unknown>> = {
  'JSON: floor (JSON.parse)': () => JSON.parse(json.toString()),
  'JSON: guard (UTF-8, and whether to scan)': () => isUtf8(json) && needsScan(jsonText),
  'JSON: scan, where it is needed': () => scanJson(json),
  'JSON: guarded value': () => decodeJson(json),
  'JSON: to a change': () => reader.read(json),
  'Avro: floor (avsc)': () => type.decode(body, 0),
  'Avro: guard (walk)': () => walk(body, 0),
  'Avro: guarded value': () => reading(framed, 5),
  'Avro: to a change': () => reader.read(framed),
}

process.stdout.write(`${name}: ${json.length} bytes of JSON, ${body.length} of Avro\n`)
for (const [what, work] of Object.entries(works)) {
  process.stdout.write(`${what.padEnd(42)}${nsOf(work).toFixed(0).padStart(7)} ns\n`)
}

function nsOf(work: () => unknown): number {
  return Math.min(...Array.from({ length: rounds }, () => round(work)))
}

function round(work: () => unknown): number {
  const start = performance.now()
  let count = 0
  for (; performance.now() - start < roundMs; count += 100) for (let some = 0; some < 100; some += 1) work()
  return ((performance.now() - start) * 1e6) / count
}
