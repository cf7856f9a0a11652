import { createHash, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError, type Call, type Requirement, type Service, type ServiceContext } from '../service.ts';
import type { KeyDeclaration, SecretDeclaration } from '../template/declarations.ts';
import { inputOf } from './input.ts';
import { readJson, writeJson } from './stored-json.ts';

const version = z.object({ value: z.string(), createdAt: z.number(), labels: z.array(z.string()) });
const secret = z.object({
  name: z.string(),
  arn: z.string(),
  description: z.string().optional(),
  kmsKeyId: z.string().optional(),
  tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
  createdAt: z.number(),
  /** Seconds since 1970: deleted then, unreadable until restored. */
  deletedAt: z.number().optional(),
  versions: z.record(z.string(), version),
});
type Secret = z.output<typeof secret>;

const token = z.string().min(32).max(64);
const SecretId = z.string().min(1);
const createInput = z.strictObject({
  Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
  ClientRequestToken: token.optional(),
  Description: z.string().optional(),
  KmsKeyId: z.string().optional(),
  SecretString: z.string().optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
});
const putInput = z.strictObject({
  SecretId,
  ClientRequestToken: token.optional(),
  SecretString: z.string(),
  VersionStages: z.array(z.string()).min(1).max(20).default(['AWSCURRENT']),
});
const getInput = z.strictObject({ SecretId, VersionId: z.string().optional(), VersionStage: z.string().optional() });
const moveInput = z.strictObject({
  SecretId,
  VersionStage: z.string(),
  MoveToVersionId: z.string().optional(),
  RemoveFromVersionId: z.string().optional(),
});
const listVersionsInput = z.strictObject({
  SecretId,
  IncludeDeprecated: z.boolean().default(false),
  MaxResults: z.number().int().optional(),
  NextToken: z.string().optional(),
});
const oneInput = z.strictObject({ SecretId });
const deleteInput = z.strictObject({
  SecretId,
  RecoveryWindowInDays: z.number().int().min(7).max(30).default(30),
});

const SECONDS_PER_DAY = 86_400;

/** Secrets Manager. Each secret is one readable JSON file; encryption is a matter of permissions here. */
export async function startSecretsManager(
  context: ServiceContext,
  declared: readonly SecretDeclaration[],
  keys: readonly KeyDeclaration[],
): Promise<Service> {
  const { folder, clock, accountId, region } = context;
  const seconds = () => clock.now().getTime() / 1000;
  const secrets = new Map<string, Secret>();
  for (const file of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const stored = readJson(join(folder, file), secret);
    if (stored !== undefined) secrets.set(stored.name, stored);
  }
  const save = (one: Secret) => {
    secrets.set(one.name, one);
    writeJson(join(folder, `${one.name.replaceAll('/', '_')}.json`), one);
  };
  for (const { name, arn, description, kmsKeyId } of declared) {
    if (!secrets.has(name)) save({ name, arn, description, kmsKeyId, tags: [], createdAt: seconds(), versions: {} });
  }

  const find = (id: string): Secret | undefined =>
    secrets.get(id) ?? [...secrets.values()].find((each) => each.arn === id || each.arn.startsWith(`${id}-`));
  const require = (id: string): Secret => {
    const found = find(id);
    if (found === undefined) throw notFound("Secrets Manager can't find the specified secret.");
    return found;
  };
  const usable = (id: string): Secret => {
    const found = require(id);
    if (found.deletedAt === undefined) return found;
    const message = 'You can’t perform this operation on the secret because it was marked for deletion.';
    throw new AwsError('InvalidRequestException', message);
  };
  const addVersion = (one: Secret, id: string, value: string, labels: readonly string[]): void => {
    const existing = one.versions[id];
    if (existing !== undefined) {
      if (existing.value === value) return;
      const message = `You can't modify a secret version: ${id} exists with another value.`;
      throw new AwsError('ResourceExistsException', message);
    }
    one.versions[id] = { value, createdAt: seconds(), labels: [] };
    for (const label of labels) putLabel(one, label, id);
    save(one);
  };

  const actions: Service['actions'] = {
    async CreateSecret(input) {
      const { Name, ClientRequestToken, SecretString, Description, KmsKeyId, Tags } = inputOf(createInput, input);
      if (secrets.has(Name)) {
        throw new AwsError('ResourceExistsException', `The operation failed because the secret ${Name} already exists.`);
      }
      const made: Secret = {
        name: Name,
        arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${Name}-${suffixOf(Name)}`,
        description: Description,
        kmsKeyId: KmsKeyId,
        tags: Tags,
        createdAt: seconds(),
        versions: {},
      };
      const VersionId = ClientRequestToken ?? randomUUID();
      if (SecretString === undefined) save(made);
      else addVersion(made, VersionId, SecretString, ['AWSCURRENT']);
      return { ARN: made.arn, Name, ...(SecretString === undefined ? {} : { VersionId }) };
    },
    async PutSecretValue(input) {
      const { SecretId: id, ClientRequestToken, SecretString, VersionStages } = inputOf(putInput, input);
      const one = usable(id);
      const VersionId = ClientRequestToken ?? randomUUID();
      addVersion(one, VersionId, SecretString, VersionStages);
      return { ARN: one.arn, Name: one.name, VersionId, VersionStages: one.versions[VersionId]?.labels };
    },
    async GetSecretValue(input) {
      const { SecretId: id, VersionId, VersionStage } = inputOf(getInput, input);
      const one = usable(id);
      const label = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
      const labelled = label === undefined ? undefined : holderOf(one, label);
      const wanted = VersionId ?? labelled;
      const found = wanted === undefined ? undefined : one.versions[wanted];
      if (found === undefined || wanted === undefined) {
        const what = VersionId === undefined ? `staging label: ${label}` : `VersionId: ${VersionId}`;
        throw notFound(`Secrets Manager can't find the specified secret value for ${what}`);
      }
      if (label !== undefined && labelled !== wanted) {
        throw new AwsError('InvalidRequestException', 'The version and the staging label do not agree.');
      }
      return {
        ARN: one.arn,
        Name: one.name,
        VersionId: wanted,
        SecretString: found.value,
        VersionStages: found.labels,
        CreatedDate: found.createdAt,
      };
    },
    async DescribeSecret(input) {
      const one = require(inputOf(oneInput, input).SecretId);
      const labelled = Object.entries(one.versions).filter(([, { labels }]) => labels.length > 0);
      return {
        ...described(one),
        VersionIdsToStages: Object.fromEntries(labelled.map(([id, { labels }]) => [id, labels])),
      };
    },
    async ListSecretVersionIds(input) {
      const { SecretId: id, IncludeDeprecated } = inputOf(listVersionsInput, input);
      const one = require(id);
      const Versions = Object.entries(one.versions)
        .filter(([, { labels }]) => IncludeDeprecated || labels.length > 0)
        .map(([VersionId, { labels, createdAt }]) => ({ VersionId, VersionStages: labels, CreatedDate: createdAt }));
      return { ARN: one.arn, Name: one.name, Versions };
    },
    async UpdateSecretVersionStage(input) {
      const { SecretId: id, VersionStage, MoveToVersionId, RemoveFromVersionId } = inputOf(moveInput, input);
      const one = usable(id);
      const holder = holderOf(one, VersionStage);
      if (MoveToVersionId !== undefined && one.versions[MoveToVersionId] === undefined) {
        throw notFound(`Secrets Manager can't find the specified secret value for VersionId: ${MoveToVersionId}`);
      }
      const moves = holder !== undefined && holder !== MoveToVersionId;
      if (RemoveFromVersionId === undefined ? moves : RemoveFromVersionId !== holder) {
        const message = `The parameter RemoveFromVersionId can't be empty or wrong: staging label ${VersionStage} is attached to version ${holder}.`;
        throw new AwsError('InvalidParameterException', message);
      }
      if (MoveToVersionId === undefined) takeLabel(one, VersionStage);
      else putLabel(one, VersionStage, MoveToVersionId);
      save(one);
      return { ARN: one.arn, Name: one.name };
    },
    async DeleteSecret(input) {
      const { SecretId: id, RecoveryWindowInDays } = inputOf(deleteInput, input);
      const one = usable(id);
      one.deletedAt = seconds() + RecoveryWindowInDays * SECONDS_PER_DAY;
      save(one);
      return { ARN: one.arn, Name: one.name, DeletionDate: one.deletedAt };
    },
    async RestoreSecret(input) {
      const one = require(inputOf(oneInput, input).SecretId);
      delete one.deletedAt;
      save(one);
      return { ARN: one.arn, Name: one.name };
    },
    async ListSecrets() {
      return { SecretList: [...secrets.values()].filter((each) => each.deletedAt === undefined).map(described) };
    },
  };

  return {
    name: 'secretsmanager',
    actions,
    requirementsOf(call) {
      return [...permissions(call, find, context), ...encryption(call, find, keys, region)];
    },
    close: async () => undefined,
  };
}

const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);

/** Six characters, as AWS appends them to the ARN; always the same for one name. */
const suffixOf = (name: string) => createHash('sha256').update(name).digest('base64').replace(/[^A-Za-z0-9]/g, '').slice(0, 6);

const holderOf = (one: Secret, label: string): string | undefined =>
  Object.entries(one.versions).find(([, { labels }]) => labels.includes(label))?.[0];

function takeLabel(one: Secret, label: string): void {
  for (const each of Object.values(one.versions)) each.labels = each.labels.filter((other) => other !== label);
}

/** A label sits on one version. AWSPREVIOUS follows AWSCURRENT. */
function putLabel(one: Secret, label: string, id: string): void {
  const before = holderOf(one, label);
  if (before === id) return;
  takeLabel(one, label);
  one.versions[id]?.labels.push(label);
  if (label === 'AWSCURRENT' && before !== undefined) putLabel(one, 'AWSPREVIOUS', before);
}

const described = (one: Secret) => ({
  ARN: one.arn,
  Name: one.name,
  Description: one.description,
  KmsKeyId: one.kmsKeyId,
  Tags: one.tags,
  CreatedDate: one.createdAt,
  ...(one.deletedAt === undefined ? {} : { DeletedDate: one.deletedAt }),
});

/** What the call itself needs. A secret that is to be made, or does not exist, is named without AWS's suffix. */
function permissions(
  { action, input }: Call,
  find: (id: string) => Secret | undefined,
  { region, accountId }: ServiceContext,
): readonly Requirement[] {
  const allowed = `secretsmanager:${action}`;
  if (action === 'ListSecrets') return [{ action: allowed, resource: '*' }];
  const id = z.string().parse(action === 'CreateSecret' ? input.Name : input.SecretId);
  const named = id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}-${suffixOf(id)}`;
  const resource = find(id)?.arn ?? named;
  const tagged = action === 'CreateSecret' && Array.isArray(input.Tags) && input.Tags.length > 0;
  return [{ action: allowed, resource }, ...(tagged ? [{ action: 'secretsmanager:TagResource', resource }] : [])];
}

/** What Secrets Manager does with a customer-managed key in the caller's name. */
function encryption(
  { action, input }: Call,
  find: (id: string) => Secret | undefined,
  keys: readonly KeyDeclaration[],
  region: string,
): readonly Requirement[] {
  const stores = action === 'PutSecretValue' || (action === 'CreateSecret' && input.SecretString !== undefined);
  if (!(stores || action === 'GetSecretValue')) return [];
  const keyId = action === 'CreateSecret' ? input.KmsKeyId : find(z.string().parse(input.SecretId))?.kmsKeyId;
  const key = keys.find((each) => each.keyId === keyId || each.arn === keyId);
  if (key === undefined) return [];
  const context = { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` };
  // A token that exists already is compared with what is stored, so that storing needs to decrypt as well.
  const actions = stores ? ['kms:GenerateDataKey', 'kms:Decrypt'] : ['kms:Decrypt'];
  return actions.map((each) => ({ action: each, resource: key.arn, context }));
}
