import { closeSync, constants, lstatSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { KillSwitch } from '../core/reversal/circumstances.ts'

export const stopFileName = 'STOP'

const bytesMax = 4_096
const reasonLengthMax = 500

/** The kill switch as a file in the data folder: there is on, for whoever has a shell and nothing else. Its first
 *  line is the reason. A folder that cannot be read counts as on; it is read anew each time it is asked.
 *
 *  Read without giving up the turn, some 20 µs: a reading that needs several turns of a busy process takes so long
 *  that nobody could tell a stall from a folder that is away. The embedded log and store lie in the same folder and
 *  are read in the same way. */
export function readStopFile(folder: string): KillSwitch | 'unreadable' {
  try {
    const line = firstLineOf(join(folder, stopFileName))
    return { on: true, by, why: line.trim().slice(0, reasonLengthMax) || 'it gives no reason' }
  } catch {
    return standingOf(folder)
  }
}

/** Where it cannot be opened. What is there under that name is on, as a folder, a pipe, somebody else's file, or a link
 *  to what is gone: that it says nothing does not make it off. Whether it is there is asked of the name itself, for a
 *  link that leads nowhere is answered as if there were no file. */
function standingOf(folder: string): KillSwitch | 'unreadable' {
  try {
    lstatSync(join(folder, stopFileName))
    return { on: true, by, why: 'it is there and cannot be read' }
  } catch (cause) {
    return codeOf(cause) === 'ENOENT' && isFolder(folder) ? { on: false } : 'unreadable'
  }
}

const by = `the file ${stopFileName}`

/** A pipe of that name would otherwise hold up whoever opens it. */
function firstLineOf(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const bytes = Buffer.alloc(bytesMax)
    const bytesRead = readSync(file, bytes, 0, bytesMax, 0)
    const [line = ''] = bytes.toString('utf8', 0, bytesRead).split(/\r?\n/u, 1)
    return line
  } finally {
    closeSync(file)
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
