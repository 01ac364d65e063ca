/** Prints whether a figure is within what was promised, its ends included; one that is not fails the program. */
export function mustHold(name: string, figure: number, least: number, most = Number.POSITIVE_INFINITY): void {
  const holds = figure >= least && figure <= most
  if (!holds) process.exitCode = 1
  const wanted = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
  console.log(`${holds ? 'holds' : 'FAILS'}  ${name} ${+figure.toFixed(4)} (wanted ${wanted})`)
}
