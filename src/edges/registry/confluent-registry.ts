import type {
  SchemaInfo,
  SchemaRegistryClient,
} from '@confluentinc/schemaregistry/dist/schemaregistry-client.js'
import { EdgeError } from '../../ports/edge-error.ts'
import { type RegisteredSchema, type Registry, schemaBytesMax } from '../../ports/registry.ts'

export interface ConfluentRegistryOptions {
  /** Address of the API's root, say `http://registry:8081`. Several are tried in their order. User and
   *  password may stand in them too; the options below go before. */
  readonly urls: readonly string[]
  readonly user?: string
  readonly password?: string
  /** For one answer. */
  readonly timeoutMs: number
}

/** Schemas that one schema may build on, directly or not. */
export const referencesMax = 32

/** A registry that speaks Confluent's API: Confluent, Apicurio, Karapace, Redpanda.
 *
 *  Only the client's file for this API is loaded, and only here: the whole package brings clients of five
 *  key services, 1.2 s and 87 MB against 0.25 s and 35 MB. The client keeps what it was told, by id. */
export async function openConfluentRegistry(options: ConfluentRegistryOptions): Promise<Registry> {
  const { SchemaRegistryClient } = await import('@confluentinc/schemaregistry/dist/schemaregistry-client.js')
  const client = new SchemaRegistryClient({
    baseURLs: options.urls.map((url) => (options.user === undefined ? url : withUser(url, ''))),
    // Whoever asks knows how long it can wait and says so; the client would wait in silence.
    maxRetries: 0,
    createAxiosDefaults: { timeout: options.timeoutMs, maxContentLength: schemaBytesMax },
    ...(options.user === undefined
      ? {}
      : {
          basicAuthCredentials: {
            credentialsSource: 'USER_INFO',
            userInfo: `${options.user}:${options.password ?? ''}`,
          },
        }),
  })
  const where = options.urls.map((url) => withUser(url, '…@')).join(', ')
  return {
    kind: 'confluent',
    lookUp: (id) => lookUp(client, id, where),
    register: (subject, schema) => register(client, subject, schema, where),
    async ping() {
      await client.getDefaultCompatibility().catch((cause: unknown) => {
        throw asEdgeError(cause, `the registry at ${where} does not answer`)
      })
    },
  }
}

async function lookUp(
  client: SchemaRegistryClient,
  id: number,
  where: string,
): Promise<RegisteredSchema | undefined> {
  try {
    // The subject only matters for rules, which are not used here.
    const schema = await client.getBySubjectAndId('', id)
    const references: string[] = []
    await collectReferences(client, schema, references, new Set())
    return { id, format: schema.schemaType ?? 'AVRO', text: textOf(schema), references }
  } catch (cause) {
    // A 404 of a wrong address or of a proxy does not carry the registry's own code.
    if (statusOf(cause) === 404 && registryCodeOf(cause) === 40403) return undefined
    // The client keeps answers unseen, and would give the same one for ever.
    client.clearCaches()
    throw asEdgeError(cause, `schema ${id} cannot be had from the registry at ${where}`)
  }
}

/** Depth first, so that each schema comes after those that it builds on. */
async function collectReferences(
  client: SchemaRegistryClient,
  schema: SchemaInfo,
  texts: string[],
  seen: Set<string>,
): Promise<void> {
  for (const { subject, version } of schema.references ?? []) {
    const name = `${subject} ${version}`
    if (seen.has(name)) continue
    seen.add(name)
    if (seen.size > referencesMax) {
      const says = `a schema builds on more than ${referencesMax} others`
      throw new EdgeError('too-large', says, { retryable: false })
    }
    const referred = await client.getSchemaMetadata(subject, version, true)
    await collectReferences(client, referred, texts, seen)
    texts.push(textOf(referred))
  }
}

function textOf(schema: SchemaInfo): string {
  if (typeof schema.schema === 'string') return schema.schema
  throw new Error('its answer has no schema')
}

async function register(
  client: SchemaRegistryClient,
  subject: string,
  schema: string,
  where: string,
): Promise<number> {
  try {
    // Some registries keep settings only of subjects that exist: then it is set after the first schema.
    const isSet = await requireBackward(client, subject)
    const id = await client.register(subject, { schema, schemaType: 'AVRO' })
    if (!isSet) await requireBackward(client, subject)
    return id
  } catch (cause) {
    throw asEdgeError(cause, `the schema for ${subject} was not taken by the registry at ${where}`)
  }
}

/** Makes the registry refuse a schema that cannot read what the one before it wrote. A stricter setting of
 *  the platform stays. Answers whether the setting now holds. */
async function requireBackward(client: SchemaRegistryClient, subject: string): Promise<boolean> {
  const { Compatibility } = await import('@confluentinc/schemaregistry/dist/schemaregistry-client.js')
  const asIs = await client.getCompatibility(subject).catch(notFound)
  if (asIs !== undefined && asIs !== Compatibility.NONE) return true
  const set = client.updateCompatibility(subject, Compatibility.BACKWARD).then(() => true)
  return (await set.catch(notFound)) ?? false
}

function notFound(cause: unknown): undefined {
  if (statusOf(cause) !== 404) throw cause
}

function asEdgeError(cause: unknown, says: string): EdgeError {
  if (cause instanceof EdgeError) return cause
  const because = cause instanceof Error ? cause.message : String(cause)
  const refused = (why: string) =>
    new EdgeError('registry-refused', `${says}: ${why}`, { retryable: false, cause })
  switch (statusOf(cause)) {
    case 401:
    case 403:
      return refused(`check its user and password (${because})`)
    case 409:
      return refused(`incompatible with the one before it (${because})`)
    case 422:
      return refused(because)
    default:
      return new EdgeError('registry-unavailable', `${says}: ${because}`, { retryable: true, cause })
  }
}

function statusOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'status' in cause ? cause.status : undefined
}

function registryCodeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'errorCode' in cause ? cause.errorCode : undefined
}

function withUser(url: string, user: string): string {
  return url.replace(/\/\/[^@/]*@/, `//${user}`)
}
