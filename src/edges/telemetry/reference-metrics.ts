import { lookUpOutcomes, referenceNames } from '../../ports/reference.ts'

/** Metrics of the reference tables: rows of `metric-table.ts`. */
export const referenceMetrics = [
  {
    name: 'countermand_reference_age_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: { table: referenceNames },
    help: 'Since when nothing was heard of a reference table that would show it to be right.',
  },
  {
    name: 'countermand_reference_rows',
    type: 'gauge',
    unit: 'rows',
    labels: { table: referenceNames },
    help: 'People, or accounts of note, that the table has now.',
  },
  {
    name: 'countermand_reference_loads_total',
    type: 'counter',
    unit: 'loads',
    labels: { table: referenceNames, outcome: ['accepted', 'refused'] },
    help: 'Loads of a reference table that were believed, and that were not: empty, shrunken, half-loaded, unreadable.',
  },
  {
    name: 'countermand_reference_refused',
    type: 'gauge',
    unit: '1 or 0',
    labels: { table: referenceNames },
    help: 'Whether the last load of a reference table was refused: the one before it is in force.',
  },
  {
    name: 'countermand_reference_unreadable_total',
    type: 'counter',
    unit: 'records',
    labels: { table: referenceNames },
    help: 'Records of a reference table that could not be read: what they are about is unknown.',
  },
  {
    name: 'countermand_reference_lookups_total',
    type: 'counter',
    unit: 'look-ups',
    labels: { table: referenceNames, outcome: lookUpOutcomes },
    help: 'Look-ups over HTTP, by what became of them.',
  },
] as const
