import 'reflect-metadata';
import { sandbox } from './sandbox.module.ts';
import { startSandbox } from './start-sandbox.ts';

const { port, close } = await startSandbox(sandbox.readConfig());
process.send?.({ type: 'ready', service: sandbox.name, ports: { http: port } });
process.stdout.write(`${JSON.stringify({ event: 'service.ready', service: sandbox.name, ports: { http: port } })}\n`);
process.once('SIGTERM', () => void close().then(() => process.exit(0)));
