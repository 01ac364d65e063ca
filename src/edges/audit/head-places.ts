import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readSignedHead, type SignedHead } from '../../core/audit/head.ts'
import type { HeadPlace } from '../../ports/audit.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Log } from '../../ports/log.ts'
import { ownTopics } from '../../ports/topics.ts'

/** Heads in a file, one a line; or in a folder, one a file, which suits storage that only ever takes new ones.
 *  A folder is what is one already, or what is written with a slash at its end. */
export async function openHeadPlace(path: string): Promise<HeadPlace> {
  return (await isFolder(path)) ? folder(path) : file(path)
}

/** Heads on a compacted topic, keyed by their number: none is ever dropped. */
export function openHeadTopic(log: Log): HeadPlace {
  // Written once by each process: after a start nobody knows what is there, and twice does no harm.
  let sent = 0
  return {
    says: ownTopics.auditHeads.name,
    count: async () => sent,
    async append(heads) {
      await log.append(
        ownTopics.auditHeads.name,
        heads.map((head) => ({ key: String(head.head.number), value: Buffer.from(JSON.stringify(head)) })),
      )
      sent += heads.length
    },
  }
}

/** What a place holds, in the order of the numbers. */
export async function readHeads(path: string): Promise<readonly SignedHead[]> {
  try {
    const lines = (await isFolder(path))
      ? await linesOfFolder(path)
      : (await readFile(path, 'utf8')).split('\n')
    return lines
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const head = readSignedHead(line)
        if (head === undefined) throw new Error(`${line.slice(0, 60)} is no head`)
        return head
      })
  } catch (cause) {
    throw unusable(path, cause)
  }
}

function file(path: string): HeadPlace {
  let kept: number | undefined
  return {
    says: path,
    async count() {
      kept ??= await countIn(path)
      return kept
    },
    async append(heads) {
      try {
        await mkdir(dirname(path), { recursive: true })
        await using handle = await open(path, 'a', 0o600)
        await handle.write(heads.map((head) => `${JSON.stringify(head)}\n`).join(''))
        await handle.sync()
        kept = (kept ?? 0) + heads.length
      } catch (cause) {
        kept = undefined
        throw unusable(path, cause)
      }
    },
  }
}

/** A line that was cut short by a crash is ended, so that the next one begins on its own; it counts for
 *  nothing, and the head comes again. */
async function countIn(path: string): Promise<number> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw unusable(path, cause)
  }
  const lines = text.split('\n')
  const last = lines.pop()
  if (last !== '') throw unusable(path, new Error('its last line was cut short: take that line out'))
  return lines.length
}

function folder(path: string): HeadPlace {
  return {
    says: path,
    async count() {
      try {
        await mkdir(path, { recursive: true })
        return (await readdir(path)).filter((name) => headFile.test(name)).length
      } catch (cause) {
        throw unusable(path, cause)
      }
    },
    async append(heads) {
      for (const signed of heads) {
        const name = `${String(signed.head.number).padStart(10, '0')}.json`
        try {
          await writeFile(join(path, name), `${JSON.stringify(signed)}\n`, {
            mode: 0o600,
            flag: 'wx',
            flush: true,
          })
        } catch (cause) {
          // Another instance was faster.
          if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(path, cause)
        }
      }
    },
  }
}

const headFile = /^\d{10}\.json$/

async function linesOfFolder(path: string): Promise<string[]> {
  const names = (await readdir(path)).filter((name) => headFile.test(name)).sort()
  return Promise.all(names.map((name) => readFile(join(path, name), 'utf8')))
}

async function isFolder(path: string): Promise<boolean> {
  if (path.endsWith('/')) return true
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

function unusable(path: string, cause: unknown): EdgeError {
  return new EdgeError('file-unreadable', `the heads in ${path}: ${String(cause)}`, {
    retryable: true,
    cause,
  })
}
