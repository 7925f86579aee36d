/**
 * A spec file fails if any code in it sets a timer with a negative time, for which Node prints a warning. Use 0 if the
 * time is over.
 */
const asked = [];

for (const name of ['setTimeout', 'setInterval']) {
  const timer = globalThis[name];
  const watched = function (callback, ms, ...rest) {
    if (ms < 0) asked.push(new Error(`${name} for ${ms} ms`).stack);
    return timer.call(this, callback, ms, ...rest);
  };
  globalThis[name] = Object.defineProperties(watched, Object.getOwnPropertyDescriptors(timer));
}

afterAll(() => expect(asked).toEqual([]));
