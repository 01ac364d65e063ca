import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { jars } from './jars.ts'
import { type KafkaBroker, kafkaVersion, testSettings } from './kafka-broker.ts'
import { kafkaContainer } from './kafka-container.ts'

const run = promisify(execFile)

/** `KAFKA_BROKERS`, or a container, or the broker's own jars: the first that this machine can have. Otherwise the
 *  reason why it can have none, for the tests that must be skipped. */
export async function startKafka(): Promise<KafkaBroker | { readonly missing: string }> {
  const named = process.env.KAFKA_BROKERS
  if (named !== undefined && named !== '') return standing(named.split(','))

  const container = await kafkaContainer(await freePort())
  if (!('missing' in container)) return container
  try {
    return await fromJars()
  } catch (error) {
    return { missing: `no container (${container.missing}), no jars (${String(error).slice(0, 500)})` }
  }
}

/** Somebody else's broker: it is not ours to end. */
function standing(brokers: readonly string[]): KafkaBroker {
  const notOurs = async () => {
    throw new Error('the broker of KAFKA_BROKERS cannot be restarted by a test')
  }
  return { brokers, from: 'KAFKA_BROKERS', kill: notOurs, restart: notOurs, stop: async () => {} }
}

const log4j = '2.25.2'
const startMsMax = 30_000

async function fromJars(): Promise<KafkaBroker> {
  const libraries = await jars([
    `org.apache.kafka:kafka_2.13:${kafkaVersion}`,
    `org.apache.logging.log4j:log4j-slf4j-impl:${log4j}`,
    `org.apache.logging.log4j:log4j-api:${log4j}`,
    `org.apache.logging.log4j:log4j-core:${log4j}`,
  ])
  const folder = mkdtempSync(join(tmpdir(), 'countermand-kafka-'))
  const [port, controllerPort] = [await freePort(), await freePort()]
  writeFileSync(join(folder, 'server.properties'), properties(folder, port, controllerPort))
  writeFileSync(join(folder, 'log4j2.yaml'), loggers)
  // Java itself must see the star, so no shell comes between.
  const classPath = `${libraries}/libs/*`
  const storage = ['kafka.tools.StorageTool', 'format', '--standalone']
  const id = clusterId()
  await run('java', ['-cp', classPath, ...storage, '-t', id, '-c', 'server.properties'], { cwd: folder })

  const memory = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC']
  const begin = () =>
    started(
      spawn(
        'java',
        [
          ...memory,
          `-Dlog4j2.configurationFile=${folder}/log4j2.yaml`,
          '-cp',
          classPath,
          'kafka.Kafka',
          'server.properties',
        ],
        { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
      ),
    )
  let broker = await begin()
  return {
    brokers: [`127.0.0.1:${port}`],
    from: `the jars of Kafka ${kafkaVersion}`,
    kill: () => ended(broker, 'SIGKILL'),
    async restart() {
      await ended(broker, 'SIGTERM')
      broker = await begin()
    },
    async stop() {
      await ended(broker, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function started(broker: ChildProcess): Promise<ChildProcess> {
  let said = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const hear = (words: Buffer) => {
    said = (said + String(words)).slice(-20_000)
    if (said.includes('Kafka Server started')) resolve()
  }
  broker.stdout?.on('data', hear)
  broker.stderr?.on('data', hear)
  broker.once('error', reject)
  broker.once('exit', (code) => reject(new Error(`the broker ended with ${code}: ${said.slice(-2000)}`)))
  const late = setTimeout(() => {
    broker.kill('SIGKILL')
    reject(new Error(`the broker did not start within ${startMsMax} ms: ${said.slice(-2000)}`))
  }, startMsMax)
  await promise.finally(() => clearTimeout(late))
  return broker
}

async function ended(broker: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (broker.exitCode !== null || broker.signalCode !== null) return
  const exit = new Promise((resolve) => broker.once('exit', resolve))
  broker.kill(signal)
  await exit
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function properties(folder: string, port: number, controllerPort: number): string {
  const listeners = `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`
  return `
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}
listeners=${listeners}
advertised.listeners=${listeners}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${folder}/data
${testSettings.map(([name, value]) => `${name}=${value}`).join('\n')}
`
}

const loggers = `
Configuration:
  status: warn
  Appenders:
    Console: { name: out, PatternLayout: { pattern: "%p %c %m%n" } }
  Loggers:
    Root: { level: warn, AppenderRef: [{ ref: out }] }
    Logger: [{ name: kafka.server.KafkaRaftServer, level: info }]
`

/** 22 characters of base64, as Kafka wants them. Never a dash first: its tool would take that for an option. */
function clusterId(): string {
  return `c${randomBytes(16).toString('base64url').slice(1)}`
}
