import { vi } from 'vitest'

/** What a command prints, line by line, and its exit code. */
export async function printedBy(run: () => Promise<number>): Promise<Printed> {
  const printed: string[] = []
  const complained: string[] = []
  const log = vi
    .spyOn(console, 'log')
    .mockImplementation((text: string) => void printed.push(...text.split('\n')))
  const error = vi
    .spyOn(console, 'error')
    .mockImplementation((text: string) => void complained.push(...text.split('\n')))
  try {
    return { exit: await run(), printed, complained }
  } finally {
    log.mockRestore()
    error.mockRestore()
  }
}

export interface Printed {
  readonly exit: number
  readonly printed: readonly string[]
  readonly complained: readonly string[]
}
