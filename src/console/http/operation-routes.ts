import type { FastifyInstance } from 'fastify'

/** What machines ask: does it live, does it take part, what does it count. */
export interface Operation {
  /** Why this instance takes no part, in words; empty when it does. */
  unready(): readonly string[]
  /** How each reference table stands, in words. */
  tables(): readonly string[]
  /** What of the record cannot be signed or carried to its second place now, in words. It takes part all the same:
   *  the desk and undoing do not wait for that place. */
  record(): readonly string[]
  /** The public key that our commands are signed with, as a JSON Web Key. */
  readonly commandKey: Readonly<Record<string, unknown>>
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>
}

export function addOperationRoutes(app: FastifyInstance, operation: Operation): void {
  app.get('/healthz', async () => ({ lives: true }))

  app.get('/readyz', async (_request, reply) => {
    const says = operation.unready()
    return reply
      .code(says.length === 0 ? 200 : 503)
      .send({ ready: says.length === 0, says, tables: operation.tables(), record: operation.record() })
  })

  // Whoever takes signed commands finds the key here, by its `kid`.
  app.get('/v1/keys', { config: { door: 'open' } }, async () => ({ keys: [operation.commandKey] }))

  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await operation.metrics()
    return reply.type(contentType).send(text)
  })
}
