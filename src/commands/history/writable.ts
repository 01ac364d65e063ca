import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Refusal } from './refusal.ts'

/** Refuses a file that could not be written in the end, before a history is read for it. `-` is standard output. */
export async function mustBeWritable(flag: string, path: string | undefined): Promise<void> {
  if (path === undefined || path === '-') return
  try {
    await access(path, constants.W_OK)
  } catch {
    try {
      await access(dirname(path), constants.W_OK)
    } catch {
      throw new Refusal(`${flag} ${path}: there is no such folder, or nothing can be written in it`)
    }
  }
}
