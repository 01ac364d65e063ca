import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { KillSwitch } from '../core/reversal/circumstances.ts'

export const stopFileName = 'STOP'

/** A folder on a network may answer never: then nobody knows, and that counts as on. */
const waitMsMax = 300
const graceMs = 50
const bytesMax = 4_096
const reasonLengthMax = 500

/** The kill switch as a file in the data folder: there is on, for whoever has a shell and nothing else. Its first
 *  line is the reason. A folder that cannot be read counts as on; it is read anew each time it is asked. */
export async function readStopFile(folder: string): Promise<KillSwitch | 'unreadable'> {
  const stop = new AbortController()
  const wait = (ms: number) => pause(ms, undefined, { signal: stop.signal, ref: false })
  // In two steps: after a stall of this process both are due at once, and the file must have had its turn between.
  const late = wait(waitMsMax)
    .then(() => wait(graceMs))
    .then(
      () => 'unreadable' as const,
      () => 'unreadable' as const,
    )
  try {
    return await Promise.race([look(folder), late])
  } finally {
    stop.abort()
  }
}

async function look(folder: string): Promise<KillSwitch | 'unreadable'> {
  try {
    await using file = await open(join(folder, stopFileName))
    const bytes = Buffer.alloc(bytesMax)
    const { bytesRead } = await file.read(bytes, 0, bytesMax, 0)
    const [line = ''] = bytes.toString('utf8', 0, bytesRead).split(/\r?\n/u, 1)
    return { on: true, by, why: line.trim().slice(0, reasonLengthMax) || 'it gives no reason' }
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return (await isFolder(folder)) ? { on: false } : 'unreadable'
    // It is there, as a folder or as somebody else's file: that it says nothing does not make it off.
    return codeOf(cause) === 'EISDIR' || codeOf(cause) === 'EACCES'
      ? { on: true, by, why: 'it is there and cannot be read' }
      : 'unreadable'
  }
}

const by = `the file ${stopFileName}`

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
