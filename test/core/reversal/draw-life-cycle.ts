import { readFileSync, writeFileSync } from 'node:fs'
import { drawTable, picturePath, readTable, withPicture } from './life-table.ts'

/** `node test/core/reversal/draw-life-cycle.ts`: draws the picture of the life cycle from its table anew. */
writeFileSync(picturePath, withPicture(readFileSync(picturePath, 'utf8'), drawTable(readTable())))
