import { once } from 'node:events'
import { constants, createWriteStream } from 'node:fs'
import { access, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { isBrokenPipe } from './broken-pipe.ts'
import { ReaderGone, Refusal } from './history/refusal.ts'

/** What a command was told to write, by the flag that says so. `-` is standard output. */
export type Outputs = Readonly<Record<string, string | undefined>>

/** Refuses what could not be written in the end, and what would destroy something: a file that the command reads,
 *  by whatever name or link, or that two flags name. To be asked before anything is opened. Throws `Refusal`. */
export async function checkOutputs(
  outputs: Outputs,
  inputs: readonly (string | undefined)[],
  whyTaken = 'it is read by this command, and writing would destroy it',
): Promise<void> {
  const taken = new Map<string, string>()
  for (const path of inputs) if (path !== undefined) taken.set(await markOf(path), whyTaken)
  for (const [flag, path] of Object.entries(outputs)) {
    if (path === undefined || (await isDevice(path))) continue
    if (path !== standardOutput) await mustBeWritable(flag, path)
    const mark = path === standardOutput ? standardOutput : await markOf(path)
    const why = taken.get(mark)
    if (why !== undefined) throw new Refusal(`${flag} ${path}: ${why}; name another file`)
    taken.set(mark, `${flag} writes there already`)
  }
}

/** A file on its way. It is written beside its place and put there whole, so that whatever stood there stays until
 *  then; what is no plain file (a device, a pipe) is written at once. */
export interface OutputFile {
  readonly stream: Writable
  /** All is written. Throws `Refusal` where that failed. */
  keep(): Promise<void>
  /** It came to nothing: what stood there before stays. */
  drop(): Promise<void>
}

/** `mode` for a new file, and for one that is replaced its own unless told otherwise. */
export async function openOutput(path: string, mode?: number): Promise<OutputFile> {
  if (path === standardOutput) return standing(process.stdout, () => flushed(process.stdout))
  const place = await placeOf(path)
  const there = await statOf(place)
  const isAside = (there === undefined || there.isFile()) && (await allows(dirname(place)))
  const written = isAside ? `${place}.${process.pid}.part` : place
  const stream = createWriteStream(written, { mode: mode ?? (there?.isFile() ? there.mode & 0o777 : 0o666) })
  if (!isAside) return standing(stream, () => ended(stream, path))
  // Whoever writes hears of a failure; without a listener the process would end first.
  stream.on('error', () => {})
  return {
    stream,
    async keep() {
      await ended(stream, path)
      await rename(written, place).catch((cause: unknown) => Promise.reject(unwritable(path, cause)))
    },
    async drop() {
      if (!stream.closed) {
        stream.destroy()
        await once(stream, 'close')
      }
      await rm(written, { force: true })
    },
  }
}

/** A whole text at once. */
export async function writeOutput(path: string, text: string, mode?: number): Promise<void> {
  const file = await openOutput(path, mode)
  file.stream.write(text)
  await file.keep().catch(async (cause: unknown) => {
    await file.drop()
    throw cause
  })
}

export const standardOutput = '-'

function standing(stream: Writable, keep: () => Promise<void>): OutputFile {
  stream.on('error', () => {})
  return { stream, keep, drop: async () => {} }
}

/** It stays open for what others print; what was written has got through. */
async function flushed(stream: Writable): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write('', (cause) => (cause ? reject(unwritable(standardOutput, cause)) : resolve()))
  })
}

async function ended(stream: Writable, path: string): Promise<void> {
  try {
    stream.end()
    await finished(stream)
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

export function unwritable(path: string, cause: unknown): Refusal {
  if (path === standardOutput && isBrokenPipe(cause))
    return new ReaderGone(`${path} cannot be written: nobody reads it any more`)
  return new Refusal(`${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`)
}

async function mustBeWritable(flag: string, path: string): Promise<void> {
  const place = await placeOf(path)
  const there = await statOf(place)
  if (there?.isDirectory()) throw new Refusal(`${flag} ${path}: it is a folder`)
  if (await allows(there === undefined ? dirname(place) : place)) return
  throw new Refusal(
    there === undefined
      ? `${flag} ${path}: there is no such folder, or nothing can be written in it`
      : `${flag} ${path}: it may not be written`,
  )
}

/** The same for two names of one file: by device and inode, or by its place where there is none yet. */
async function markOf(path: string): Promise<string> {
  const there = await statOf(path)
  return there === undefined ? await placeOf(path) : `${there.dev}:${there.ino}`
}

/** Nothing is lost where several write to one: `/dev/null`. */
async function isDevice(path: string): Promise<boolean> {
  const there = path === standardOutput ? undefined : await statOf(path)
  return there !== undefined && !there.isFile() && !there.isDirectory()
}

/** Where a file lies, or would: links are followed, also one that leads to nothing yet. */
async function placeOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const leadsTo = await readlink(path).catch(() => undefined)
    if (leadsTo !== undefined) return resolve(dirname(path), leadsTo)
    const folder = await realpath(dirname(path)).catch(() => resolve(dirname(path)))
    return join(folder, basename(path))
  }
}

function statOf(path: string) {
  return stat(path).catch(() => undefined)
}

async function allows(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
}
