import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CustomResource, Duration, FileSystem } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { canonicalEstate } from '../config/canonical-estate.ts';
import type { Estate } from '../config/estate.ts';
import { ESTATE_RESOURCE, estateProperty } from '../contract/estate.ts';
import type { RotationFunction } from './rotation-function.ts';

export interface PublishedEstateProps {
  readonly estate: Estate;
  readonly publisher: RotationFunction;
  /** The others: they have their code, and their rights, before an estate comes that their former code could not read. */
  readonly readers: readonly RotationFunction[];
}

/** Thrice the time that the function has, and the pauses between: Lambda tries again twice. */
const PATIENCE = Duration.minutes(30);

/** The estate as a resource: another estate changes this, and nothing else that does not depend on what it says. */
export class PublishedEstate extends Construct {
  constructor(scope: Construct, id: string, { estate, publisher, readers }: PublishedEstateProps) {
    super(scope, id);
    const { text, hash } = canonicalEstate(estate);
    const asset = this.assetOf(text);
    // By the kind of file, not by its name: each estate has another one, and rights should not change with it.
    publisher.allow({
      actions: ['s3:GetObject'],
      resources: [asset.bucket.arnForObjects('*.json')],
      wildcard: 'Files of deployments are named by their content; the function reads the one that the template names.',
    });
    const inForce = new CustomResource(this, 'InForce', {
      resourceType: ESTATE_RESOURCE,
      serviceToken: publisher.lambda.functionArn,
      serviceTimeout: PATIENCE,
      properties: {
        [estateProperty.assetBucket]: asset.s3BucketName,
        [estateProperty.assetKey]: asset.s3ObjectKey,
        [estateProperty.hash]: hash,
      },
    });
    inForce.node.addDependency(publisher, ...readers.map(({ lambda }) => lambda));
  }

  private assetOf(text: string): Asset {
    const folder = FileSystem.mkdtemp('estate-');
    try {
      const path = join(folder, 'estate.json');
      writeFileSync(path, text);
      return new Asset(this, 'Asset', { path });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}
