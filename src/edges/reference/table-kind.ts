import type { Fault } from '../../core/change/unreadable.ts'
import {
  type AccountProfile,
  profileFields,
  readAccountProfile,
} from '../../core/reference/account-profile.ts'
import type { KeepProfiles } from '../../core/reference/keep-profiles.ts'
import { ProfileTable } from '../../core/reference/profile-table.ts'
import { readStaffRecord, type StaffRecord, staffFields } from '../../core/reference/staff-record.ts'
import { StaffTable } from '../../core/reference/staff-table.ts'
import type { ReferenceTable } from '../../core/reference/table.ts'
import type { ReferenceName } from '../../ports/reference.ts'

/** All that a feed must know of the table it feeds. */
export interface TableKind<Entry extends Keyed, Table extends ReferenceTable<Entry>> {
  readonly name: ReferenceName
  /** All that a record may say. */
  readonly fields: readonly string[]
  make(): Table
  read(input: unknown, validFrom?: number): Entry | readonly Fault[]
  /** What the table holds for the id of an entry from the very moment that the entry is valid from. */
  heldAt(table: Table, entry: Entry): Entry | undefined
}

export const staffKind: TableKind<StaffRecord, StaffTable> = {
  name: 'staff.records',
  fields: staffFields,
  make: () => new StaffTable(),
  read: readStaffRecord,
  heldAt: (table, { source = '', id, validFrom }) => sameMoment(table.asOf(source, id, validFrom), validFrom),
}

/** What a record is about. */
export interface Keyed {
  readonly id: string
  readonly source?: string
}

/** `keep` is asked anew at each load, so that a changed policy takes hold with the next one. */
export function accountKind(
  keep: () => KeepProfiles,
  keptMax: number,
): TableKind<AccountProfile, ProfileTable> {
  return {
    name: 'account.profiles',
    fields: profileFields,
    make: () => new ProfileTable(keep(), keptMax),
    read: readAccountProfile,
    heldAt: (table, { source = '', id, validFrom }) => {
      const held = table.asOf(source, id, validFrom)
      return held === 'below' ? undefined : sameMoment(held, validFrom)
    },
  }
}

function sameMoment<Entry extends { readonly validFrom: number }>(
  held: Entry | undefined,
  validFrom: number,
): Entry | undefined {
  return held?.validFrom === validFrom ? held : undefined
}
