/** A command goes on where nobody reads it any more, and ends as it would have: what it found out is its exit code, and a
 *  program that watches accounts must not stop because somebody closed a window. */
export function outliveReaders(...outputs: readonly NodeJS.WriteStream[]): void {
  for (const output of outputs)
    output.on('error', (cause) => {
      if (!isBrokenPipe(cause)) throw cause
    })
}

export function isBrokenPipe(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EPIPE'
}
