import { pathOf } from './request-path.ts';

export interface Route {
  readonly method: string;
  /** In the router's form, such as `/api/v1/messages/:id`. */
  readonly path: string;
}

/** The routes as they were added to the router: for 405 answers, and for comparing the API's document. */
export class HttpRoutes {
  private readonly methods = new Map<string, Set<string>>();
  private readonly patterns = new Map<string, RegExp>();

  add({ method, path }: Route): void {
    const methods = this.methods.get(path) ?? new Set();
    this.methods.set(path, methods.add(method));
    this.patterns.set(path, new RegExp(`^${path.replaceAll('.', '\\.').replace(/:[^/]+/g, '[^/]+')}/?$`));
  }

  routes(): readonly Route[] {
    return [...this.methods].flatMap(([path, methods]) => [...methods].map((method) => ({ method, path })));
  }

  /** The methods of a URL; empty if nothing is there. */
  methodsAt(url: string): readonly string[] {
    const path = pathOf(url);
    const found = [...this.patterns].filter(([, pattern]) => pattern.test(path));
    return found.flatMap(([route]) => [...(this.methods.get(route) ?? [])]).sort();
  }
}
