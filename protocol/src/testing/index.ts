export type { ConformanceCase } from './conformance.ts';
export { changePayload, crossSignature, flipPayloadByte, reserialise, tamper } from './damage.ts';
export { hubConformance, type HubSubject } from './hub-conformance.ts';
export { HubPeer, receiptOf, type SpokeAnswer } from './hub-peer.ts';
export { Inbox, type Received } from './inbox.ts';
export { signCommand, type PeerKeys, type SignedCommand } from './peer-keys.ts';
export { spokeConformance, type SpokeSubject } from './spoke-conformance.ts';
export { SpokePeer, type HubFacts } from './spoke-peer.ts';
export { connectPair, type Transport } from './transport.ts';
