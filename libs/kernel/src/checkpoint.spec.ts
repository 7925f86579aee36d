import { checkpoint } from './checkpoint.ts';

const REGISTERED = Symbol.for('postrider.checkpoint');
const registry = globalThis as { [REGISTERED]?: (name: string) => void };

afterEach(() => {
  delete registry[REGISTERED];
});

test('a checkpoint does nothing while no drill has registered', () => {
  expect(() => checkpoint('kernel.spec.nobody')).not.toThrow();
});

test('a drill is called at every checkpoint by its name, from the moment it registers', () => {
  const reached: string[] = [];
  registry[REGISTERED] = (name) => reached.push(name);

  checkpoint('kernel.spec.first');
  checkpoint('kernel.spec.second');

  expect(reached).toEqual(['kernel.spec.first', 'kernel.spec.second']);
});

test('an error thrown by a drill stops the code at the checkpoint', () => {
  registry[REGISTERED] = (name) => {
    throw new Error(`cut at ${name}`);
  };

  expect(() => checkpoint('kernel.spec.cut')).toThrow('cut at kernel.spec.cut');
});
