import { readFileSync } from 'node:fs'
import { type Setting, type SettingKey, settings } from './settings.ts'

/** Every setting with a value, read from flags first, then the environment, then the defaults. */
export type Config = { readonly [S in Setting as S['key']]: ValueOf<S> }

export interface ConfigFault {
  /** The flag or variable that is wrong. */
  readonly at: string
  readonly says: string
}

/** Where values come from: both by the setting's own names. */
export interface ConfigInput {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly flags: Readonly<Partial<Record<SettingKey, string | undefined>>>
}

/** Reads everything and reports every fault at once. A faulty setting stands at its default meanwhile, so that
 *  whatever else is wrong can be looked for too; nothing is started on it.
 *  A secret may come from a file: `COUNTERMAND_INGEST_SECRET_FILE=/run/secrets/ingest`. */
export function readConfig(input: ConfigInput): {
  readonly config: Config
  readonly faults: readonly ConfigFault[]
} {
  const faults: ConfigFault[] = []
  const values: Record<string, unknown> = {}
  for (const setting of settings) {
    values[setting.key] = setting.default
    const given = givenValue(setting, input, faults)
    if (given === undefined) continue
    const value = readValue(setting, given.text)
    if (value === undefined) {
      const seen = setting.kind === 'secret' ? 'this value' : JSON.stringify(given.text)
      faults.push({ at: given.at, says: `${seen} is not ${allowed(setting)}` })
    } else values[setting.key] = value
  }
  faults.push(...unknownVariables(input.environment))
  // The loop above has filled every key with a value of its kind.
  return { config: values as Config, faults }
}

function givenValue(
  setting: Setting,
  input: ConfigInput,
  faults: ConfigFault[],
): { at: string; text: string } | undefined {
  const flag = input.flags[setting.key]
  if (flag !== undefined) return { at: `--${flagOf(setting)}`, text: flag }
  const variable = input.environment[setting.env]
  if (variable !== undefined && variable !== '') return { at: setting.env, text: variable }
  const path = input.environment[`${setting.env}_FILE`]
  if (setting.kind !== 'secret' || path === undefined || path === '') return undefined
  try {
    return { at: `${setting.env}_FILE`, text: readFileSync(path, 'utf8').trim() }
  } catch (cause) {
    faults.push({ at: `${setting.env}_FILE`, says: `the file cannot be read: ${String(cause)}` })
    return undefined
  }
}

function readValue(setting: Setting, text: string): unknown {
  switch (setting.kind) {
    case 'integer': {
      const value = text.trim() === '' ? Number.NaN : Number(text)
      return Number.isInteger(value) && value >= setting.min && value <= setting.max ? value : undefined
    }
    case 'choice':
      return (setting.choices as readonly string[]).includes(text) ? text : undefined
    case 'switch':
      return text === 'on' || text === 'true' ? true : text === 'off' || text === 'false' ? false : undefined
    case 'list': {
      const items = text.split(',').map((item) => item.trim())
      const among: readonly string[] | undefined = 'among' in setting ? setting.among : undefined
      return items.every((item) => item !== '' && (among?.includes(item) ?? true)) ? items : undefined
    }
    case 'text':
    case 'secret':
      return text
  }
  return setting satisfies never
}

/** In words, for a fault and for `--help`. */
export function allowed(setting: Setting): string {
  switch (setting.kind) {
    case 'integer':
      return `a whole number from ${setting.min} to ${setting.max} (${setting.unit})`
    case 'choice':
      return `one of ${setting.choices.join(', ')}`
    case 'switch':
      return 'on or off'
    case 'list':
      return 'among' in setting ? `a list of ${setting.among.join(', ')}` : 'a list with commas between'
    case 'text':
      return setting.unit
    case 'secret':
      return 'a secret'
  }
  return setting satisfies never
}

/** `commitIntervalMs` -> `commit-interval-ms` */
export function flagOf(setting: Setting): string {
  return setting.key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** A misspelt variable would otherwise be ignored in silence. */
function unknownVariables(environment: ConfigInput['environment']): ConfigFault[] {
  const known = new Set(settings.flatMap((setting) => [setting.env, `${setting.env}_FILE`]))
  return Object.keys(environment)
    .filter(
      (name) =>
        name.startsWith('COUNTERMAND_') && !known.has(name) && !name.startsWith('COUNTERMAND_PLATFORM_'),
    )
    .map((name) => ({ at: name, says: 'no setting has this name' }))
}

type ValueOf<S extends Setting> = S extends { kind: 'integer' }
  ? number
  : S extends { kind: 'switch' }
    ? boolean
    : S extends { kind: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : S extends { kind: 'list'; among: readonly (infer Item)[] }
        ? readonly Item[]
        : S extends { kind: 'list' }
          ? readonly string[]
          : string
