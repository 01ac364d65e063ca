/** How many bytes a number takes that is always written in the same number of them.
 *
 *  `exact`: any number. `rough`: rounded to 24 bits (`Math.fround`) whenever it is stored. `whole`: of up to 48 bits.
 *  `event`: of up to 40. `hash`: of up to 32. `tiny`: of up to 8. */
export const slotBytes = { exact: 8, rough: 4, whole: 6, event: 5, hash: 4, tiny: 1 } as const
export type FixedKind = keyof typeof slotBytes

export function writeSlot(view: DataView, position: number, kind: FixedKind, value: number): void {
  if (kind === 'exact') view.setFloat64(position, value)
  else if (kind === 'rough') view.setFloat32(position, value)
  else if (kind === 'hash') view.setUint32(position, value)
  else if (kind === 'tiny') view.setUint8(position, value)
  else {
    const high = Math.floor(value / 0x100000000)
    if (kind === 'event') view.setUint8(position, high)
    else view.setUint16(position, high)
    view.setUint32(position + slotBytes[kind] - 4, value % 0x100000000)
  }
}

export function readSlot(view: DataView, position: number, kind: FixedKind): number {
  if (kind === 'exact') return view.getFloat64(position)
  if (kind === 'rough') return view.getFloat32(position)
  if (kind === 'hash') return view.getUint32(position)
  if (kind === 'tiny') return view.getUint8(position)
  const high = kind === 'event' ? view.getUint8(position) : view.getUint16(position)
  return high * 0x100000000 + view.getUint32(position + slotBytes[kind] - 4)
}
