/** What Lambda passes to a handler beside the event, as far as it is used. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** When Lambda stops this invocation, in milliseconds since 1970. An environment has one invocation at a time. */
let endsAt = Number.POSITIVE_INFINITY;

/** Makes a handler of a function that waits: it notes how long this invocation may take. */
export const withinTimeLimit =
  <Result>(handle: (input: unknown) => Promise<Result>) =>
  (input: unknown, invocation: Invocation): Promise<Result> => {
    endsAt = Date.now() + invocation.getRemainingTimeInMillis();
    return handle(input);
  };

/** The instant so many seconds before Lambda stops this invocation, in milliseconds since 1970. */
export const secondsBeforeEnd = (seconds: number): number => endsAt - seconds * 1_000;
