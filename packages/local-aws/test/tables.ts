import type { TableDeclaration } from '../template/declarations.ts';

/** A table with a sparse index, as the product's. */
export const state: TableDeclaration = {
  logicalId: 'RotationState',
  name: 'Rotation-State',
  arn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/Rotation-State',
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  indexes: [
    {
      name: 'OpenApprovals',
      partitionKey: { name: 'openFor', type: 'S' },
      sortKey: { name: 'decideBefore', type: 'S' },
      projection: 'ALL',
      nonKeyAttributes: [],
    },
  ],
  ttlAttribute: 'expiresAt',
  pointInTimeRecovery: true,
  deletionProtection: false,
};
