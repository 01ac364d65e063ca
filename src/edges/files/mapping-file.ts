import { readFile } from 'node:fs/promises'
import { bindTables, isFaulty, type Mapping, readMapping } from '../../core/change/mapping.ts'
import { findTable, readTable } from './tables.ts'
import { whyUnreadable } from './unreadable-file.ts'

export interface MappingFileFault {
  /** `path:line`, or the path where the file itself is the trouble. */
  readonly at: string
  readonly says: string
}

export interface TablePlaces {
  /** Files given by name: they go before all others. */
  readonly named?: ReadonlyMap<string, string>
  /** The first input file: side lists may lie beside it. */
  readonly input?: string | undefined
}

/** A mapping with its side lists filled in, or everything that is wrong with either. */
export async function loadMapping(
  path: string,
  places: TablePlaces = {},
): Promise<Mapping | readonly MappingFileFault[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    return [{ at: path, says: `cannot be read: ${whyUnreadable(cause)}` }]
  }
  const mapping = readMapping(text)
  if (isFaulty(mapping))
    return mapping.map(({ line, at, says }) => ({
      at: `${path}:${line}`,
      says: at === '' ? says : `${at}: ${says}`,
    }))

  const faults: MappingFileFault[] = []
  const tables = new Map<string, ReadonlySet<string>>()
  for (const { name, file, column } of mapping.tables) {
    const found = places.named?.get(name) ?? findTable(file, { mapping: path, input: places.input })
    if (found === undefined) {
      faults.push({
        at: path,
        says: `the table ${name} (${file}) lies neither beside the mapping nor beside the input`,
      })
      continue
    }
    try {
      tables.set(name, await readTable(found, column))
    } catch (cause) {
      faults.push({ at: found, says: cause instanceof Error ? cause.message : String(cause) })
    }
  }
  return faults.length > 0 ? faults : bindTables(mapping, tables)
}

export function isMapping(loaded: Mapping | readonly MappingFileFault[]): loaded is Mapping {
  return !Array.isArray(loaded)
}
