/** What a route answered. */
export interface BrowserAnswer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** The data of a list. */
  readonly list: readonly unknown[];
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly requestId: string;
  /** The line that sets the session's cookie; empty where none does. */
  readonly setCookie: string;
}

/** An operator at a browser: keeps the session's cookie, and sends the Origin as a page of the hub does. */
export interface OperatorBrowser {
  (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<BrowserAnswer>;
  /** As it would be sent; empty where there is none. */
  cookie: string;
}

export function openOperatorBrowser(url: () => string): OperatorBrowser {
  const browser: OperatorBrowser = Object.assign(
    async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(`${url()}/api/v1${path}`, {
        method,
        headers: {
          origin: url(),
          ...(browser.cookie === '' ? {} : { cookie: browser.cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const [setCookie = ''] = response.headers.getSetCookie();
      const [pair = ''] = setCookie.split(';');
      if (setCookie !== '') browser.cookie = pair.endsWith('=') ? '' : pair;
      const text = await response.text();
      return {
        ...readAnswer(text),
        status: response.status,
        setCookie,
        requestId: response.headers.get('x-request-id') ?? '',
      };
    },
    { cookie: '' },
  );
  return browser;
}

function readAnswer(text: string): Pick<BrowserAnswer, 'data' | 'list' | 'code' | 'message'> {
  const { data, error } = envelopeIn(text);
  const isList = Array.isArray(data);
  return {
    data: isList ? {} : ((data ?? {}) as Readonly<Record<string, unknown>>),
    list: isList ? (data as readonly unknown[]) : [],
    code: error?.code,
    message: error?.message,
  };
}

interface Envelope {
  readonly data?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Exports are no envelopes. */
function envelopeIn(text: string): Envelope {
  try {
    return JSON.parse(text) as Envelope;
  } catch {
    return {};
  }
}
