import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Exchange } from '../../local/vendors/simulation.ts';
import { vendorSchemas } from './vendor-schemas.ts';

const folder = '../shared/contracts';

const operation = z.object({
  method: z.string(),
  /** Several, with ` or ` between. */
  path: z.string(),
  query: z.string().optional(),
  body: z.string().optional(),
  /** Stricter than the vendor's: what this product may send. */
  ours: z.string().optional(),
  answers: z.record(z.string(), z.string()),
});
type Operation = z.output<typeof operation>;

/**
 * Checks requests and answers of a simulated vendor by what the vendor publishes.
 *
 * @param file  of `../shared/contracts`; where the folder is missing nothing is checked, and a test beside must say so
 * @returns what is wrong with an exchange
 */
export function vendorExchanges(file: string): (exchange: Exchange) => readonly string[] {
  if (!existsSync(folder)) return () => [];
  const { operations } = z
    .object({ operations: z.record(z.string(), operation) })
    .parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const problems = vendorSchemas(file);
  return (exchange) => {
    const found = Object.entries(operations).find(([, each]) => isOf(each, exchange));
    const title = `${exchange.method} ${exchange.path} ${exchange.status}`;
    if (found === undefined) return [`${title}: the vendor has no such operation`];
    const [name, { query, body, ours, answers }] = found;
    const wanted = answers[String(exchange.status)];
    const isNull = exchange.answer === 'null' && wanted?.endsWith('or null') === true;
    const inline = wanted?.startsWith('{') === true;
    return [
      ...problems('Headers', exchange.headers).map((each) => `headers ${each}`),
      ...(query === undefined ? unexpected(exchange.query) : problems(query, exchange.query)),
      ...(ours === undefined ? [] : problems(ours, JSON.parse(exchange.body))),
      ...(body === undefined ? [] : problems(body, JSON.parse(exchange.body))),
      ...(isNull || inline
        ? []
        : problems((wanted ?? 'Error').replace(/, or null$/, ''), JSON.parse(exchange.answer)).map(
            (each) => `answer ${each}`,
          )),
    ].map((each) => `${name} (${title}): ${each}`);
  };
}

const unexpected = (query: Exchange['query']): readonly string[] =>
  Object.keys(query).map((each) => `has no parameter ${each}`);

const isOf = ({ method, path }: Operation, exchange: Exchange): boolean =>
  method === exchange.method &&
  path.split(' or ').some((each) => {
    const pattern = each.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('[^/]+')}$`).test(exchange.path);
  });
