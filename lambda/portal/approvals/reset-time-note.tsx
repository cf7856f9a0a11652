import type { FC } from 'hono/jsx';

/** Says when resets begin, where they wait for the change window of the tenant. */
export const ResetTime: FC<{ readonly begins: string | undefined }> = ({ begins }) =>
  begins === undefined ? null : (
    <p class="hint">Approved now, reset from {begins} on: the change window of this tenant.</p>
  );
