import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readJson, writeJson } from '@m365-rotation/loopback';
import * as z from 'zod';
import { type Answers, listenForAnswers, type ResourceAnswer } from './resource-answers.ts';
import type { ServiceContext } from './service.ts';
import type { CustomResourceDeclaration, Declarations } from './template/declarations.ts';

/** What was deployed before, by stack and logical id. */
const deployedSchema = z.record(
  z.string(),
  z.object({ physicalId: z.string(), properties: z.record(z.string(), z.unknown()) }),
);
type Deployed = z.output<typeof deployedSchema>;

/** When Lambda tries an asynchronous invocation again whose function failed, in ms of the clock. */
const RETRIES_MS = [0, 60_000, 120_000];

/**
 * Makes and changes custom resources as a deployment does: each function gets a request, and puts the document about its outcome at the
 * address in it. What did not change since the last start is left alone.
 *
 * @throws {Error} with the reason that the function gave: what could be undone was undone, and the former start's resources stand
 */
export async function deployCustomResources(
  context: ServiceContext,
  { customResources }: Pick<Declarations, 'customResources'>,
): Promise<void> {
  const file = join(context.folder, 'custom-resources.json');
  const deployed: Deployed = { ...readJson(file, deployedSchema) };
  const removed = Object.keys(deployed).find((id) => !customResources.some((each) => idOf(each) === id));
  if (removed !== undefined) {
    throw new Error(`${removed} is not in the template any more: the local cloud removes no custom resources`);
  }
  const changed = customResources.filter(
    (each) => !isDeepStrictEqual(deployed[idOf(each)]?.properties, each.properties),
  );
  if (changed.length === 0) return;
  const answers = await listenForAnswers();
  try {
    for (const each of changed) {
      deployed[idOf(each)] = await deploy(each, deployed[idOf(each)], { context, answers });
      writeJson(file, deployed);
    }
  } finally {
    await answers.close();
  }
}

const idOf = ({ stackName, logicalId }: CustomResourceDeclaration) => `${stackName}.${logicalId}`;

interface Surroundings {
  readonly context: ServiceContext;
  readonly answers: Answers;
}

/** Creates or updates one. Where that fails, CloudFormation goes back: by the former properties, or by removing what was begun. */
async function deploy(
  declared: CustomResourceDeclaration,
  before: Deployed[string] | undefined,
  surroundings: Surroundings,
): Promise<Deployed[string]> {
  const { logicalId, properties } = declared;
  const ask = (more: object, token = declared.serviceToken) => request(declared, token, more, surroundings);
  const answer =
    before === undefined
      ? await ask({ RequestType: 'Create', ResourceProperties: properties })
      : await ask({
          RequestType: 'Update',
          PhysicalResourceId: before.physicalId,
          ResourceProperties: properties,
          OldResourceProperties: before.properties,
        });
  if (answer.Status === 'SUCCESS') {
    if (before !== undefined && before.physicalId !== answer.PhysicalResourceId) {
      throw new Error(`${logicalId} was replaced: the local cloud removes no custom resources`);
    }
    return { physicalId: answer.PhysicalResourceId, properties };
  }
  const { PhysicalResourceId } = answer;
  if (before === undefined) await ask({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties: properties });
  else {
    await ask({
      RequestType: 'Update',
      PhysicalResourceId: before.physicalId,
      ResourceProperties: before.properties,
      OldResourceProperties: properties,
    });
  }
  throw new Error(
    `${logicalId} (${declared.type}) was not deployed. ${answer.Reason ?? 'The function gave no reason'}`,
  );
}

async function request(
  { stackName, logicalId, type }: CustomResourceDeclaration,
  token: string,
  more: object,
  { context, answers }: Surroundings,
): Promise<ResourceAnswer> {
  const ids = {
    StackId: `arn:aws:cloudformation:${context.region}:${context.accountId}:stack/${stackName}/local`,
    RequestId: randomUUID(),
    LogicalResourceId: logicalId,
  };
  const answered = answers.expect(ids);
  const event = { ServiceToken: token, ResourceType: type, ResponseURL: answered.url, ...ids, ...more };
  const Payload = Buffer.from(JSON.stringify(event)).toString('base64');
  for (const wait of RETRIES_MS) {
    if (wait > 0) await context.clock.sleep(wait); // a virtual clock does not go yet, and need not
    const { FunctionError } = await context.call({
      service: 'lambda',
      action: 'Invoke',
      input: { FunctionName: token, Payload },
      principal: { kind: 'operator' },
    });
    const answer = answered.answer();
    if (answer !== undefined) return answer;
    if (FunctionError === undefined) break;
  }
  throw new Error(
    `${logicalId} (${type}): CloudFormation did not receive a response from the custom resource; the log of its function says more`,
  );
}
