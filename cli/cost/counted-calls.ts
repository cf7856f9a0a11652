import type { CountedCalls } from './counted.ts';

/** Written by `npx tsx bench/scale/write-counted-calls.ts`: counted in the embedded cloud, not by hand. */
export const countedCalls: CountedCalls = {
  countedOn: '2026-12-01',
  fixed: {
    alarms: 51,
    keys: 4,
    queues: 4,
    secrets: 2,
  },
  counts: {
    'bytes of logs': {
      cycle: 1806,
      tenant: 1027.333,
      account: 5925.583,
    },
    'dynamodb:BatchGetItem': {
      cycle: 21,
      tenant: 5,
      account: 12,
    },
    'dynamodb:DeleteItem': {
      cycle: 2,
      tenant: 0,
      account: 0,
    },
    'dynamodb:DescribeExport': {
      cycle: 3,
      tenant: 0,
      account: 0,
    },
    'dynamodb:ExportTableToPointInTime': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'dynamodb:GetItem': {
      cycle: 78,
      tenant: 6,
      account: 18,
    },
    'dynamodb:PutItem': {
      cycle: 12,
      tenant: 2,
      account: 0,
    },
    'dynamodb:Query': {
      cycle: 20,
      tenant: 17,
      account: 1,
    },
    'dynamodb:TransactWriteItems': {
      cycle: 17,
      tenant: 4,
      account: 11,
    },
    'dynamodb:UpdateItem': {
      cycle: 4,
      tenant: 1,
      account: 3,
    },
    'function announce-cycle': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function approvals': {
      cycle: 12,
      tenant: 0,
      account: 0,
    },
    'function archive-audit': {
      cycle: 6,
      tenant: 0,
      account: 0,
    },
    'function checkpoint': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function close-cycle': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function close-tenant': {
      cycle: 0,
      tenant: 1,
      account: 0,
    },
    'function deliver-credential': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'function discover-tenant': {
      cycle: 0,
      tenant: 1,
      account: 0,
    },
    'function notify': {
      cycle: 3,
      tenant: 0,
      account: 0,
    },
    'function open-cycle': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function plan-export': {
      cycle: 2,
      tenant: 0,
      account: 0,
    },
    'function promote-password': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'function publish-estate': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function record-outcome': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'function record-trail': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function remind': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function request-approvals': {
      cycle: 0,
      tenant: 1,
      account: 0,
    },
    'function reset-password': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'function set-pause': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function sign-in': {
      cycle: 4,
      tenant: 0,
      account: 0,
    },
    'function stage-password': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'function start-moved': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'function verify-reset': {
      cycle: 0,
      tenant: 0,
      account: 4,
    },
    'function write-tickets': {
      cycle: 3,
      tenant: 0,
      account: 0,
    },
    'kms:GenerateMac': {
      cycle: 2,
      tenant: 0,
      account: 0,
    },
    'kms:GetPublicKey': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'kms:Sign': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'kms:VerifyMac': {
      cycle: 2,
      tenant: 0,
      account: 0,
    },
    'lambda:Invoke': {
      cycle: 38,
      tenant: 3,
      account: 9,
    },
    'page requests': {
      cycle: 16,
      tenant: 0,
      account: 0,
    },
    'read units': {
      cycle: 113,
      tenant: 25.167,
      account: 35.417,
    },
    's3:GetObject': {
      cycle: 6,
      tenant: 0,
      account: 0,
    },
    's3:ListObjectsV2': {
      cycle: 2,
      tenant: 0,
      account: 0,
    },
    's3:PutObject': {
      cycle: 21,
      tenant: 0,
      account: 0,
    },
    'secretsmanager:CreateSecret': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'secretsmanager:GetSecretValue': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'secretsmanager:ListSecretVersionIds': {
      cycle: 0,
      tenant: 0,
      account: 3,
    },
    'secretsmanager:PutSecretValue': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'secretsmanager:UpdateSecretVersionStage': {
      cycle: 0,
      tenant: 0,
      account: 1,
    },
    'ses:SendEmail': {
      cycle: 5,
      tenant: 0,
      account: 0,
    },
    'sqs:DeleteMessageBatch': {
      cycle: 6.5,
      tenant: 0.083,
      account: 0.083,
    },
    'sqs:SendMessage': {
      cycle: 4,
      tenant: 4,
      account: 1,
    },
    'state transitions': {
      cycle: 31,
      tenant: 8,
      account: 12,
    },
    'states:DescribeExecution': {
      cycle: 1,
      tenant: 0,
      account: 0,
    },
    'states:SendTaskSuccess': {
      cycle: 1,
      tenant: 1,
      account: 1,
    },
    'states:StartExecution': {
      cycle: 2,
      tenant: 1,
      account: 1,
    },
    'sts:GetWebIdentityToken': {
      cycle: 2,
      tenant: 4,
      account: 0,
    },
    'write units': {
      cycle: 125,
      tenant: 36,
      account: 122,
    },
  },
};
