// Written by `npm run generate` from the descriptors of the vendors.
export const PRESETS = {
  baas: ['baas'],
  bdc: ['twilio', 'sns'],
  smspanel: ['hkt'],
  verification: ['smsir', 'kavenegar'],
} as const;
