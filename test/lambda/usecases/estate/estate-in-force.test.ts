import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Estate } from '../../../../config/estate.ts';
import { sha256 } from '../../../../lambda/domain/audit/audit-chain.ts';
import { estateInForce } from '../../../../lambda/usecases/estate/estate-in-force.ts';
import { ESTATE_CACHE_MS, nameInForce } from '../../../../lambda/usecases/estate/name-in-force.ts';
import { exampleEstate } from '../../../config/example-estate.ts';
import { PublishedInMemory } from './published.ts';

const estate = exampleEstate();
const withoutFirst: Estate = { ...estate, technicians: estate.technicians.slice(1) };

let published: PublishedInMemory;
let time: number;
let inForce: ReturnType<typeof estateInForce>;
beforeEach(() => {
  published = new PublishedInMemory();
  time = Date.parse('2026-12-07T05:00:00Z');
  inForce = estateInForce({ published, name: nameInForce({ published, now: () => new Date(time) }) });
});
const technicians = async () => (await inForce()).estate.technicians.length;

describe('the estate in force', () => {
  test('is read once, and its name once a minute', async () => {
    const hash = published.put(estate);
    expect(await inForce()).toEqual({ estate, hash });
    time += ESTATE_CACHE_MS - 1;
    await inForce();
    expect(published.asked).toEqual(['current', 'text']);
    time += 1;
    await inForce();
    expect(published.asked).toEqual(['current', 'text', 'current']);
  });

  test('is read once by calls at the same time', async () => {
    published.put(estate);
    await Promise.all([inForce(), inForce(), inForce()]);
    expect(published.asked).toEqual(['current', 'text']);
  });

  test('is the new one within a minute: who was removed has no rights any more', async () => {
    published.put(estate);
    expect(await technicians()).toBe(estate.technicians.length);
    published.put(withoutFirst);
    time += ESTATE_CACHE_MS;
    expect(await technicians()).toBe(estate.technicians.length - 1);
  });

  test('counts the minute from when the read began, however long it took', async () => {
    published.put(estate);
    const current = published.current.bind(published);
    published.current = async () => {
      const answer = await current();
      time += 50_000; // the answer was on its way
      return answer;
    };
    await inForce();
    published.put(withoutFirst);
    time += 10_000;
    expect(await technicians()).toBe(estate.technicians.length - 1);
  });

  test('that was read before is not used when the table does not answer', async () => {
    published.put(estate);
    await inForce();
    time += ESTATE_CACHE_MS;
    published.failure = new Error('throttled');
    await expect(inForce()).rejects.toThrow('throttled');
    await expect(inForce()).rejects.toThrow('throttled');
    published.failure = undefined;
    expect(await technicians()).toBe(estate.technicians.length);
  });

  test('that could not be read is read again', async () => {
    const hash = published.put(estate);
    published.texts.delete(hash);
    await expect(inForce()).rejects.toMatchObject({ name: 'UnreadableEstate' });
    published.put(estate);
    expect(await technicians()).toBe(estate.technicians.length);
  });

  test('is read again when the clock was put back', async () => {
    published.put(estate);
    await inForce();
    time -= 3_600_000;
    published.put(withoutFirst);
    expect(await technicians()).toBe(estate.technicians.length - 1);
  });
});

describe('nothing is used of an estate', () => {
  test('where none was published', async () => {
    await expect(inForce()).rejects.toMatchObject({ name: 'NoEstate' });
  });

  test('whose content is another one', async () => {
    const hash = published.put(estate);
    published.texts.set(hash, published.texts.get(published.put(withoutFirst)) ?? '');
    published.named = hash;
    await expect(inForce()).rejects.toThrow('another hash');
  });

  test.each([
    ['is no JSON', 'tenants: []', 'the whole'],
    ['lacks a section', '{"tenants":[]}', 'msp'],
  ])('that %s; the message names the place and no value', async (_, text, place) => {
    published.texts.clear();
    const hash = sha256(text);
    published.named = hash;
    published.texts.set(hash, text);
    await expect(inForce()).rejects.toMatchObject({
      name: 'UnreadableEstate',
      message: expect.stringContaining(place),
    });
  });

  test('with a field that this code does not know: it may be a rule that protects', async () => {
    published.put(Object.assign({ ...estate }, { protectMore: true }));
    await expect(inForce()).rejects.toMatchObject({ name: 'UnreadableEstate' });
  });
});
