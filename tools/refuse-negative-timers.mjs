/**
 * A spec file fails where anything asks a timer for a time below zero, which Node answers with a warning. A time that is over
 * is waited for as 0.
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
