import { fastify } from 'fastify'
import { setHeaders } from './headers.ts'
import { addOperationRoutes, type Operation } from './operation-routes.ts'

/** Health and metrics of an instance without a console: nothing here needs a session, and nothing shows a
 *  person. */
export async function openOperationServer(needs: {
  readonly host: string
  readonly port: number
  readonly operation: Operation
}): Promise<{ readonly address: string; close(): Promise<void> }> {
  const app = fastify({ bodyLimit: 1024, requestTimeout: 10_000, forceCloseConnections: true })
  setHeaders(app)
  addOperationRoutes(app, needs.operation)
  const address = await app.listen({ host: needs.host, port: needs.port })
  return { address, close: () => app.close() }
}
