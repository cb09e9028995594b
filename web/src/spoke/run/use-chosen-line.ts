import { useCallback, useEffect, useState } from 'react';

/** The line that the address names, as `#L123`. */
export function useChosenLine(): readonly [number | null, (line: number) => void] {
  const [line, setLine] = useState(read);
  useEffect(() => {
    const onChange = (): void => setLine(read());
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  const choose = useCallback((next: number): void => {
    window.history.replaceState(window.history.state, '', `#L${next}`);
    setLine(next);
  }, []);
  return [line, choose];
}

function read(): number | null {
  const number = /^#L(\d{1,9})$/.exec(window.location.hash)?.[1];
  return number === undefined ? null : Number(number);
}
