/** Trouble is told in a sentence and ends with 2: 1 is for what was looked at and found wrong. */
export async function carefully(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run()
  } catch (cause) {
    console.error(cause instanceof Error ? cause.message : String(cause))
    process.exitCode = 2
  }
}
