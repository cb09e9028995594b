import { Alert, Button } from '@mantine/core';
import { WifiOff } from 'lucide-react';
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { Banner } from '../ui/banner.tsx';
import { useNow } from '../ui/time-ago.tsx';
import { LiveSocket, type LiveState, type TopicReader } from './live-socket.ts';

interface Live {
  readonly socket: LiveSocket;
  readonly state: LiveState;
}

const LiveContext = createContext<Live | null>(null);

/** The tab's one socket, in one workspace. */
export function LiveProvider({ workspaceId, children }: { workspaceId: string; children: ReactNode }): ReactNode {
  const [live, setLive] = useState<Live | null>(null);
  useEffect(() => {
    const url = new URL(`/api/v1/live?workspace=${encodeURIComponent(workspaceId)}`, window.location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const onState = (state: LiveState): void => setLive((known) => (known === null ? null : { ...known, state }));
    const socket = new LiveSocket({ url: url.href, onState });
    setLive({ socket, state: { name: 'connecting' } });
    const onLook = (): void => {
      if (document.visibilityState === 'visible') socket.hurry();
    };
    document.addEventListener('visibilitychange', onLook);
    window.addEventListener('online', onLook);
    return () => {
      document.removeEventListener('visibilitychange', onLook);
      window.removeEventListener('online', onLook);
      socket.close();
    };
  }, [workspaceId]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Reads a topic while the component is there. The newest reader is told, whichever was there when it began. */
export function useTopic(topic: string | null, reader: Partial<TopicReader>): void {
  const socket = useContext(LiveContext)?.socket;
  const latest = useRef(reader);
  useEffect(() => {
    latest.current = reader;
  });
  useEffect(() => {
    if (socket === undefined || topic === null) return undefined;
    return socket.read(topic, {
      onEvent: (event) => latest.current.onEvent?.(event),
      onAnew: () => latest.current.onAnew?.(),
      onEnd: (code) => latest.current.onEnd?.(code),
    });
  }, [socket, topic]);
}

/** The tab's socket, once there is one. */
export function useLiveSocket(): LiveSocket | null {
  return useContext(LiveContext)?.socket ?? null;
}

/** Says that nothing comes in at present, and when it is tried again. A short break is not worth a word. */
export function LiveBanner(): ReactNode {
  const live = useContext(LiveContext);
  const now = useNow();
  const [downSince, setDownSince] = useState<number | null>(null);
  const name = live?.state.name;
  useEffect(() => {
    setDownSince((since) => (name === 'live' || name === undefined ? null : (since ?? Date.now())));
  }, [name]);
  if (live === null || downSince === null || now - downSince < 1_000) return null;
  const { state, socket } = live;
  if (state.name === 'closed')
    return (
      <Alert color="orange" icon={<WifiOff size={16} />} mb="md" role="status">
        This page gets no news any more: you were signed out, or are not in this workspace any more.{' '}
        <a href="/">Begin anew</a>
      </Alert>
    );
  const words =
    state.name === 'waiting' ? `trying again in ${Math.max(1, Math.round((state.at - now) / 1000))} s` : 'trying';
  return (
    <Banner
      icon={WifiOff}
      action={
        <Button size="compact-sm" variant="default" onClick={() => socket.hurry()}>
          Try now
        </Button>
      }
    >
      The connection to this instance is lost; {words}. What you see is how it was.
    </Banner>
  );
}
