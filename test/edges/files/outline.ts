import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { FileRecord } from '../../../src/edges/files/file-record.ts'
import { type Format, readRecords } from '../../../src/edges/files/records.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A file in a folder of this test's own. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

export async function read(path: string, format: Format): Promise<FileRecord[]> {
  const records: FileRecord[] = []
  for await (const batch of readRecords(path, { format })) for (const record of batch) records.push(record)
  return records
}

/** `[line, record]`, or `[line, code, what is wrong]`. */
export async function outline(content: string, format: Format): Promise<unknown[]> {
  return (await read(fileOf(`case.${format}`, content), format)).map((read) =>
    'record' in read
      ? [read.line, read.record]
      : [read.line, read.unreadable.unreadable, read.unreadable.faults[0]?.says],
  )
}
