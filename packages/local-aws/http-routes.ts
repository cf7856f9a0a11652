import type { RouteDeclaration } from './template/declarations.ts';

/** A route that fits a request, with what its `{parameters}` stand for. */
export interface Match {
  readonly route: RouteDeclaration;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly route: RouteDeclaration;
  readonly method: string;
  readonly segments: readonly string[];
}

/**
 * Finds the route for a request as an HTTP API does: an exact path before one with parameters, that before a greedy one
 * (`{proxy+}`), the request's method before `ANY`, and `$default` last.
 */
export class HttpRoutes {
  private readonly patterns: readonly Pattern[];
  private readonly fallback: RouteDeclaration | undefined;

  constructor(routes: readonly RouteDeclaration[]) {
    this.fallback = routes.find(({ key }) => key === '$default');
    this.patterns = routes
      .filter((route) => route !== this.fallback)
      .map((route) => {
        const [method = '', path = '/'] = route.key.split(' ');
        return { route, method, segments: segmentsOf(path) };
      })
      .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }

  /** @param path  still percent-encoded; parameters come out decoded */
  find(method: string, path: string): Match | undefined {
    const given = segmentsOf(path);
    for (const { route, method: wanted, segments } of this.patterns) {
      if (wanted !== 'ANY' && wanted !== method) continue;
      const parameters = match(segments, given);
      if (parameters !== undefined) return { route, parameters };
    }
    return this.fallback === undefined ? undefined : { route: this.fallback, parameters: {} };
  }
}

const segmentsOf = (path: string): string[] => path.split('/').slice(1);

const kindOf = (segment: string) =>
  segment.endsWith('+}') ? 'greedy' : segment.startsWith('{') ? 'parameter' : 'exact';

/** Sorts as routes take precedence: segment by segment, exact (0), parameter (1), greedy (2); then a method before `ANY`. */
function rank({ method, segments }: Pattern): string {
  const kinds = { exact: '0', parameter: '1', greedy: '2' } as const;
  return `${segments.map((segment) => kinds[kindOf(segment)]).join('')} ${method === 'ANY' ? 1 : 0}`;
}

function match(wanted: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index];
    if (value === undefined || (value === '' && kindOf(segment) !== 'exact')) return undefined;
    switch (kindOf(segment)) {
      case 'greedy':
        parameters[segment.slice(1, -2)] = decode(given.slice(index).join('/'));
        return parameters;
      case 'parameter':
        parameters[segment.slice(1, -1)] = decode(value);
        break;
      case 'exact':
        if (segment !== value) return undefined;
    }
  }
  return given.length === wanted.length ? parameters : undefined;
}

/** What isn't well encoded stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
