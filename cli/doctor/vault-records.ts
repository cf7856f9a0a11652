import { setTimeout as wait } from 'node:timers/promises';
import type { Estate, EstateTenant } from '../../config/estate.ts';
import { filledSecretName } from '../../contract/stack.ts';
import { vaultSecretForm } from '../../contract/vault.ts';
import type { VaultAccess } from '../../lambda/adapters/vault/vault-access.ts';
import { vaultWriter } from '../../lambda/adapters/vault/vault-writer.ts';
import type { AccountClass } from '../../lambda/domain/accounts/account.ts';
import { vaultRemedy } from '../../lambda/domain/credential/vault-check.ts';
import { handOverOf } from '../../lambda/domain/credential/vault-record.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import { recordsToCheck } from '../../lambda/usecases/credential/records-to-check.ts';
import { type RecordHolders, VaultQuestions } from '../../lambda/usecases/credential/vault-questions.ts';
import { type Check, failed, ok, warn } from './check.ts';
import { unreadKeys } from './unread-keys.ts';

/** An account that a cycle would rotate. */
interface RotatedAccount {
  readonly accountId: string;
  readonly userPrincipalName: string;
  readonly class: AccountClass;
}

/** Looks in the vault for the records of a tenant's accounts. It changes nothing there, and asks for no password. */
export type VaultLook = (tenant: EstateTenant, accounts: readonly RotatedAccount[]) => Promise<readonly Check[]>;

const NAME = 'vault';
const ALL_THE_SAME = 'It is rotated all the same, and a technician gets a link';

/** @returns `undefined`: the estate has no vault */
export function vaultLook(
  access: VaultAccess | undefined,
  { vault: { system }, aws: { stackName } }: Pick<Estate, 'vault'> & { readonly aws: Pick<Estate['aws'], 'stackName'> },
): VaultLook | undefined {
  if (access === undefined || system === 'none') return undefined;
  const vault = vaultWriter(access);
  if (vault === undefined) return undefined;
  const keys = { ...access, secretName: filledSecretName(stackName, 'vault'), form: vaultSecretForm[system] };
  const holders: RecordHolders = new Map();
  return async (tenant, accounts) => {
    const handedOver = accounts.filter((each) => handOverOf(tenant, each) !== 'link');
    if (Object.values(tenant.handOver).every((each) => each === 'link')) return [];
    const unread = await unreadKeys(keys, NAME, 'the vault');
    if (unread !== undefined) return [unread];
    const { now } = access;
    const records = recordsToCheck(tenant, handedOver);
    const findings = await new VaultQuestions({ vault, now, sleep: wait }, now()).about(records, true, holders);
    return findings === undefined ? [] : checksOf(records.length, findings);
  };
}

function checksOf(
  records: number,
  { problems, unseen }: NonNullable<Awaited<ReturnType<VaultQuestions['about']>>>,
): readonly Check[] {
  const found = records - problems.length - unseen;
  const summary = [
    `${found} of ${counted(records, 'record')} found, and the key may write there as far as the vault tells`,
    ...(unseen === 0
      ? []
      : [
          `${counted(unseen, 'record')} not looked at: the vault tells of none without its password. Place and key are right`,
        ]),
  ].join('. ');
  return [
    ...(records > 0 && problems.length === records ? [] : [ok(NAME, summary)]),
    ...problems.map(({ account, problem, detail }) =>
      problem === 'vault-not-reached'
        ? warn(NAME, `${account} was not looked for: ${detail}`, 'run the command again in a few minutes')
        : failed(NAME, `${account}: ${detail}. ${ALL_THE_SAME}`, vaultRemedy(problem)),
    ),
  ];
}
