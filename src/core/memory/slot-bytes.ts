import type { SlotKind } from './layout.ts'

/** How many bytes a number of each kind takes. */
export const slotBytes: Readonly<Record<SlotKind, number>> = {
  exact: 8,
  rough: 4,
  whole: 6,
  count: 4,
  tiny: 1,
}

export function writeSlot(view: DataView, position: number, kind: SlotKind, value: number): void {
  if (kind === 'exact') view.setFloat64(position, value)
  else if (kind === 'rough') view.setFloat32(position, value)
  else if (kind === 'count') view.setUint32(position, value)
  else if (kind === 'tiny') view.setUint8(position, value)
  else {
    view.setUint16(position, Math.floor(value / 0x100000000))
    view.setUint32(position + 2, value % 0x100000000)
  }
}

export function readSlot(view: DataView, position: number, kind: SlotKind): number {
  if (kind === 'exact') return view.getFloat64(position)
  if (kind === 'rough') return view.getFloat32(position)
  if (kind === 'count') return view.getUint32(position)
  if (kind === 'tiny') return view.getUint8(position)
  return view.getUint16(position) * 0x100000000 + view.getUint32(position + 2)
}
