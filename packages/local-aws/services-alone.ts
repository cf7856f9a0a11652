import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Clock, listen, privateFolder } from '@m365-rotation/loopback';
import { Callers } from './callers.ts';
import { startCloudFormation } from './cloudformation.ts';
import { startDynamoDb } from './dynamodb.ts';
import { serveAws } from './endpoint.ts';
import { startKms } from './kms.ts';
import { startS3 } from './s3.ts';
import { startSecretsManager } from './secrets-manager.ts';
import { AwsError, type Call, type Service } from './service.ts';
import type { BucketDeclaration, KeyDeclaration, StackDeclaration, TableDeclaration } from './template/declarations.ts';

export interface ServicesSetting {
  /** Exists already; each service gets a folder of its own in it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  readonly tables: readonly TableDeclaration[];
  readonly keys: readonly KeyDeclaration[];
  readonly buckets: readonly BucketDeclaration[];
  /** The stacks that CloudFormation tells of; no CloudFormation if left out. */
  readonly stacks?: readonly StackDeclaration[];
  /** Told of each call before it is carried out; throws to let it fail. */
  readonly onCall?: (call: Call) => void;
}

export interface RunningServices {
  /** Of the endpoint, for `AWS_ENDPOINT_URL`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the services that keep something (DynamoDB, Secrets Manager, KMS and S3) and, if wanted, CloudFormation, on an endpoint of their own, with
 * what is declared by hand: for tests of code that calls them, without a template. Anybody may call anything; there is no other
 * service, so that tables can't be exported.
 */
export async function startServices(setting: ServicesSetting): Promise<RunningServices> {
  const { clock, accountId, region, keys, onCall } = setting;
  const contextFor = (name: string) => {
    const folder = join(setting.folder, name);
    privateFolder(folder);
    const call = () => Promise.reject(new Error('no other service is there'));
    return { clock, accountId, region, folder, call };
  };
  const services: readonly Service[] = await Promise.all([
    startDynamoDb(contextFor('dynamodb'), setting.tables),
    startSecretsManager(contextFor('secrets-manager'), [], keys),
    startKms(contextFor('kms'), keys),
    startS3(contextFor('s3'), setting.buckets),
    ...(setting.stacks === undefined ? [] : [startCloudFormation({ clock, accountId, region }, setting.stacks)]),
  ]);
  const server = createServer();
  const endpoint = await listen(server, 0, 'the AWS endpoint');
  serveAws(server, {
    callers: new Callers([]),
    onFailure: () => undefined,
    dispatch: async (call) => {
      onCall?.(call);
      const carryOut = services.find((each) => each.name === call.service)?.actions[call.action];
      if (carryOut === undefined) {
        throw new AwsError('UnknownOperationException', `no ${call.service}:${call.action}`, 404);
      }
      return carryOut(call.input, call);
    },
  });
  return {
    url: endpoint.url,
    close: async () => {
      await endpoint.close();
      for (const each of services) await each.close();
    },
  };
}
