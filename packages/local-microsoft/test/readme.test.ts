import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exampleRegistrations } from '../app-registrations.ts';
import { entra } from '../entra.ts';
import { graphRoutes } from '../graph/dispatch.ts';

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

/** First cells of the rows of the table under a heading. */
function rowsUnder(heading: string): string[] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name).sort();
}

test('the table of Graph names each request', () => {
  const served = graphRoutes.map(({ method, path }) => `${method} ${path}`);
  expect(rowsUnder('Graph')).toEqual([...served, 'POST /$batch'].sort());
});

test('the table of Entra names each endpoint', () => {
  const homeTenant = { tenantId: '<home tenant>', people: [], clientId: '', redirectUri: '', optionalClaims: [] };
  const { routes } = entra({
    origin: '',
    homeTenant,
    directories: new Map(),
    clientIds: { reader: '', writer: '' },
    registrations: exampleRegistrations,
    credentials: { federated: { keys: () => ({ keys: [] }) } },
    keys: { jwks: { keys: [] }, sign: unused, verify: unused },
    passwords: {
      set: unused,
      isEffective: unused,
      show: unused,
      shownChange: () => undefined,
      revokeSessions: unused,
      sessionsValidFrom: () => undefined,
      close: unused,
    },
    now: () => new Date(0),
  });
  expect(rowsUnder('Entra')).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
});

const unused = () => Promise.reject(new Error('nothing is asked for here'));
