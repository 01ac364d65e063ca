import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { EdgeError } from '../../ports/edge-error.ts'
import { CsvSplitter } from './csv-splitter.ts'
import type { FileRecord, RecordSplitter } from './file-record.ts'
import { JsonSplitter } from './json-splitter.ts'
import { NdjsonSplitter } from './ndjson-splitter.ts'

/** The records of a file, in order, in batches of what one block of text holds. Reads `.gz` directly. Memory
 *  stays at a block and the longest record, whatever the size of the file, and the file is read no faster than
 *  the batches are taken.
 *  A record that cannot be read is a value. Throws `EdgeError('file-unreadable')` where the file is not there,
 *  is no gzip, or ends in the middle of it. */
export async function* readRecords(
  path: string,
  options: { readonly format: Format; readonly onBytes?: (count: number) => void },
): AsyncIterable<readonly FileRecord[]> {
  const splitter = splitterOf(path, options.format)
  for await (const text of textBlocks(path, options.onBytes)) {
    const batch = splitter.push(text)
    if (batch.length > 0) yield batch
  }
  const last = splitter.end()
  if (last.length > 0) yield last
}

export const formats = ['csv', 'ndjson', 'json'] as const
export type Format = (typeof formats)[number]

/** By the extension, that of `.gz` aside; `undefined` where it says nothing. */
export function formatOf(path: string): Format | undefined {
  const name = path.toLowerCase().replace(/\.gz$/, '')
  if (name.endsWith('.jsonl')) return 'ndjson'
  return formats.find((format) => name.endsWith(`.${format}`))
}

function splitterOf(path: string, format: Format): RecordSplitter {
  switch (format) {
    case 'csv':
      return new CsvSplitter(path)
    case 'ndjson':
      return new NdjsonSplitter()
    case 'json':
      return new JsonSplitter()
    default:
      return format satisfies never
  }
}

/** Large enough that the cost of a block does not show beside that of its lines. */
const blockBytes = 262_144

/** `onBytes` hears of every block of the file as it lies there, before it is unpacked. */
async function* textBlocks(path: string, onBytes?: (count: number) => void): AsyncIterable<string> {
  const file = createReadStream(path, { highWaterMark: blockBytes })
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip({ chunkSize: blockBytes })) : file
  // A failure to open does not travel along `pipe` by itself.
  if (bytes !== file) file.on('error', (cause) => bytes.destroy(cause))
  const decoder = new TextDecoder()
  try {
    let told = 0
    for await (const block of bytes) {
      onBytes?.(file.bytesRead - told)
      told = file.bytesRead
      yield decoder.decode(block, { stream: true })
    }
  } catch (cause) {
    throw new EdgeError('file-unreadable', `${path} cannot be read: ${String(cause)}`, {
      retryable: false,
      cause,
    })
  } finally {
    file.destroy()
  }
  yield decoder.decode()
}
