import { randomUUID } from 'node:crypto';
import { inputOf } from './input.ts';
import { inputs } from './secrets-manager/inputs.ts';
import { moveLabel } from './secrets-manager/labels.ts';
import { requirementsOf } from './secrets-manager/requirements.ts';
import { addVersion, holderOf, type Secret } from './secrets-manager/secret.ts';
import { Secrets } from './secrets-manager/secrets.ts';
import { AwsError, type JsonObject, type Service, type ServiceContext } from './service.ts';
import type { KeyDeclaration, SecretDeclaration } from './template/declarations.ts';

const MS_PER_DAY = 86_400_000;
const DEFAULT_WINDOW_DAYS = 30;

/**
 * Secrets Manager, without rotation and replication.
 *
 * @param keys  customers' keys that secrets may name
 */
export async function startSecretsManager(
  context: ServiceContext,
  declared: readonly SecretDeclaration[],
  keys: readonly KeyDeclaration[],
): Promise<Service> {
  const secrets = new Secrets(context, declared);
  const now = () => context.clock.now();
  const named = ({ ARN, Name }: Secret) => ({ ARN, Name });

  const actions: Service['actions'] = {
    async CreateSecret(input) {
      const { Name, ClientRequestToken, Description, KmsKeyId, Tags, SecretString } = inputOf(
        inputs.CreateSecret,
        input,
      );
      const VersionId = ClientRequestToken ?? randomUUID();
      const existing = secrets.find(Name);
      if (existing?.DeletedDate !== undefined) {
        const message = `You can't create this secret because a secret with this name is already scheduled for deletion.`;
        throw new AwsError('InvalidRequestException', message);
      }
      if (existing !== undefined) {
        const version = existing.Versions[VersionId];
        if (version === undefined || SecretString === undefined || version.SecretString !== SecretString) {
          const message = `The operation failed because the secret ${Name} already exists.`;
          throw new AwsError('ResourceExistsException', message);
        }
        return { ...named(existing), VersionId };
      }
      const made = secrets.add({ name: Name, description: Description, kmsKeyId: KmsKeyId, tags: Tags });
      if (SecretString === undefined) return named(made);
      addVersion(made, VersionId, SecretString, ['AWSCURRENT'], now());
      secrets.save(made);
      return { ...named(made), VersionId };
    },

    async PutSecretValue(input) {
      const { SecretId, ClientRequestToken, VersionStages, SecretString } = inputOf(inputs.PutSecretValue, input);
      const secret = secrets.usable(SecretId);
      if (SecretString === undefined) {
        throw new AwsError('InvalidRequestException', 'You must provide SecretString.');
      }
      const VersionId = ClientRequestToken ?? randomUUID();
      if (addVersion(secret, VersionId, SecretString, VersionStages, now())) secrets.save(secret);
      return { ...named(secret), VersionId, VersionStages: secret.Versions[VersionId]?.VersionStages };
    },

    async GetSecretValue(input) {
      const { SecretId, VersionId, VersionStage } = inputOf(inputs.GetSecretValue, input);
      const secret = secrets.usable(SecretId);
      const label = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
      const id = VersionId ?? holderOf(secret, label ?? '');
      const version = id === undefined ? undefined : secret.Versions[id];
      if (id === undefined || version === undefined) {
        const what = VersionId === undefined ? `staging label: ${label}` : `VersionId: ${VersionId}`;
        const message = `Secrets Manager can't find the specified secret value for ${what}`;
        throw new AwsError('ResourceNotFoundException', message);
      }
      if (label !== undefined && !version.VersionStages.includes(label)) {
        const message = 'You provided a VersionStage that is not associated to the provided VersionId.';
        throw new AwsError('InvalidRequestException', message);
      }
      return { ...named(secret), VersionId: id, ...version, CreatedDate: new Date(version.CreatedDate) };
    },

    async DescribeSecret(input) {
      const secret = secrets.get(inputOf(inputs.DescribeSecret, input).SecretId);
      return { ...described(secret), VersionIdsToStages: labelsOf(secret) };
    },

    async ListSecretVersionIds(input) {
      const { SecretId, IncludeDeprecated, ...page } = inputOf(inputs.ListSecretVersionIds, input);
      const secret = secrets.get(SecretId);
      const all = Object.entries(secret.Versions)
        .filter(([, { VersionStages }]) => IncludeDeprecated || VersionStages.length > 0)
        .map(([VersionId, { VersionStages, CreatedDate }]) => ({
          VersionId,
          ...(VersionStages.length === 0 ? {} : { VersionStages }),
          CreatedDate: new Date(CreatedDate),
          ...(secret.KmsKeyId === undefined ? {} : { KmsKeyIds: [secret.KmsKeyId] }),
        }));
      const { items: Versions, ...next } = pageOf(all, page);
      return { ...named(secret), Versions, ...next };
    },

    async UpdateSecretVersionStage(input) {
      const move = inputOf(inputs.UpdateSecretVersionStage, input);
      const secret = secrets.usable(move.SecretId);
      moveLabel(secret, move);
      secrets.save(secret);
      return named(secret);
    },

    async DeleteSecret(input) {
      const { SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery } = inputOf(inputs.DeleteSecret, input);
      if (ForceDeleteWithoutRecovery && days !== undefined) {
        const message = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.";
        throw new AwsError('InvalidParameterException', message);
      }
      if (ForceDeleteWithoutRecovery) {
        const secret = secrets.get(SecretId);
        secrets.remove(secret);
        return { ...named(secret), DeletionDate: now() };
      }
      const secret = secrets.usable(SecretId);
      const DeletionDate = new Date(now().getTime() + (days ?? DEFAULT_WINDOW_DAYS) * MS_PER_DAY);
      secret.DeletedDate = DeletionDate.toISOString();
      secrets.save(secret);
      return { ...named(secret), DeletionDate };
    },

    async RestoreSecret(input) {
      const secret = secrets.get(inputOf(inputs.RestoreSecret, input).SecretId);
      delete secret.DeletedDate;
      secrets.save(secret);
      return named(secret);
    },

    async ListSecrets(input) {
      const { IncludePlannedDeletion, ...page } = inputOf(inputs.ListSecrets, input);
      const all = secrets.all().filter((each) => IncludePlannedDeletion || each.DeletedDate === undefined);
      const { items, ...next } = pageOf(all, page);
      const SecretList = items.map((each) => ({ ...described(each), SecretVersionsToStages: labelsOf(each) }));
      return { SecretList, ...next };
    },
  };
  return {
    name: 'secretsmanager',
    actions,
    requirementsOf: (call) => requirementsOf(call, secrets, keys, context),
    close: async () => undefined,
  };
}

const described = ({ Versions: _, CreatedDate, LastChangedDate, DeletedDate, ...rest }: Secret): JsonObject => ({
  ...rest,
  CreatedDate: new Date(CreatedDate),
  ...(LastChangedDate === undefined ? {} : { LastChangedDate: new Date(LastChangedDate) }),
  ...(DeletedDate === undefined ? {} : { DeletedDate: new Date(DeletedDate) }),
});

/** Versions that have a label, and which. */
const labelsOf = ({ Versions }: Secret): JsonObject =>
  Object.fromEntries(
    Object.entries(Versions).flatMap(([id, { VersionStages }]) =>
      VersionStages.length > 0 ? [[id, VersionStages]] : [],
    ),
  );

/** A page of a list; its token tells how many items came before. */
function pageOf<T>(
  all: readonly T[],
  { MaxResults, NextToken }: { MaxResults: number; NextToken?: string | undefined },
) {
  const from = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(from)) throw new AwsError('InvalidNextTokenException', 'The NextToken is not valid.');
  const items = all.slice(from, from + MaxResults);
  return from + MaxResults < all.length ? { items, NextToken: String(from + MaxResults) } : { items };
}
