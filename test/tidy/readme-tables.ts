/** The first column of the table that follows `<!-- name -->` in the README: what stands in backquotes there.
 *  Undefined where the README has no such mark, or no table after it. */
export function readmeNames(readme: string, name: string): string[] | undefined {
  const [, after] = readme.split(`<!-- ${name} -->`)
  const rows = after
    ?.match(/(?:^\|.*\n?)+/m)?.[0]
    .trim()
    .split('\n')
    .slice(2)
  return rows?.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
  )
}

/** What the code has and the table lacks, and the other way round. */
export function tableFaults(readme: string, name: string, inCode: readonly string[]): string[] {
  const named = readmeNames(readme, name)
  if (named === undefined) return [`README.md has no table after <!-- ${name} -->`]
  return [
    ...inCode.filter((one) => !named.includes(one)).map((one) => `README.md, ${name}: ${one} is missing`),
    ...named.filter((one) => !inCode.includes(one)).map((one) => `README.md, ${name}: there is no ${one}`),
  ]
}

/** The commands of the command line: `.command('replay')` on the program, `policy check` on `policy`. */
export function commandsIn(main: string): string[] {
  const commands = [...main.matchAll(/(?:const (\w+) = )?(\w+)\s*\.command\('([\w-]+)/g)]
  const parents = new Map(commands.map(([, constant, , word]) => [constant, word]))
  const groups = new Set(commands.map(([, , on]) => on).filter((on) => on !== 'program'))
  return commands
    .filter(([, constant]) => constant === undefined || !groups.has(constant))
    .map(([, , on, word]) => (on === 'program' ? `${word}` : `${parents.get(on)} ${word}`))
}
