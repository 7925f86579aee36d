import { asUnavailable } from './connectivity.ts';

type Method = (...args: unknown[]) => unknown;

/**
 * The same collection or cursor, but its promises reject with `service_unavailable` if the database is away. Cursors
 * that it returns are translated too, so that no caller has to know the driver's errors. `called` gets the name of each
 * method that is called.
 */
export function translated<T extends object>(target: T, called?: (method: string) => void): T {
  const proxy: T = new Proxy(target, {
    get: (of, key) => {
      const value: unknown = Reflect.get(of, key, of);
      if (typeof value !== 'function' || key === 'constructor') return value;
      return (...args: unknown[]) => {
        called?.(String(key));
        return translatedResult((value as Method).apply(of, args));
      };
    },
  });

  function translatedResult(result: unknown): unknown {
    if (result === target) return proxy;
    if (result instanceof Promise) return result.catch(rethrow);
    return isCursor(result) ? translated(result) : result;
  }
  return proxy;
}

function rethrow(error: unknown): never {
  throw asUnavailable(error);
}

/** A cursor, or the generator that it gives to `for await`. */
function isCursor(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'next' in value && Symbol.asyncIterator in value;
}
