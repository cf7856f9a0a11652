import { inputOf } from '../input.ts';
import { AwsError, type Call, type Requirement, type ServiceContext } from '../service.ts';
import type { KeyDeclaration } from '../template/declarations.ts';
import { inputs } from './inputs.ts';
import type { Secret } from './secret.ts';
import type { Secrets } from './secrets.ts';

/** What a call needs: the action itself, tagging, and the use of a customer's key in the caller's name. */
export function requirementsOf(
  call: Call,
  secrets: Secrets,
  keys: readonly KeyDeclaration[],
  context: ServiceContext,
): readonly Requirement[] {
  const { action, input } = call;
  if (action === 'ListSecrets') return [{ action: 'secretsmanager:ListSecrets', resource: '*' }];
  if (action === 'CreateSecret') return toCreate(call, keys, context);
  const id = String(input.SecretId);
  const secret = secrets.find(id);
  const resource = secret?.ARN ?? (id.startsWith('arn:') ? id : arnToBe(id, context));
  const needed = { action: `secretsmanager:${action}`, resource, context: { ...askedFor(call), ...tagsOf(secret) } };
  if (secret?.KmsKeyId === undefined || !(action === 'GetSecretValue' || action === 'PutSecretValue')) return [needed];
  return [needed, ...toEncrypt(action !== 'GetSecretValue', secret.KmsKeyId, resource, keys, context)];
}

function toCreate({ input }: Call, keys: readonly KeyDeclaration[], context: ServiceContext): readonly Requirement[] {
  const { Name, KmsKeyId, Tags } = inputOf(inputs.CreateSecret, input);
  const resource = arnToBe(Name, context);
  const tags = {
    ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    'aws:TagKeys': Tags.map(({ Key }) => Key),
  };
  const key: Record<string, string> =
    KmsKeyId === undefined ? {} : { 'secretsmanager:KmsKeyArn': keyOf(KmsKeyId, keys).arn };
  return [
    { action: 'secretsmanager:CreateSecret', resource, context: { 'secretsmanager:Name': Name, ...key, ...tags } },
    ...(Tags.length === 0 ? [] : [{ action: 'secretsmanager:TagResource', resource, context: tags }]),
    ...(KmsKeyId === undefined ? [] : toEncrypt(true, KmsKeyId, resource, keys, context)),
  ];
}

/** The ARN of a secret that is not there: nobody knows yet which six characters it will end with. */
const arnToBe = (name: string, { region, accountId }: ServiceContext) =>
  `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-??????`;

/** To store, Secrets Manager decrypts too: a repeated token's value is compared with the stored one. */
function toEncrypt(
  stores: boolean,
  keyId: string,
  secretArn: string,
  keys: readonly KeyDeclaration[],
  { region, accountId }: ServiceContext,
): readonly Requirement[] {
  const context = {
    'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
    'kms:CallerAccount': accountId,
    'kms:EncryptionContext:SecretARN': secretArn,
  };
  const resource = keyOf(keyId, keys).arn;
  return (stores ? ['kms:GenerateDataKey', 'kms:Decrypt'] : ['kms:Decrypt']).map((action) => ({
    action,
    resource,
    context,
  }));
}

function keyOf(idOrArn: string, keys: readonly KeyDeclaration[]): KeyDeclaration {
  const key = keys.find(({ keyId, arn }) => keyId === idOrArn || arn === idOrArn);
  if (key !== undefined) return key;
  throw new AwsError('EncryptionFailure', `Secrets Manager can't use the KMS key ${idOrArn}: there is no such key.`);
}

const CONDITION_KEYS = [
  'VersionId',
  'VersionStage',
  'SecretId',
  'RecoveryWindowInDays',
  'ForceDeleteWithoutRecovery',
] as const;

/** Parameters that conditions know under the same name; one that is left out is not there. */
const askedFor = ({ input }: Call): Record<string, string> =>
  Object.fromEntries(
    CONDITION_KEYS.flatMap((name) => {
      const value = input[name];
      const isKnown = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return isKnown ? [[`secretsmanager:${name}`, String(value)]] : [];
    }),
  );

const tagsOf = (secret: Secret | undefined): Record<string, string> =>
  Object.fromEntries(
    (secret?.Tags ?? []).flatMap(({ Key, Value }) => [
      [`aws:ResourceTag/${Key}`, Value],
      [`secretsmanager:ResourceTag/${Key}`, Value],
    ]),
  );
