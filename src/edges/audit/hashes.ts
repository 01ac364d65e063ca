import { hash } from 'node:crypto'
import type { Hash } from '../../core/audit/chain.ts'

export const sha256: Hash = (text) => hash('sha256', text)
