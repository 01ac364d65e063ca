/** Hours as people say them.
 *    0.02 -> "1 min"   0.7 -> "42 min"   5.5 -> "5.5 h"   36 -> "36 h"   100 -> "4 d"   9000 -> "1.0 y" */
export function duration(hours: number): string {
  if (hours < 1) return `${Math.max(0, Math.round(hours * 60))} min`
  if (hours < 10) return `${hours.toFixed(1)} h`
  if (hours < 72) return `${Math.round(hours)} h`
  if (hours < 8760) return `${Math.round(hours / 24)} d`
  return `${(hours / 8760).toFixed(1)} y`
}
