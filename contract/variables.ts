/**
 * Names of the variables that the template sets and the functions read. A function gets those it uses and no others.
 */
export const variable = {
  stateTable: 'STATE_TABLE',
  auditTable: 'AUDIT_TABLE',
  /** Table of estates: every one that was published, and the name of the one in force. */
  estateTable: 'ESTATE_TABLE',
  /** Bucket for the tenant list of a cycle, and for what its seal must reach. */
  workBucket: 'WORK_BUCKET',
  /** Bucket for evidence: archive, checkpoints, exports. */
  auditBucket: 'AUDIT_BUCKET',
  messageQueueUrl: 'MESSAGE_QUEUE_URL',
  /** Queue of tickets that may lack something. */
  ticketQueueUrl: 'TICKET_QUEUE_URL',
  /** KMS key (HMAC_256) that signs credential and approval links. */
  linkKeyId: 'LINK_KEY_ID',
  /** KMS key (ECC_NIST_P256) that signs checkpoints. */
  sealKeyId: 'SEAL_KEY_ID',
  /** KMS key that encrypts credentials. */
  credentialKeyId: 'CREDENTIAL_KEY_ID',
  /** What the names of credentials begin with, without a slash at the end. */
  credentialPrefix: 'CREDENTIAL_PREFIX',
  /** ARN of the machine that polls the directory while an outcome is uncertain. */
  settleUncertainArn: 'SETTLE_UNCERTAIN_ARN',
  /** ARN of the machine that runs a cycle. */
  rotationCycleArn: 'ROTATION_CYCLE_ARN',
  /** ARN of the machine that reopens a rotation. */
  reopeningArn: 'REOPENING_ARN',
  /** Where the pages are, without a slash at the end. */
  portalUrl: 'PORTAL_URL',
  /** Namespace of the stack's own metrics in CloudWatch: its name. */
  metricNamespace: 'METRIC_NAMESPACE',
  /** Graph's root, such as https://graph.microsoft.com, without a slash at the end. */
  graphEndpoint: 'GRAPH_ENDPOINT',
  /** Token endpoints' root for customers' tenants, such as https://login.microsoftonline.com. */
  loginEndpoint: 'LOGIN_ENDPOINT',
  /** Where technicians sign in: the home tenant's authority, such as https://login.microsoftonline.com/<tenant id>/v2.0. */
  signInAuthority: 'SIGN_IN_AUTHORITY',
  /** Name or ARN of the event bus that gets audit records. */
  eventBus: 'EVENT_BUS',
  webhookUrl: 'WEBHOOK_URL',
  webhookSecretId: 'WEBHOOK_SECRET_ID',
  /** JSON: addresses of queues and of their dead-letter queues, by name. */
  deadLetterQueues: 'DEAD_LETTER_QUEUES',
  /** SES configuration set that tells what becomes of mails. */
  mailConfigurationSet: 'MAIL_CONFIGURATION_SET',
  psaSecretId: 'PSA_SECRET_ID',
  /** Where the PSA is called, without a slash at the end. */
  psaEndpoint: 'PSA_ENDPOINT',
  vaultQueueUrl: 'VAULT_QUEUE_URL',
  vaultSecretId: 'VAULT_SECRET_ID',
  /** Where the vault is called, without a slash at the end. */
  vaultEndpoint: 'VAULT_ENDPOINT',
} as const;

export type Variable = (typeof variable)[keyof typeof variable];

/** Which code it is: beside each function's code under this name, JSON, the version as a text. It differs wherever the code of any function differs. */
export const CODE_VERSION_FILE = 'code-version.json';

/** Microsoft's clouds: where tokens come from, where Graph is, and the audience that a federated assertion must have. */
export const microsoftCloud = {
  global: {
    login: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    audience: 'api://AzureADTokenExchange',
  },
  'gcc-high': {
    login: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    audience: 'api://AzureADTokenExchangeUSGov',
  },
  dod: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    audience: 'api://AzureADTokenExchangeUSGov',
  },
  china: {
    // login.chinacloudapi.cn is an older name of the same host. This is the one that Microsoft's libraries and documents prefer.
    login: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    audience: 'api://AzureADTokenExchangeChina',
  },
} as const;
