import { describe, expect, test } from '@jest/globals';
import { handOverOf } from '../../../../lambda/domain/credential/vault-record.ts';
import {
  hasWaited,
  VAULT_TRIED_HOURS,
  type VaultWriting,
  wasReplaced,
} from '../../../../lambda/domain/credential/vault-writing.ts';
import { conclude, deliver, settleVault } from '../../../../lambda/domain/rotation/protocol.ts';
import { inState, states } from '../rotation/rotations.ts';

const SINCE = '2026-12-07T08:00:00.000Z';
const current = inState(states.current);
const { linkId: _, ...withoutLink } = states.delivered;

describe('handing over', () => {
  test.each([
    ['a link', { linkId: 'l' }, { ...withoutLink, linkId: 'l' }, undefined],
    ['the vault', { vaultSince: SINCE }, withoutLink, { status: 'queued', since: SINCE }],
    ['both', { linkId: 'l', vaultSince: SINCE }, { ...withoutLink, linkId: 'l' }, { status: 'queued', since: SINCE }],
  ])('by %s', (_name, way, state, vault) => {
    const delivered = deliver(current, way);
    expect(delivered.state).toStrictEqual(state);
    expect(delivered.vault).toEqual(vault);
    expect('vault' in delivered).toBe(vault !== undefined);
    // It ends as it was handed over.
    expect(conclude(delivered)).toStrictEqual({ ...delivered, state: { ...state, status: 'rotated' } });
  });

  test('is chosen by class', () => {
    const tenant = { handOver: { admin: 'both', service: 'vault' } } as const;
    expect([handOverOf(tenant, { class: 'admin' }), handOverOf(tenant, { class: 'service' })]).toEqual([
      'both',
      'vault',
    ]);
  });
});

describe('what became of it', () => {
  const rotated = inState({ ...withoutLink, status: 'rotated' as const });
  const written = { status: 'written', at: SINCE, recordId: '4711' } as const;

  test('changes nothing of the rotation but that', () => {
    expect(settleVault(rotated, written)).toStrictEqual({ ...rotated, vault: written });
  });

  test('and names the link that a person gets instead', () => {
    const givenUp = { status: 'given-up', at: SINCE, reason: 'record-ambiguous' } as const;
    expect(settleVault(rotated, givenUp, 'l')).toStrictEqual({
      ...rotated,
      vault: givenUp,
      state: { ...rotated.state, linkId: 'l' },
    });
  });
});

test.each([
  [-1, false],
  [0, true],
  [1, true],
])('%i ms after its hours: %p', (ms, over) => {
  const then = new Date(Date.parse(SINCE) + VAULT_TRIED_HOURS * 3_600_000 + ms);
  expect(hasWaited(SINCE, VAULT_TRIED_HOURS, then)).toBe(over);
  expect(VAULT_TRIED_HOURS).toBe(72);
});

test.each<[string, VaultWriting | undefined, boolean]>([
  ['a password that goes to no vault', undefined, false],
  ['one that waits', { status: 'queued', since: SINCE }, false],
  ['one that is written', { status: 'written', at: SINCE, recordId: 'superseded' }, false],
  ['one that was given up', { status: 'given-up', at: SINCE, reason: 'record-ambiguous' }, false],
  ['one that a later one replaced', { status: 'given-up', at: SINCE, reason: 'superseded' }, true],
])('whether a later password took its place is told of %s', (_, vault, replaced) => {
  expect(wasReplaced(vault)).toBe(replaced);
});
