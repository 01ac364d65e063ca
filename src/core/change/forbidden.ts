import { changeLimits } from './change-limits.ts'
import { type Fields, type Findings, isFields } from './read-field.ts'

/** Looks through the whole of an input, fields that are not ours included, for names that could reach a
 *  prototype and for nesting that could exhaust a stack. Both leave faults; answers whether the second was
 *  found. */
export function findForbidden(findings: Findings, value: unknown, path = '', depth = 1): boolean {
  if (depth > changeLimits.depthMax) {
    findings.add('', path, `objects and lists may stand at most ${changeLimits.depthMax} deep in each other`)
    return true
  }
  if (isFields(value)) return inFields(findings, value, path, depth)
  return Array.isArray(value) && inItems(findings, value, path, depth)
}

function inFields(findings: Findings, input: Fields, path: string, depth: number): boolean {
  let tooDeep = false
  for (const name in input) {
    if (isForbidden(name) && Object.hasOwn(input, name)) {
      findings.add(path, name, 'a field of this name is never allowed')
    }
    const value = input[name]
    if (typeof value !== 'object' || value === null) continue
    if (findForbidden(findings, value, path === '' ? name : `${path}.${name}`, depth + 1)) tooDeep = true
  }
  return tooDeep
}

function inItems(findings: Findings, items: readonly unknown[], path: string, depth: number): boolean {
  let tooDeep = false
  for (let i = 0; i < items.length; i++) {
    const value = items[i]
    if (typeof value !== 'object' || value === null) continue
    if (findForbidden(findings, value, `${path}.${i}`, depth + 1)) tooDeep = true
  }
  return tooDeep
}

function isForbidden(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype'
}
