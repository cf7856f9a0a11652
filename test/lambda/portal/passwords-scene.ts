import type { Estate } from '../../../config/estate.ts';
import type { CredentialLink } from '../../../lambda/domain/credential/link.ts';
import { fingerprintOf } from '../../../lambda/domain/identifiers.ts';
import { credentialApp } from '../../../lambda/portal/credential/app.ts';
import { states } from '../domain/rotation/rotations.ts';
import { account, CONTOSO, credentialLink, estate, locatorOf, PORTAL, rotation, World } from './portal-world.ts';

/** In all of these passwords; HTML writes three of its characters in another way. */
const SECRET = 'Kq7#xW9<m&"v2Z';
const ESCAPED = 'Kq7#xW9&lt;m&amp;&quot;v2Z';

export interface Scene {
  /** Links of accounts `ops0`, `ops1`, …: one each. */
  readonly links?: readonly Partial<CredentialLink>[];
  readonly estate?: Partial<Estate>;
  readonly send?: () => Promise<void>;
}

/** The pages of credential links over a world of their own, with the rotations that the links belong to. */
export function passwordsScene({ links: given = [{}], estate: changes = {}, send }: Scene = {}) {
  const links = given.map((more, n) => {
    const name = `ops${n}`;
    const tenantId = more.tenantId ?? CONTOSO;
    const { rotationId, accountId } = rotation(name, { tenantId });
    return credentialLink({
      linkId: (n + 256).toString(16).padStart(32, 'c'),
      accountId,
      rotationId,
      versionId: rotationId,
      userPrincipalName: `${name}@contoso.example`,
      ...more,
    });
  });
  const world = new World(
    links.map(({ linkId, tenantId }, n) =>
      rotation(`ops${n}`, {
        tenantId,
        account: account(`ops${n}`),
        state: { ...states.rotated, linkId },
        closed: true,
      }),
    ),
  );
  world.estate = { ...estate, ...changes };
  for (const each of links) world.tables.credentialLinks.set(each.linkId, each);
  let reads = 0;
  let made = 0;
  const unreadable = new Set<string>();
  const app = credentialApp(world.settings(), {
    ...world,
    signer: { addressOf: async (purpose, it) => `${PORTAL}/c/${locatorOf({ purpose, ...it })}` },
    credentials: {
      read: async (_tenantId, accountId, rotationId) => {
        if (unreadable.has(accountId)) throw new Error('no answer');
        reads += 1;
        const found = links.find((each) => each.accountId === accountId);
        return {
          userPrincipalName: found?.userPrincipalName ?? '',
          password: SECRET,
          rotationId,
          createdAt: '2026-12-07T07:30:00.000Z',
        };
      },
    },
    messageQueue: { send: send ?? (async (message) => void world.sent.push(message)) },
    newLinkId: () => (made++).toString(16).padStart(32, 'e'),
  });
  const first = links[0] ?? credentialLink();
  return {
    app,
    world,
    links,
    link: first,
    /** Address of the first link. */
    path: `/c/${locatorOf(first)}`,
    passwordReads: () => reads,
    /** From now on this account's credential cannot be read. */
    breaks: (link: CredentialLink) => void unreadable.add(link.accountId),
    stateOf: (link: CredentialLink) => world.tables.credentialLinks.get(link.linkId)?.state,
    /** The newest link of the same rotation. */
    newestOf: (link: CredentialLink) =>
      [...world.tables.credentialLinks.values()].filter(({ accountId }) => accountId === link.accountId).at(-1) ?? link,
  };
}

export const refTo = (...links: readonly CredentialLink[]): string =>
  links
    .map(
      ({ tenantId, linkId }) =>
        `${estate.tenants.find((each) => each.tenantId === tenantId)?.name}.${fingerprintOf(linkId)}`,
    )
    .join(',');

/** How many passwords a page holds. */
export const passwordsIn = (page: string): number => page.split(`value="${ESCAPED}"`).length - 1;
export { SECRET };
