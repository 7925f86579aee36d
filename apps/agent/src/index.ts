/** The agent as a library: the program for a phone and the sandbox's phones are made of it. */
export { AGENT_CHECKPOINTS, type AgentCheckpoint } from './agent/checkpoints.ts';
export { elapsedClock } from './agent/elapsed-clock.ts';
export { DEFAULT_OPTIONS, type AgentOptions, type AgentPorts } from './agent/options.ts';
export { PhoneAgent } from './agent/phone-agent.ts';
export type * from './agent/ports.ts';
export { TokenDenied } from './agent/token-denied.ts';
export { SqliteJournal } from './journal/sqlite-journal.ts';
export { httpTransport, register, type Registered, type Registration } from './postrider/http-transport.ts';
