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
 * @throws {Error} with the reason that the function gave. CloudFormation goes back as a whole then: what was asked for in this deployment is
 *   undone, the last first, also where no answer came, since the function may have done it
 */
export async function deployCustomResources(
  context: ServiceContext,
  { customResources }: Pick<Declarations, 'customResources'>,
): Promise<void> {
  const file = join(context.folder, 'custom-resources.json');
  const former: Deployed = readJson(file, deployedSchema) ?? {};
  const deployed = { ...former };
  const removed = Object.keys(deployed).find((id) => !customResources.some((each) => idOf(each) === id));
  if (removed !== undefined) {
    throw new Error(`${removed} is not in the template any more: the local cloud removes no custom resources`);
  }
  const changed = customResources
    .map((declared): Begun => ({ declared, before: deployed[idOf(declared)], physicalId: undefined }))
    .filter(({ declared, before }) => !isDeepStrictEqual(before?.properties, declared.properties));
  if (changed.length === 0) return;
  const answers = await listenForAnswers();
  const begun: Begun[] = [];
  try {
    for (const each of changed) {
      begun.unshift(each);
      deployed[idOf(each.declared)] = await deploy(each, { context, answers });
      writeJson(file, deployed);
    }
  } catch (error) {
    const left: string[] = [];
    for (const each of begun) {
      const noted = (why: unknown) => left.push(why instanceof Error ? why.message : String(why));
      await undo(each, { context, answers }).catch(noted);
    }
    writeJson(file, former);
    if (left.length === 0 || !(error instanceof Error)) throw error;
    throw new Error(`${error.message}. It could not be undone: ${left.join('; ')}`, { cause: error });
  } finally {
    await answers.close();
  }
}

const idOf = ({ stackName, logicalId }: CustomResourceDeclaration) => `${stackName}.${logicalId}`;

/** A resource that a deployment asks for. */
interface Begun {
  readonly declared: CustomResourceDeclaration;
  /** Left out: it is created. */
  readonly before: Deployed[string] | undefined;
  /** What its function named it in this deployment; `undefined` before an answer. */
  physicalId: string | undefined;
}

interface Surroundings {
  readonly context: ServiceContext;
  readonly answers: Answers;
}

/** Creates or updates one. */
async function deploy(begun: Begun, surroundings: Surroundings): Promise<Deployed[string]> {
  const { declared, before } = begun;
  const { logicalId, properties, type } = declared;
  const answer = await request(
    declared,
    before === undefined
      ? { RequestType: 'Create', ResourceProperties: properties }
      : {
          RequestType: 'Update',
          PhysicalResourceId: before.physicalId,
          ResourceProperties: properties,
          OldResourceProperties: before.properties,
        },
    surroundings,
  );
  begun.physicalId = answer.PhysicalResourceId;
  if (answer.Status === 'FAILED') {
    throw new Error(`${logicalId} (${type}) was not deployed. ${answer.Reason ?? 'The function gave no reason'}`);
  }
  if (before !== undefined && before.physicalId !== answer.PhysicalResourceId) {
    throw new Error(`${logicalId} was replaced: the local cloud removes no custom resources`);
  }
  return { physicalId: answer.PhysicalResourceId, properties };
}

/** Asks for the former properties, or for the removal of what was begun. */
async function undo({ declared, before, physicalId }: Begun, surroundings: Surroundings): Promise<void> {
  const { stackName, logicalId, properties } = declared;
  const answer = await request(
    declared,
    before === undefined
      ? {
          RequestType: 'Delete',
          PhysicalResourceId: physicalId ?? `${stackName}-${logicalId}`,
          ResourceProperties: properties,
        }
      : {
          RequestType: 'Update',
          PhysicalResourceId: before.physicalId,
          ResourceProperties: before.properties,
          OldResourceProperties: properties,
        },
    surroundings,
  );
  if (answer.Status === 'FAILED') throw new Error(`${logicalId}: ${answer.Reason ?? 'the function gave no reason'}`);
}

async function request(
  { stackName, logicalId, type, serviceToken: token }: CustomResourceDeclaration,
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
