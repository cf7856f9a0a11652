/**
 * Stands in for the cache that DynamoDB's client makes for discovered endpoints, which the bundler replaces by this: discovery is off
 * unless a variable or a profile turns it on, and a function has neither.
 */
export class EndpointCache {
  /** @throws {Error} discovery is on */
  getEndpoint(): never {
    throw new Error('discovery of endpoints is on, and its cache is not bundled');
  }
}
