import { checkEstate } from '../../../config/check-estate.ts';
import { type Estate, estateSchema } from '../../../config/estate.ts';
import { pathText } from '../../../config/problem-words.ts';
import { sha256 } from '../../domain/audit/audit-chain.ts';
import { parsedJson } from '../../domain/text/parsed-json.ts';
import { type EstateAssets, type EstateKeeper, EstateTooLarge, type PublishedEstates } from '../../ports/estates.ts';
import { type PutInForcePorts, putInForce } from './put-in-force.ts';

export interface PublishEstatePorts extends PutInForcePorts {
  readonly assets: EstateAssets;
  readonly published: PublishedEstates;
  readonly keeper: EstateKeeper;
  readonly code: string;
}

/** What a deployment asks for. */
export interface PublishRequest {
  readonly requestId: string;
  readonly bucket: string;
  readonly key: string;
  /** SHA-256, hex, over the canonical JSON of the estate. */
  readonly hash: string;
}

/** An estate does not come into force. The message names every reason. */
export class EstateRefused extends Error {
  override readonly name = 'EstateRefused';
}

/**
 * Checks an estate once more where it will be used, keeps it, and puts it in force. Harmless when repeated; a rollback is the same with the
 * estate before.
 *
 * @throws {EstateRefused} nothing has changed
 */
export async function publishEstate(ports: PublishEstatePorts, request: PublishRequest): Promise<void> {
  const { hash, requestId } = request;
  const text = await ports.assets.read(request.bucket, request.key);
  const found = sha256(text);
  if (found !== hash) {
    throw new EstateRefused(
      `the file ${request.key} in ${request.bucket} is not the estate of this template: its hash is ${found}, and ${hash} was deployed. Run the deployment again`,
    );
  }
  // What was in force comes back by a rollback, which must not fail because a rule has become stricter since.
  const wasPublished = (await ports.published.text(hash)) === text;
  const estate = wasPublished ? readable(text) : checked(text);
  await ports.keeper.keep(hash, text).catch((error: unknown) => {
    throw error instanceof EstateTooLarge ? tooLarge(estate, error) : error;
  });
  await putInForce(ports, { estate: JSON.parse(text), hash, code: ports.code, requestId });
}

function checked(text: string): Estate {
  const result = checkEstate(parsedJson(text));
  if ('estate' in result) return result.estate;
  const problems = result.problems.map(({ path, message }) => `${pathText(path)} ${message}`);
  throw new EstateRefused(`the estate is refused. ${problems.join('; ')}`);
}

function readable(text: string): Estate {
  const result = estateSchema.safeParse(parsedJson(text));
  if (result.success) return result.data;
  return checked(text); // which says what is wrong in words
}

const tooLarge = ({ tenants }: Estate, { bytes, most }: EstateTooLarge): EstateRefused =>
  new EstateRefused(
    `the estate is too large: its ${tenants.length} tenants take ${bytes} bytes compressed, and a row of DynamoDB holds ${most}. Shorten texts that many tenants have, such as lists of accounts, or divide the tenants between two stacks`,
  );
