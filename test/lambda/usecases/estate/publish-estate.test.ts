import { beforeEach, describe, expect, test } from '@jest/globals';
import { canonicalEstate } from '../../../../config/canonical-estate.ts';
import type { Estate } from '../../../../config/estate.ts';
import type { AuditFact } from '../../../../lambda/domain/audit/audit-record.ts';
import type { RecordedEstate } from '../../../../lambda/domain/audit/recorded-estate.ts';
import { EstateTooLarge } from '../../../../lambda/ports/estates.ts';
import { type PublishEstatePorts, publishEstate } from '../../../../lambda/usecases/estate/publish-estate.ts';
import { exampleEstate } from '../../../config/example-estate.ts';
import { PublishedInMemory } from './published.ts';

const example = exampleEstate();

let assets: Map<string, string>;
let published: PublishedInMemory;
let archived: Map<string, unknown>;
let row: RecordedEstate | undefined;
let facts: AuditFact[];
let ports: PublishEstatePorts;
beforeEach(() => {
  assets = new Map();
  published = new PublishedInMemory();
  archived = new Map();
  row = undefined;
  facts = [];
  ports = {
    assets: { read: async (bucket, key) => assets.get(`${bucket}/${key}`) ?? '' },
    published,
    keeper: { keep: async (hash, text) => void published.texts.set(hash, text) },
    archive: {
      store: async (hash, text) => void archived.set(hash, JSON.parse(text)),
      read: async (hash) => archived.get(hash),
    },
    log: {
      last: async () => row,
      move: async (_, to, told) => {
        row = to;
        facts.push(...told);
      },
    },
    code: '1.0.0-0123456789abcdef',
    now: () => new Date('2026-12-07T05:00:00Z'),
  };
});

const publishText = (text: string, hash: string, requestId = 'r1') => {
  assets.set('assets/estate.json', text);
  return publishEstate(ports, { requestId, bucket: 'assets', key: 'estate.json', hash });
};
const publish = (estate: Estate, requestId?: string) => {
  const { text, hash } = canonicalEstate(estate);
  return publishText(text, hash, requestId);
};
const nothingChanged = () => expect([row, facts, published.texts.size, archived.size]).toEqual([undefined, [], 0, 0]);

test('an estate is kept, archived, recorded and put in force', async () => {
  await publish(example);
  const { hash, text } = canonicalEstate(example);
  expect(row?.hash).toBe(hash);
  expect(published.texts.get(hash)).toBe(text);
  expect(archived.get(hash)).toEqual(JSON.parse(text));
  expect(facts).toMatchObject([{ action: 'estate.changed', component: 'publish-estate', estate: hash }]);
});

describe('refused, and nothing has changed:', () => {
  const [tenant, ...tenants] = example.tenants;
  if (tenant === undefined) throw new Error('the example has no tenant');

  test('a file that is not the estate of the template', async () => {
    await expect(publishText(canonicalEstate(example).text, '0'.repeat(64))).rejects.toThrow(
      /estate\.json in assets is not the estate of this template/,
    );
    nothingChanged();
  });

  test('every problem at once: of the schema, and contradictions', async () => {
    const wrong = {
      ...example,
      technicians: example.technicians.map((each) => ({ ...each, mail: 'no address' })),
      tenants: [tenant, tenant, ...tenants],
    };
    const refusal = await publish(wrong).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'EstateRefused' });
    for (const place of ['technicians[0].mail must be', 'technicians[1].mail must be', 'tenants[1]']) {
      expect(String(refusal)).toContain(place);
    }
    nothingChanged();
  });

  test('one that is too large, with how many tenants it has', async () => {
    ports = {
      ...ports,
      keeper: {
        keep: async () => {
          throw new EstateTooLarge(500_000, 400_000);
        },
      },
    };
    await expect(publish(example)).rejects.toThrow(
      `its ${example.tenants.length} tenants take 500000 bytes compressed, and a row of DynamoDB holds 400000`,
    );
    nothingChanged();
  });
});

test('what was in force comes back by a rollback, also where a rule has become stricter since', async () => {
  const [first] = example.tenants;
  if (first === undefined) throw new Error('the example has no tenant');
  const contradictory: Estate = { ...example, tenants: [first, first] };
  published.put(contradictory);
  await publish(contradictory);
  expect(row?.hash).toBe(canonicalEstate(contradictory).hash);
});
