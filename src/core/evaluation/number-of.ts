/** The number of a key, counted from 0 in the order in which keys first came: rows keep it instead of a name. */
export function numberOf(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  numbers.set(key, numbers.size)
  return numbers.size - 1
}
