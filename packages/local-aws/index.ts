/** AWS on this machine, as far as a synthesized template asks for it. This is the package's one door. */
export type { AwsAccount, OtherBucket } from './account.ts';
export { type AlarmState, executionFailed, type Metric, ofFunction } from './alarms.ts';
export { accessKeyOf } from './callers.ts';
export { type Cloud, startCloud } from './cloud.ts';
export type { CloudSetting } from './cloud-setting.ts';
export { ConcurrencyLimit, NEW_ACCOUNT_CONCURRENCY } from './concurrency.ts';
export { matches as matchesPattern } from './event-pattern.ts';
export type { Fault, Faults } from './faults.ts';
export type { PoolLimits } from './function-pool.ts';
export { Iam, type UnusedGrant } from './iam.ts';
export { type AwsQuota, accountQuotas, quotasWith } from './quotas.ts';
export { parseSchedule } from './schedule-expression.ts';
export { AwsError, type Call, type Dispatch, type JsonObject, type Principal, type Requirement } from './service.ts';
export { startServices } from './services-alone.ts';
export { type MailAccount, type MailOutcome, verifiedIdentity } from './ses/account.ts';
export { modelledErrors } from './step-functions/error-classes.ts';
export { Expressions } from './step-functions/expressions.ts';
export {
  answer,
  arnOf as arnOfMachine,
  failure,
  type RunningMachines,
  startMachines,
  thrown,
} from './step-functions/with-stubs.ts';
export { operatorArn } from './sts.ts';
export type { RoleDeclaration, StackDeclaration, Statement, TableDeclaration } from './template/declarations.ts';
