import { randomUUID } from 'node:crypto';
import { brokenOff, type Clock, startWebServer } from '@m365-rotation/loopback';
import { type AppRegistrations, exampleRegistrations } from './app-registrations.ts';
import type { AppCredentials, Federation } from './client-assertion.ts';
import { type AppKind, directoryOf } from './directory.ts';
import { directoryAudits, type Initiator } from './directory-audits.ts';
import { entra } from './entra.ts';
import { entraError } from './entra-error.ts';
import type { HomeTenant } from './entra-options.ts';
import { exampleTenants } from './example-tenants/index.ts';
import { type Faults, noFaults } from './faults.ts';
import { graph } from './graph/graph.ts';
import { type GraphQuotas, GraphThrottle } from './graph/quotas.ts';
import { accountKeyOf, passwordStore } from './passwords.ts';
import { signingKeys } from './signing-keys.ts';
import type { Tenant, User } from './tenant.ts';

export interface MicrosoftOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Keeps which passwords are effective, as hashes. A second start with the same folder goes on from there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly homeTenant: HomeTenant;
  /** Public keys by which apps' assertions are checked: those of the STS that signs them. */
  readonly assertionKeys: Federation['keys'];
  readonly federatedCredentials?: Federation['credentials'];
  /** Certificates and client secrets of the apps; none, if left out. */
  readonly registered?: AppCredentials['registered'];
  /** How the two apps are registered; as in the example tenants, if left out. */
  readonly registrations?: AppRegistrations;
  readonly readerClientId: string;
  readonly writerClientId: string;
  /** Customers' tenants; the three examples, if left out. */
  readonly tenants?: readonly Tenant[];
  readonly faults?: Faults;
  /** Told of every request and its answer, in copies of its own; `undefined`: the answer was lost. */
  readonly onAnswer?: (request: Request, answer: Response | undefined) => Promise<void>;
  /** How fast an app may call in a tenant; as fast as it can if left out. */
  readonly quotas?: GraphQuotas;
  /** Milliseconds of the clock until the directory shows a changed password. */
  readonly showAfterMs?: number;
  /** Milliseconds of the clock until the directory audit lists a changed password. */
  readonly listAfterMs?: number;
}

export interface SimulatedMicrosoft {
  readonly addresses: {
    /** Graph's root, without a version. */
    readonly graph: string;
    /** Root of the customers' token endpoints. */
    readonly login: string;
    /** The home tenant's authority, where technicians sign in. */
    readonly authority: string;
  };
  /** Whether a password is the one that works for an account now. */
  isEffective(tenantId: string, accountId: string, password: string): Promise<boolean>;
  /** How often each call was made, such as `graph:PATCH /users/{id}` or `entra:POST token`. */
  requests(): Readonly<Record<string, number>>;
  /** How many requests to Graph were refused by its quotas. */
  refusedByQuotas(): number;
  /** Changes an account in the directory, as an administrator of the tenant would; holds until the next start. */
  changeAccount(tenantId: string, accountId: string, fields: Partial<User>): void;
  /** Lets the directory show the last change of a password that it has hidden. */
  showChange(tenantId: string, accountId: string): Promise<void>;
  /**
   * Sets another password past our apps, as a person or another app does: the directory and its audit show it.
   * @param at  what the directory says; now, if left out. Waits pass faster here than instants do
   */
  changePassword(tenantId: string, accountId: string, by: Initiator, at?: Date): Promise<void>;
  removeAccount(tenantId: string, accountId: string): void;
  /** Consents to an app as an administrator of the tenant does on Entra's page; what the registration asks for is granted. */
  consent(tenantId: string, app: AppKind): void;
  /** Takes an app out of the tenant, as its administrator would. */
  removeApp(tenantId: string, app: AppKind): void;
  /** Assigns a directory role on the whole tenant to a user or to one of the apps. */
  assignRole(tenantId: string, to: { readonly app: AppKind } | { readonly userId: string }, roleId: string): void;
  /** Takes a directory role away. */
  takeRole(tenantId: string, from: { readonly app: AppKind } | { readonly userId: string }, roleId: string): void;
  close(): Promise<void>;
}

/** So that proving a reset meets the directory's delay, and tests need not wait long for it. */
const SHOW_AFTER_MS = 20_000;

/** Entries of the real one come minutes later, too. */
const LIST_AFTER_MS = 120_000;

/** A Microsoft cloud on this machine: sign-in and tokens of Entra, and Graph with several customers' tenants. */
export async function startMicrosoft(options: MicrosoftOptions): Promise<SimulatedMicrosoft> {
  const { clock, homeTenant, faults = noFaults, registrations = exampleRegistrations } = options;
  const passwords = await passwordStore(options.folder, clock.now);
  const audits = await directoryAudits(options.folder, clock.now);
  const directories = new Map(
    (options.tenants ?? exampleTenants).map((tenant) => [tenant.tenantId, directoryOf(tenant, passwords)]),
  );
  const clientIds: Record<AppKind, string> = { reader: options.readerClientId, writer: options.writerClientId };
  const keys = await signingKeys(clock.now);
  const throttle = options.quotas === undefined ? undefined : new GraphThrottle(options.quotas, clock);
  const counts = new Map<string, number>();
  const seen = (request: string) => void counts.set(request, (counts.get(request) ?? 0) + 1);
  const showAfterMs = (options.showAfterMs ?? SHOW_AFTER_MS) / clock.speed;
  const listAfterMs = (options.listAfterMs ?? LIST_AFTER_MS) / clock.speed;
  const { federatedCredentials, registered } = options;
  const credentials: AppCredentials = {
    federated: {
      keys: options.assertionKeys,
      ...(federatedCredentials === undefined ? {} : { credentials: federatedCredentials }),
    },
    ...(registered === undefined ? {} : { registered }),
  };
  const server = await startWebServer({ port: options.port, what: 'the simulated Microsoft cloud' }, (origin) => {
    const parts = {
      origin,
      directories,
      clientIds,
      registrations,
      keys,
      passwords,
      audits,
      listAfterMs,
      now: clock.now,
    };
    const toGraph = graph({ ...parts, showAfterMs, faults, seen, ...(throttle === undefined ? {} : { throttle }) });
    const toEntra = entra({
      ...parts,
      homeTenant,
      credentials,
    });
    const answer = async (request: Request) =>
      isOfGraph(request) ? toGraph(request) : withFaults(request, faults, seen, async () => toEntra.fetch(request));
    const { onAnswer } = options;
    if (onAnswer === undefined) return answer;
    return async (request) => {
      const asked = request.clone();
      const answered = await answer(request);
      await onAnswer(asked, answered?.clone());
      return answered;
    };
  });
  const directoryIn = (tenantId: string) => {
    const directory = directories.get(tenantId);
    if (directory === undefined) throw new Error(`there is no simulated tenant ${tenantId}`);
    return directory;
  };
  const principalOf = (tenantId: string, who: { readonly app: AppKind } | { readonly userId: string }) => {
    if ('userId' in who) return who.userId;
    const app = directoryIn(tenantId).app(who.app);
    if (app === undefined) throw new Error(`nobody consented to the ${who.app} in ${tenantId}`);
    return app.objectId;
  };
  return {
    addresses: {
      graph: server.origin,
      login: server.origin,
      authority: `${server.origin}/${homeTenant.tenantId}/v2.0`,
    },
    showChange: (tenantId, accountId) => passwords.show(accountKeyOf(tenantId, accountId)),
    isEffective: (tenantId, accountId, password) => passwords.isEffective(accountKeyOf(tenantId, accountId), password),
    requests: () => Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b))),
    refusedByQuotas: () => throttle?.refused() ?? 0,
    changeAccount: (tenantId, accountId, fields) => directoryIn(tenantId).change(accountId, fields),
    async changePassword(tenantId, accountId, initiatedBy, at) {
      const user = directoryIn(tenantId).find(accountId);
      if (user === undefined) throw new Error(`there is no account ${accountId}`);
      const { id, userPrincipalName } = user;
      await passwords.set(accountKeyOf(tenantId, id), `${randomUUID()}aA1!`, showAfterMs, at);
      const byOwner = 'user' in initiatedBy && initiatedBy.user.id === id;
      const activityDisplayName = byOwner ? 'Change user password' : 'Reset user password';
      const target = { id, userPrincipalName };
      await audits.add(
        { tenantId, activityDisplayName, correlationId: randomUUID(), initiatedBy, target },
        listAfterMs,
      );
    },
    removeAccount: (tenantId, accountId) => directoryIn(tenantId).remove(accountId),
    consent: (tenantId, app) => directoryIn(tenantId).consent(app, registrations[app].permissions),
    removeApp: (tenantId, app) => directoryIn(tenantId).removeApp(app),
    assignRole: (tenantId, to, roleId) => directoryIn(tenantId).assignRole(principalOf(tenantId, to), roleId),
    takeRole: (tenantId, from, roleId) => directoryIn(tenantId).takeRole(principalOf(tenantId, from), roleId),
    async close() {
      await server.close();
      await passwords.close();
    },
  };
}

const isOfGraph = (request: Request): boolean => /^\/(v1\.0|beta)\//i.test(new URL(request.url).pathname);

/** Entra's part of the faults. */
async function withFaults(
  request: Request,
  faults: Faults,
  seen: (request: string) => void,
  answer: () => Promise<Response>,
): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  const [, tenantId = '', ...rest] = pathname.split('/');
  seen(`entra:${request.method} ${rest.at(-1) ?? ''}`);
  const fault = faults.next({ service: 'entra', method: request.method, path: pathname, tenantId, inBatch: false });
  if (fault === undefined) return answer();
  if (fault.kind === 'lose-request') return undefined;
  if (fault.kind === 'truncate') return brokenOff(await (await answer()).text());
  if (fault.kind === 'lose-answer' || (fault.kind === 'error' && fault.afterEffect === true)) await answer();
  if (fault.kind === 'lose-answer') return undefined;
  const refusal = entraError(90055);
  const status = fault.kind === 'error' ? fault.status : 429;
  const headers = new Headers(refusal.headers);
  if (fault.kind === 'throttle' && fault.retryAfter !== undefined) headers.set('retry-after', fault.retryAfter);
  return new Response(refusal.body, { status, headers });
}
