import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A real administrator log with labels, beside the project; where it is missing the program ends, and says so. */
const folder = join(process.env.COUNTERMAND_SHARED ?? '../shared', 'data', 'wiki')
if (!existsSync(folder)) {
  console.log(`SKIPPED: there is no ${folder}`)
  process.exit(0)
}

export const wikiLabels = join(folder, 'labels.csv')
export const wikiEvents = readdirSync(folder)
  .filter((name) => name.startsWith('events-'))
  .map((name) => join(folder, name))

/** What a command prints as JSON. Ends the program where the command fails. */
export async function printedBy<Printed>(run: () => Promise<number>): Promise<Printed> {
  const say = console.log
  let json = ''
  console.log = (text: string) => (json += text)
  const exit = await run().finally(() => (console.log = say))
  if (exit !== 0) process.exit(exit)
  return JSON.parse(json) as Printed
}
