export * from './contract.ts';
export * from './dispatcher.ts';
export * from './ledger.ts';
export * from './provider.ts';
export * from './vocabulary.ts';
