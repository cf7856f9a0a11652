import type * as z from 'zod';
import { AwsError } from '../service.ts';
import type { inputs } from './inputs.ts';
import { attach, detach, holderOf, type Secret } from './secret.ts';

/**
 * Moves a label as `UpdateSecretVersionStage` does: whoever takes it from a version must say from which.
 *
 * @throws {AwsError} `InvalidParameterException`, `ResourceNotFoundException`
 */
export function moveLabel(
  secret: Secret,
  { VersionStage, MoveToVersionId, RemoveFromVersionId }: z.output<typeof inputs.UpdateSecretVersionStage>,
): void {
  for (const id of [MoveToVersionId, RemoveFromVersionId]) {
    if (id !== undefined && secret.Versions[id] === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
      );
    }
  }
  if (MoveToVersionId === undefined && RemoveFromVersionId === undefined) {
    throw invalid('You must specify MoveToVersionId, RemoveFromVersionId, or both.');
  }
  const holder = holderOf(secret, VersionStage);
  if (RemoveFromVersionId === undefined && holder !== undefined && holder !== MoveToVersionId) {
    throw invalid(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (RemoveFromVersionId !== undefined && RemoveFromVersionId !== holder) {
    throw invalid(`Staging label ${VersionStage} is not attached to version ${RemoveFromVersionId}.`);
  }
  if (MoveToVersionId !== undefined) attach(secret, VersionStage, MoveToVersionId);
  else if (VersionStage !== 'AWSCURRENT') detach(secret, VersionStage);
  else {
    throw invalid(
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  }
}

const invalid = (message: string) => new AwsError('InvalidParameterException', message);
