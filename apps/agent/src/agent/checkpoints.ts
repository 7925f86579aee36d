/** The steps between which a phone may lose power. */
export const AGENT_CHECKPOINTS = [
  'agent.poll.asking',
  'agent.poll.answered',
  'agent.poll.stored',
  'agent.send.starting',
  'agent.send.started',
  'agent.send.sending',
  'agent.send.radio',
  'agent.send.settled',
  'agent.report.answered',
  'agent.report.noted',
  'agent.inbox.read',
  'agent.inbox.answered',
] as const;
export type AgentCheckpoint = (typeof AGENT_CHECKPOINTS)[number];
