import { CsvSplitter } from './csv-splitter.ts'
import type { FileRecord, RecordSplitter } from './file-record.ts'
import { JsonSplitter } from './json-splitter.ts'
import { NdjsonSplitter } from './ndjson-splitter.ts'
import { textBlocks } from './text-blocks.ts'

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
