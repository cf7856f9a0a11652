import type { App } from 'aws-cdk-lib';
import { DataStack } from './data/data-stack.ts';
import { RotationStack, type RotationStackProps } from './rotation-stack.ts';

/** Everything that one MSP deploys: what is kept first, since the rest imports it. */
export function addStacks(app: App, props: RotationStackProps): void {
  const data = new DataStack(app, props.estate);
  new RotationStack(app, props).addStackDependency(data);
}
