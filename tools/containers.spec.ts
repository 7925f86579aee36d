// Real: a run of Jest with its global set-up. DOCKER_HOST names a port that nothing listens at.
import { spawnSync } from 'node:child_process';
import { execPath } from 'node:process';

const JEST = 'node_modules/jest/bin/jest.js';
const SPEC = 'libs/persistence/test/integration/index-sync.integration.spec.ts';

function integration(environment: Readonly<Record<string, string>>): { status: number | null; output: string } {
  const { MONGODB_URI: _mongo, NATS_URL: _nats, ...inherited } = process.env;
  const args = ['--experimental-vm-modules', JEST, '--config', 'jest.integration.config.mjs', SPEC];
  const env = { ...inherited, DOCKER_HOST: 'tcp://127.0.0.1:1', ...environment };
  const { status, stdout, stderr } = spawnSync(execPath, args, { env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test('without a Docker engine a run on containers fails by name and runs no test', () => {
  const { status, output } = integration({ TEST_SERVERS: 'containers' });

  expect(status).toBe(1);
  expect(output).toContain(
    'TEST_SERVERS=containers needs Docker, and no Docker engine answers. Start Docker, or unset TEST_SERVERS to run on ' +
      'embedded servers.',
  );
  expect(output).not.toMatch(/passed|skipped/);
});

test.each(['MONGODB_URI', 'NATS_URL'])('a run on containers with a given %s is refused', (name) => {
  const { status, output } = integration({ TEST_SERVERS: 'containers', [name]: 'a://secret' });

  expect(status).toBe(1);
  expect(output).toContain(`TEST_SERVERS=containers starts its own servers: unset ${name}.`);
});

test('another value of TEST_SERVERS is refused', () => {
  const { status, output } = integration({ TEST_SERVERS: 'container' });

  expect(status).toBe(1);
  expect(output).toContain('TEST_SERVERS must be "embedded" or "containers".');
});
