import { useEffect, useState } from 'react';

/** What stands after `#`, taken out of the address: a token must not stay in the history. */
function takeHash(): string | null {
  const hash = window.location.hash.slice(1);
  if (hash === '') return null;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return hash;
}

/** The token of the link that led here; also of a link that is opened where the page is open already. */
export function useToken(): string | null {
  const [token, setToken] = useState(takeHash);
  useEffect(() => {
    const onHash = (): void => setToken((known) => takeHash() ?? known);
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, []);
  return token;
}
