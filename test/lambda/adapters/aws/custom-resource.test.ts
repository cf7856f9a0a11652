import { afterEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { answerRequest, customResourceRequest } from '../../../../lambda/adapters/aws/custom-resource.ts';
import { type Reply, type Stub, startStub } from '../stub-server.ts';

let stub: Stub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

const ids = { StackId: 'arn:aws:cloudformation:x', RequestId: 'request-1', LogicalResourceId: 'EstateInForce' };
async function answered(reply: () => Reply, outcome: Parameters<typeof answerRequest>[2]) {
  stub = await startStub(reply);
  await answerRequest({ ...ids, ResponseURL: `${stub.address}/signed?X-Amz-Signature=1` }, 'estate-in-force', outcome);
  return stub.seen;
}

describe("CloudFormation's question", () => {
  const request = customResourceRequest(z.object({ Hash: z.string() }));
  const asked = { ...ids, ResponseURL: 'https://s3.example/', ResourceProperties: { ServiceToken: 'arn', Hash: 'h' } };

  test.each(['Create', 'Update'])('%s has the properties', (RequestType) => {
    expect(request.parse({ ...asked, RequestType })).toMatchObject({ RequestType, ResourceProperties: { Hash: 'h' } });
  });

  test('Delete is understood whatever the properties are', () => {
    expect(request.parse({ ...asked, RequestType: 'Delete', ResourceProperties: {} }).RequestType).toBe('Delete');
  });

  test('another is an error', () => {
    expect(request.safeParse({ ...asked, RequestType: 'Replace' }).success).toBe(false);
    expect(request.safeParse({ ...asked, RequestType: 'Create', ResourceProperties: {} }).success).toBe(false);
  });
});

describe('the answer', () => {
  test('is put at the address, with the ids of the request and without a type of content', async () => {
    const seen = await answered(() => ({ status: 200 }), { status: 'SUCCESS' });
    expect(seen).toMatchObject([{ method: 'PUT', path: '/signed?X-Amz-Signature=1', headers: { 'content-type': '' } }]);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'estate-in-force',
      ...ids,
    });
  });

  test('tells the reason, cut to what CloudFormation reads', async () => {
    const reason = 'tenants[1].name "contoso" is used twice; '.repeat(500);
    const [seen] = await answered(() => ({ status: 200 }), { status: 'FAILED', reason });
    expect(Buffer.byteLength(seen?.body ?? '')).toBeLessThanOrEqual(4_096);
    const { Status, Reason } = z.object({ Status: z.string(), Reason: z.string() }).parse(JSON.parse(seen?.body ?? ''));
    expect([Status, reason.startsWith(Reason.slice(0, 3_000))]).toEqual(['FAILED', true]);
    expect(Reason).toMatch(/… \(the log of the function has the rest\)$/);
  });

  test('a reason that fits is told in whole', async () => {
    const [seen] = await answered(() => ({ status: 200 }), { status: 'FAILED', reason: 'too large' });
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({ Reason: 'too large' });
  });

  test('is put again when it was not taken, thrice at most', async () => {
    let tries = 0;
    const seen = await answered(() => (++tries < 3 ? { status: 503 } : { status: 200 }), { status: 'SUCCESS' });
    expect(seen).toHaveLength(3);
    await stub?.close();
    await expect(answered(() => ({ status: 403 }), { status: 'SUCCESS' })).rejects.toThrow(
      'did not take the answer (403)',
    );
  });
});
