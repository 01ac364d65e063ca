import { createHash } from 'node:crypto'
import { type FSWatcher, watch } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Policy } from '../../core/policy/policy.ts'
import { isPolicy, type PolicyFault, policyCharsMax, readPolicy } from '../../core/policy/read-policy.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Notify } from '../../ports/notice.ts'
import { whyUnreadable } from '../files/unreadable-file.ts'

/** The policy in force, whichever file version that is. */
export interface PolicyHolder {
  /** Never waits: the last good one. */
  current(): Policy
  /** Why the file's newest version is not in force, one line each; none where it is. */
  faults(): readonly string[]
  close(): void
}

/** A policy that cannot start anything. Thrown as a value, for the start to end with every fault named. */
export class PolicyRefused extends Error {
  readonly path: string
  readonly faults: readonly PolicyFault[]

  constructor(path: string, faults: readonly PolicyFault[]) {
    super([`${path} is no policy:`, ...faultLines(path, faults)].join('\n'))
    this.name = 'PolicyRefused'
    this.path = path
    this.faults = faults
  }
}

/** Reads a policy and keeps up with its file. A new version that has faults is refused aloud and the last
 *  good one stays in force; so does it while the file is away, as editors make it for a moment.
 *
 *  Throws `PolicyRefused` where the first version has faults, `EdgeError('file-unreadable')` where there is
 *  none. */
export async function watchPolicy(path: string, options: WatchOptions): Promise<PolicyHolder> {
  const { notice, pollMs = 2_000 } = options
  const first = await loadPolicy(path)
  if (!isPolicy(first)) throw new PolicyRefused(path, first)
  let held = first
  let faults: readonly string[] = []
  const refuse = (why: readonly string[]) => {
    faults = why
    notice({ kind: 'PolicyRefused', path, faults: why })
  }
  notice({ kind: 'PolicyLoaded', policy: held.id, path })

  let seen = await markOf(path)
  let reading: Promise<void> | undefined
  const look = (): void => {
    reading ??= reload().finally(() => {
      reading = undefined
    })
  }

  async function reload(): Promise<void> {
    try {
      const mark = await markOf(path)
      if (mark === seen) return
      const loaded = await loadPolicy(path)
      seen = mark
      if (!isPolicy(loaded)) return refuse(faultLines(path, loaded))
      faults = []
      if (loaded.hash !== held.hash) {
        held = loaded
        notice({ kind: 'PolicyLoaded', policy: held.id, path })
      }
    } catch (error) {
      if (seen === away) return
      seen = away
      refuse([error instanceof Error ? error.message : String(error)])
    }
  }

  // The watch is quick where it works; the poll is what works everywhere (network folders, bind mounts).
  const watcher = watchFolder(path, look)
  const poll = setInterval(look, pollMs).unref()
  return {
    current: () => held,
    faults: () => faults,
    close() {
      watcher?.close()
      clearInterval(poll)
    },
  }
}

export interface WatchOptions {
  readonly notice: Notify
  /** How often the file's time and size are looked at besides being watched. */
  readonly pollMs?: number
}

/** Reads a policy file once. Throws `EdgeError('file-unreadable')`. */
export async function loadPolicy(path: string): Promise<Policy | readonly PolicyFault[]> {
  const text = await readBounded(path)
  return readPolicy(text, createHash('sha256').update(text).digest('hex'))
}

/** One line for each fault: file, line, column, place, what is wrong. */
export function faultLines(path: string, faults: readonly PolicyFault[]): string[] {
  return faults.map(
    ({ line, column, at, says }) => `${path}:${line}:${column}: ${at === '' ? '' : `${at}: `}${says}`,
  )
}

/** At most four bytes a character, and one byte more than is allowed: the reader then says that it is too
 *  long, and a file of gigabytes is never read. */
async function readBounded(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const bytes = Buffer.alloc(4 * policyCharsMax + 1)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return bytes.toString('utf8', 0, bytesRead)
  } catch (cause) {
    throw new EdgeError('file-unreadable', `${path} cannot be read: ${whyUnreadable(cause)}`, {
      retryable: true,
      cause,
    })
  }
}

/** Changes whenever the file does: also when an editor puts a new file in its place. */
async function markOf(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path)
  return `${mtimeMs}:${size}:${ino}`
}

const away = 'away'

/** The folder is watched, not the file: an editor that renames a new file into place ends a watch on it. */
function watchFolder(path: string, look: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) look()
    })
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}
