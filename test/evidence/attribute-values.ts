/** A value in DynamoDB's JSON, as streams and exports tell it. Members that are `undefined` are left out. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Image };
export type Image = { readonly [attribute: string]: AttributeValue };

function attributeValue(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(attributeValue) };
  return { M: imageOf(Object(value)) };
}

/** A row of a table. */
export function imageOf(row: object): Image {
  const image: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(row)) if (value !== undefined) image[name] = attributeValue(value);
  return image;
}
