import type { RotationKey } from '../../domain/identifiers.ts';
import { timelinePath } from '../cycles/timeline-path.ts';

export const rotatePath = (key: RotationKey): string => `${timelinePath(key)}/rotate`;
export const retryPath = (key: RotationKey): string => `${timelinePath(key)}/retry`;
export const pausePath = (tenantId: string): string => `/tenants/${tenantId}/pause`;
