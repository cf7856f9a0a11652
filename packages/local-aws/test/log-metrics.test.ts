import { expect, test } from '@jest/globals';
import { LogMetrics } from '../log-metrics.ts';

const filter = (message: string, metricName = message) => ({
  logicalId: 'F',
  logGroup: 'group',
  message,
  namespace: 'Stack',
  metricName,
});
const line = (message: unknown) => `${JSON.stringify({ level: 'WARN', message })}\n`;

function readerOf(...filters: ReturnType<typeof filter>[]) {
  const counted: string[] = [];
  const metrics = new LogMetrics(filters, ({ namespace, name, dimensions }) => {
    counted.push(`${namespace}/${name} ${JSON.stringify(dimensions)}`);
  });
  return { counted, read: metrics.reader({ logGroup: 'group' }), other: metrics.reader({ logGroup: 'other' }) };
}

test('a line with the wanted message counts once for each filter', () => {
  const { counted, read } = readerOf(filter('lost'), filter('lost', 'Again'), filter('found'));
  read(line('lost'));
  expect(counted).toEqual(['Stack/lost {}', 'Stack/Again {}']);
});

test('a line counts when it is whole, in however many pieces it came', () => {
  const { counted, read } = readerOf(filter('lost'));
  const text = line('other') + line('lost') + line('lost');
  for (const each of text.slice(0, -1)) read(each);
  expect(counted).toHaveLength(1);
  read('\n');
  expect(counted).toHaveLength(2);
});

test.each([
  ['another message', line('lost too')],
  ['the message within another', line({ message: 'lost' })],
  ['no JSON', 'lost\n'],
  ['JSON that is no object', '"lost"\nnull\n'],
  ['half of it', '{"message":"lost"\n}\n'],
])('%s counts for nothing', (_, text) => {
  const { counted, read } = readerOf(filter('lost'));
  read(text);
  expect(counted).toEqual([]);
});

test('what another function logs counts for nothing', () => {
  const { counted, other } = readerOf(filter('lost'));
  other(line('lost'));
  expect(counted).toEqual([]);
});
