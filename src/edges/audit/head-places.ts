import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readSignedHead, type SignedHead } from '../../core/audit/head.ts'
import type { HeadPlace } from '../../ports/audit.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Log } from '../../ports/log.ts'
import { ownTopics } from '../../ports/topics.ts'
import { whyUnreadable } from '../files/unreadable-file.ts'

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
      ? (await linesOfFolder(path)).filter((line) => line.trim() !== '')
      : wholeLines(await readFile(path, 'utf8'))
    return lines.map((line) => {
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
  let isCutShort = false
  return {
    says: path,
    async count() {
      if (kept === undefined) {
        const text = await textOf(path)
        isCutShort = text !== '' && !text.endsWith('\n')
        kept = wholeLines(text).length
      }
      return kept
    },
    async append(heads) {
      try {
        await mkdir(dirname(path), { recursive: true })
        await using handle = await open(path, 'a', 0o600)
        const lines = heads.map((head) => `${JSON.stringify(head)}\n`)
        // All of it or an error: `write` alone may write a part and say nothing.
        await handle.appendFile((isCutShort ? '\n' : '') + lines.join(''))
        await handle.sync()
        isCutShort = false
        kept = (kept ?? 0) + heads.length
      } catch (cause) {
        kept = undefined
        throw unusable(path, cause)
      }
    },
  }
}

/** Heads, one a line. A line that was cut short by a crash or a full disk counts for nothing: it is ended, so that the
 *  next one begins on its own, and the same head comes again in full. Any other line that is no head stays, and is
 *  found when heads are read.
 *
 *  {0} {1} {2                 -> {0} {1}
 *  {0} {1} {2  {2} {3}        -> {0} {1} {2} {3}
 *  {0} {1  {2}                -> {0} {1  {2} */
function wholeLines(text: string): string[] {
  const whole: string[] = []
  for (const line of text.split('\n').toReversed()) {
    const next = whole.at(-1) ?? begin
    const isCutShort = next.startsWith(line) || (whole.length === 0 && line.startsWith(begin))
    if (line.trim() === '' || (isCutShort && readSignedHead(line) === undefined)) continue
    whole.push(line)
  }
  return whole.toReversed()
}

/** How every line begins. */
const begin = '{"head":{'

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw unusable(path, cause)
  }
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
  return new EdgeError(
    'file-unreadable',
    `the heads in ${path} cannot be read or kept: ${whyUnreadable(cause)}`,
    {
      retryable: true,
      cause,
    },
  )
}
