/**
 * Stands in for the SDK's event streams, which the bundler replaces by this: only operations that stream events use them, such as
 * `SelectObjectContent` of S3, and no function calls one.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('an operation streams events, and what reads them is not bundled');
  }
}

export const eventStreamSerdeProvider = (): EventStreamSerde => new EventStreamSerde();

/** S3's client passes its configuration through here. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
