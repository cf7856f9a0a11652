import { CfnDeletionPolicy, CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';

/**
 * Lets a stack of a test stage be deleted with everything that it holds. Buckets must be made so that they are emptied. Called when the stack
 * is complete.
 */
export function makeRemovable(stack: Stack): void {
  stack.terminationProtection = false;
  for (const each of stack.node.findAll()) {
    if (!CfnResource.isCfnResource(each)) continue;
    const policy = each.cfnOptions.deletionPolicy;
    if (policy !== undefined && policy !== CfnDeletionPolicy.DELETE) each.applyRemovalPolicy(RemovalPolicy.DESTROY);
    if (each instanceof CfnGlobalTable) {
      each.addPropertyOverride('Replicas.0.DeletionProtectionEnabled', false);
    }
  }
}
