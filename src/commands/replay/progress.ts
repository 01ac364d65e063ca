/** One line on a terminal that says how far a replay is; nothing where nobody watches. */
export interface Progress {
  at(changes: number, records: number): void
  end(): void
}

const drawEveryMs = 100

export function openProgress(files: readonly string[]): Progress {
  if (!process.stderr.isTTY) return { at: () => {}, end: () => {} }
  const began = performance.now()
  let drawn = 0
  return {
    at(changes) {
      const now = performance.now()
      if (now - drawn < drawEveryMs) return
      drawn = now
      const perSecond = Math.round((changes / (now - began)) * 1000)
      const figures = `${changes.toLocaleString('en-US')} changes, ${perSecond.toLocaleString('en-US')} a second`
      process.stderr.write(
        `\r\u001b[2Kreplaying ${files.length === 1 ? files[0] : `${files.length} files`}: ${figures}`,
      )
    },
    end: () => process.stderr.write('\r\u001b[2K'),
  }
}
