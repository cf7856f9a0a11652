import { beginCycle, finishCycle } from '../../local/cycle-run.ts';
import { type RunningProduct, startProduct } from '../../local/running-product.ts';
import { workUnattended } from '../../local/unattended.ts';

export interface RecordedRun {
  readonly product: RunningProduct;
  /** The last event of each function, as JSON text: everything may happen twice, so that it can be asked for once more (R8). */
  readonly events: ReadonlyMap<string, string>;
}

/** Runs a cycle of an assembly, everything approved, and leaves the services up. */
export async function recordedRun(assembly: string, out: string, port: number): Promise<RecordedRun> {
  const events = new Map<string, string>();
  const product = await startProduct({
    assembly,
    out,
    port,
    speed: 3_600,
    faults: {
      faultFor: ({ service, action, input }) => {
        const { FunctionName, Payload } = input;
        if (service === 'lambda' && action === 'Invoke' && typeof Payload === 'string') {
          const called = product.cloud.declarations.functions.find(({ name, arn }) =>
            [name, arn].includes(String(FunctionName)),
          );
          if (called !== undefined) events.set(called.name, Buffer.from(Payload, 'base64').toString('utf8'));
        }
        return undefined;
      },
    },
  });
  const { run } = await beginCycle(product, out, { dryRun: false, schedule: undefined });
  let ended = false;
  const end = product.cloud.stepFunctions.waitFor(run.executionArn).finally(() => {
    ended = true;
  });
  await Promise.all([end, workUnattended(product, 'approve', () => ended)]);
  await finishCycle(product, out, run, 0);
  return { product, events };
}
