import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { callPolicy } from '../outgoing-call.ts';

/**
 * Our own chain in place of the SDK's: that one repeats PATCH and POST blindly, sleeps for minutes inside a function,
 * and has no timeout. Nothing here repeats anything.
 */

/** Links one step to the next. */
abstract class Step implements Middleware {
  protected following: Middleware | undefined;

  setNext(next: Middleware): void {
    this.following = next;
  }

  abstract execute(context: Context): Promise<void>;

  protected async next(context: Context): Promise<void> {
    if (this.following === undefined) throw new TypeError('this step must not be the last of its chain');
    await this.following.execute(context);
  }
}

/** Adds the access token. It goes to Graph's own address and to no other. */
export class Authorization extends Step {
  constructor(
    private readonly token: string,
    private readonly graphEndpoint: string,
  ) {
    super();
  }

  async execute(context: Context): Promise<void> {
    const address = typeof context.request === 'string' ? context.request : context.request.url;
    if (!address.startsWith(`${this.graphEndpoint}/v1.0/`)) throw new TypeError('not an address of Graph');
    await this.next(withHeader(context, 'authorization', `Bearer ${this.token}`));
  }
}

/** Names each request in Microsoft's logs, so that both sides can be compared afterwards. */
export class ClientRequestId extends Step {
  constructor(private readonly clientRequestId: string) {
    super();
  }

  async execute(context: Context): Promise<void> {
    await this.next(withHeader(context, 'client-request-id', this.clientRequestId));
  }
}

/** Ends a call that takes too long, and one that is redirected. */
export class Timeout extends Step {
  constructor(private readonly milliseconds: number) {
    super();
  }

  async execute(context: Context): Promise<void> {
    context.options = { ...context.options, ...callPolicy(this.milliseconds) };
    await this.next(context);
  }
}

function withHeader(context: Context, name: string, value: string): Context {
  const headers = new Headers(context.options?.headers);
  headers.set(name, value);
  context.options = { ...context.options, headers };
  return context;
}
