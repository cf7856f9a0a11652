import type { Metric } from './alarms.ts';
import type { FunctionDeclaration, MetricFilterDeclaration } from './template/declarations.ts';

/** CloudWatch Logs, as far as making metrics of what functions log goes: a line that is JSON and has the wanted message counts 1. */
export class LogMetrics {
  constructor(
    private readonly filters: readonly MetricFilterDeclaration[],
    private readonly count: (metric: Metric) => void,
  ) {}

  /** One whole line of a function. */
  read({ logGroup }: Pick<FunctionDeclaration, 'logGroup'>, line: string): void {
    this.reader({ logGroup })(`${line}\n`);
  }

  /** @returns takes what one thread of a function logs, in pieces that may end anywhere */
  reader({ logGroup }: Pick<FunctionDeclaration, 'logGroup'>): (piece: string) => void {
    const filters = this.filters.filter((each) => each.logGroup === logGroup);
    if (filters.length === 0) return () => undefined;
    let begun = '';
    return (piece) => {
      const lines = (begun + piece).split('\n');
      begun = lines.pop() ?? '';
      for (const line of lines) {
        const message = messageOf(line);
        for (const { namespace, metricName, message: wanted } of filters) {
          if (message === wanted) this.count({ namespace, name: metricName, dimensions: {} });
        }
      }
    };
  }
}

/** @returns `undefined`: the line is no JSON, or has no message */
function messageOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined;
  } catch {
    return undefined;
  }
}
