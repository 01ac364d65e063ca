/** A number as people say it: whole where the rest does not matter.
 *    0.02 -> "hardly any"   0.4 -> "0.4"   1.04 -> "1"   1.3 -> "1.3"   4.9 -> "5"   21.1 -> "21"   1430 -> "1,430" */
export function amount(value: number): string {
  if (value < 0.05) return 'hardly any'
  const tenths = Math.round(value * 10) / 10
  if (tenths < 3 && !Number.isInteger(tenths)) return tenths.toFixed(1)
  return grouped(Math.round(value))
}

/** `44000000` -> `44,000,000` */
export function grouped(count: number): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `amount` of a thing: "1 act", "1.3 acts", "21 acts", "hardly any acts". */
export function amountOf(value: number, thing: string): string {
  const said = amount(value)
  return `${said} ${thing}${said === '1' ? '' : 's'}`
}
