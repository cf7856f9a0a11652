import * as z from 'zod';

/** Longest value, in bytes. */
const MOST_BYTES = 65_536;

const SecretId = z.string().min(1).max(2048);
/** Becomes the version's id. */
const ClientRequestToken = z.string().min(32).max(64).optional();
const VersionId = z.string().min(32).max(64).optional();
const label = z.string().min(1).max(256);
const tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50);
const page = { MaxResults: z.int().min(1).max(100).default(100), NextToken: z.string().min(1).optional() };
const SecretString = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= MOST_BYTES, 'too long')
  .optional();

export const inputs = {
  CreateSecret: z.strictObject({
    Name: z.string().regex(/^[A-Za-z0-9/_+=.@!-]{1,512}$/),
    ClientRequestToken,
    Description: z.string().max(2048).optional(),
    KmsKeyId: z.string().optional(),
    Tags: tags.default([]),
    SecretString,
  }),
  PutSecretValue: z.strictObject({
    SecretId,
    ClientRequestToken,
    SecretString,
    VersionStages: z.array(label).min(1).max(20).default(['AWSCURRENT']),
  }),
  GetSecretValue: z.strictObject({ SecretId, VersionId, VersionStage: label.optional() }),
  DescribeSecret: z.strictObject({ SecretId }),
  ListSecretVersionIds: z.strictObject({ SecretId, IncludeDeprecated: z.boolean().default(false), ...page }),
  UpdateSecretVersionStage: z.strictObject({
    SecretId,
    VersionStage: label,
    MoveToVersionId: VersionId,
    RemoveFromVersionId: VersionId,
  }),
  DeleteSecret: z.strictObject({
    SecretId,
    RecoveryWindowInDays: z.int().min(7).max(30).optional(),
    ForceDeleteWithoutRecovery: z.boolean().default(false),
  }),
  RestoreSecret: z.strictObject({ SecretId }),
  ListSecrets: z.strictObject({ IncludePlannedDeletion: z.boolean().default(false), ...page }),
};
