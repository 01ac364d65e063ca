import { statSync } from 'node:fs'

/** A bar on a terminal that says how far a replay is; nothing where nobody watches. */
export interface Progress {
  /** `bytes` of the input files that were read, as they lie on disk. */
  at(changes: number, bytes: number): void
  end(): void
}

const drawEveryMs = 100
const barWidth = 24

export function openProgress(files: readonly string[]): Progress {
  if (!process.stderr.isTTY) return { at: () => {}, end: () => {} }
  const bytesInAll = files.reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  const began = performance.now()
  let drawn = 0
  return {
    at(changes, bytes) {
      const now = performance.now()
      if (now - drawn < drawEveryMs) return
      drawn = now
      const perSecond = Math.round((changes / (now - began)) * 1000)
      const figures = `${changes.toLocaleString('en-US')} changes, ${perSecond.toLocaleString('en-US')} a second`
      process.stderr.write(`\r\u001b[2K${barOf(bytes / Math.max(1, bytesInAll))} ${figures}`)
    },
    end: () => process.stderr.write('\r\u001b[2K'),
  }
}

/** 0.5 -> `[############------------]  50 %` */
export function barOf(share: number): string {
  const done = Math.min(1, Math.max(0, share))
  const filled = Math.round(done * barWidth)
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${String(Math.round(done * 100)).padStart(3)} %`
}
