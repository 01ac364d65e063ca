import { join } from 'node:path'
import type { Policy } from '../../core/policy/policy.ts'
import { isPolicy } from '../../core/policy/read-policy.ts'
import { schemasFolder } from '../../edges/files/shipped.ts'
import { faultLines, loadPolicy } from '../../edges/policy-file/policy-file.ts'
import { Refusal } from './refusal.ts'

/** The policy to put history through; the shipped one where none is named. Throws `Refusal` with every fault. */
export async function openPolicy(path = join(schemasFolder, 'policies', 'default.yaml')): Promise<Policy> {
  const policy = await loadPolicy(path)
  if (isPolicy(policy)) return policy
  throw new Refusal(faultLines(path, policy).join('\n'))
}
