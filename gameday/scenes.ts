import { idOf } from '@m365-rotation/local-microsoft';
import { stackOutput } from '../contract/stack.ts';
import { beginCycle } from '../local/cycle-run.ts';
import { technician } from '../local/technician.ts';
import { TECHNICIAN, tenants } from './game-day-estate.ts';
import { becomes, type Site } from './site.ts';

/** Something that happens to the whole product, and the alarms that must come of it. */
export interface Scene {
  readonly done: string;
  readonly raises: readonly string[];
  play(site: Site, out: string): Promise<void>;
}

const [uncertain, notStarted] = tenants;
export const uncertainAccount = idOf(uncertain?.name ?? '', 'user', `admin@${uncertain?.name}.example`);

/** One cycle in which much goes wrong. */
const badCycle: Scene = {
  done: 'a cycle was run in which the directory never shows a reset, one tenant cannot be started, and mail to the team comes back',
  raises: ['UncertainRotation', 'UncertainAtClose', 'TenantNotStarted', 'TeamMailLost'],
  async play(site, out) {
    const { product } = site;
    const isStartOfTenant = (action: string, input: unknown) =>
      action === 'StartExecution' && JSON.stringify(input).includes(notStarted?.tenantId ?? '');
    await site.during(
      ({ service, action, input }) => (service === 'states' && isStartOfTenant(action, input) ? 'throttle' : undefined),
      async () => {
        const { run } = await beginCycle(product, out, { schedule: 'admin-monthly', dryRun: false });
        const ada = technician({
          portal: product.cloud.addresses.portal,
          inboxApi: `${product.inbox.origin}/api/messages`,
          person: TECHNICIAN,
        });
        let ended = false;
        const end = product.cloud.stepFunctions.waitFor(run.executionArn).finally(() => {
          ended = true;
        });
        await becomes(async () => {
          await ada.decideAll('approve').catch(() => undefined);
          return ended;
        }, 300);
        await end;
      },
    );
  },
};

const readPassword: Scene = {
  done: 'an engineer read a stored password with `aws secretsmanager get-secret-value`',
  raises: ['ReachedPastProduct'],
  async play(site) {
    const SecretId = `m365/${uncertain?.tenantId}/${uncertainAccount}`;
    await site.call('secretsmanager', 'GetSecretValue', { SecretId });
  },
};

const touchTable: Scene = {
  done: 'somebody removed an audit record from the table',
  raises: ['AuditTableTouched'],
  async play(site) {
    const TableName = site.output(stackOutput.auditTable);
    const { Items } = await site.call('dynamodb', 'Scan', { TableName });
    const [item] = Array.isArray(Items) ? Items : [];
    const { chain, sequence } = item ?? {};
    await site.call('dynamodb', 'DeleteItem', { TableName, Key: { chain, sequence } });
  },
};

const brokenChain: Scene = {
  done: 'the hourly checkpoint was made after that',
  raises: ['ChainDoesNotFit'],
  async play(site) {
    await site.invoke('checkpoint');
  },
};

const refusedEvent: Scene = {
  done: 'the webhook answered 400',
  raises: ['EventRefused'],
  async play(site) {
    site.product.inbox.webhook.fail(400);
    await site.visit('/sign-in/callback?state=nothing&code=nothing'); // a refusal is an audit record
    await becomes(() => site.wasRaised('EventRefused'), 30);
    site.product.inbox.webhook.fail(undefined);
  },
};

const strangers: Scene = {
  done: 'a visitor sent twenty sign-ins that this browser never began',
  raises: ['ManyRefusedSignIns'],
  async play(site) {
    for (let n = 0; n < 20; n += 1) await site.visit(`/sign-in/callback?state=stranger-${n}&code=none`);
  },
};

/** In this order: later ones need what earlier ones left. */
export const scenes: readonly Scene[] = [badCycle, refusedEvent, readPassword, strangers, touchTable, brokenChain];
