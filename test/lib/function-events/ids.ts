export const CYCLE = '2026-12-07-admin-monthly';
export const TENANT = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
export const ACCOUNT = '00000000-0000-4000-8000-000000000001';
export const ROTATION = 'f'.repeat(32);
export const OPERATOR =
  'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Operators_0a1b2c3d4e5f6071/ada@northwind.example';
