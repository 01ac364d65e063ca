import { InvalidArgumentError } from 'commander'
import { readReason } from '../core/audit/reason.ts'

/** For `--reason`: what is no reason at the console is none here. */
export function reasonFlag(text: string): string {
  const reason = readReason(text)
  if (reason === undefined) throw new InvalidArgumentError('say why, in three characters at least.')
  return reason
}
