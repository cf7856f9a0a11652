import type { VirtualClock } from '@m365-rotation/loopback';

/** Lets a virtual clock stand still while a request is under way, its body included. @returns puts things back */
export function holdClockDuringFetch(clock: VirtualClock): () => void {
  const realFetch = globalThis.fetch;
  const whole = async (...asked: Parameters<typeof fetch>): Promise<Response> => {
    const { status, headers, body } = await realFetch(...asked);
    const parts: Uint8Array[] = [];
    let failure: unknown;
    try {
      for await (const part of body ?? []) parts.push(part);
    } catch (error) {
      failure = error;
    }
    const again = new ReadableStream<Uint8Array>({
      start(stream) {
        for (const part of parts) stream.enqueue(part);
        if (failure === undefined) stream.close();
      },
      pull: (stream) => stream.error(failure),
    });
    return new Response(body === null ? null : again, { status, headers });
  };
  globalThis.fetch = (...asked) => clock.during(whole(...asked));
  return () => {
    globalThis.fetch = realFetch;
  };
}
