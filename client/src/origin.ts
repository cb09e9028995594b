export interface Address {
  /** Where the server answers: `https://spoke.example.org`. */
  readonly url: string;
  /** An API key. Without one the browser's session counts, where there is one. */
  readonly token?: string;
  /** Plain HTTP off this machine, where keys can be read on the way. Default false. */
  readonly insecureHttp?: boolean;
}

/** Pure. @throws TypeError for an address that is none, or would show the key to whoever is on the way */
export function originOf({ url, token, insecureHttp = false }: Address): string {
  const { protocol, hostname, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`${url} is no address of a server`);
  const isLocal = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  if (token !== undefined && protocol === 'http:' && !isLocal && !insecureHttp) {
    throw new TypeError('a key over plain HTTP can be read on the way: use https, or insecureHttp');
  }
  return href.replace(/\/+$/, '');
}
