import { csvOf } from '../../../lambda/adapters/csv.ts';

const one = (value: string) => csvOf([{ name: 'value', of: (row: string) => row }], [value]);
const cell = (value: string) => one(value).slice('\ufeff"value"\r\n"'.length, -'"\r\n'.length);

test('has a mark of UTF-8, a line of headings, and lines that end with CR LF', () => {
  const table = csvOf(
    [
      { name: 'who', of: (row: { who: string; reason: string }) => row.who },
      { name: 'reason', of: (row) => row.reason },
    ],
    [
      { who: 'Sam Weber', reason: 'said "yes", twice' },
      { who: 'Zoë', reason: '' },
    ],
  );

  expect(table).toBe('\ufeff"who","reason"\r\n"Sam Weber","said ""yes"", twice"\r\n"Zoë",""\r\n');
});

test('a table without rows still has its headings', () => {
  expect(csvOf([{ name: 'who', of: () => '' }], [])).toBe('\ufeff"who"\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x'])(
  'a spreadsheet does not run %j',
  (value) => {
    expect(cell(value)).toBe(`'${value}`);
  },
);

test('a heading that begins a formula is escaped too', () => {
  expect(csvOf([{ name: '=1', of: () => '' }], [])).toBe('\ufeff"\'=1"\r\n');
});

test.each(['a\nb', 'a\rb', 'a\r\nb', 'a;b', 'a\tb', 'a=1', "'", ' =1'])('%j stays one value', (value) => {
  expect(cell(value)).toBe(value);
});
