/** The estate as a deployment of its own: what the template hands over, and how the table of estates keeps it. */

/** Type of the resource in the template whose change is a change of the estate. */
export const ESTATE_RESOURCE = 'Custom::Estate';

/** Its properties, beside the token of the function that publishes. */
export const estateProperty = {
  /** Where the deployment put the estate: its canonical JSON, in the bucket of assets. */
  assetBucket: 'AssetBucket',
  assetKey: 'AssetKey',
  /** SHA-256, hex, over it. */
  hash: 'Hash',
} as const;

/** Attributes of the table of estates. */
export const estateAttribute = {
  /** Key of the table: `CURRENT_ESTATE`, or the hash of an estate. */
  id: 'id',
  /** In the row `CURRENT_ESTATE`: the hash of the estate in force. */
  hash: 'hash',
  /** In the row of an estate: its canonical JSON, compressed with gzip. */
  content: 'content',
} as const;

/** Id of the row that names the estate in force. */
export const CURRENT_ESTATE = 'current';

/** The largest row that DynamoDB takes, with its names of attributes. */
export const LARGEST_ROW_BYTES = 400 * 1024;
