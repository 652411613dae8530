/** Types of linger.js. What it all means is in src/site/markdown/client.md. */

declare namespace Linger {
  const version: string;
  /** Options for every client and socket that is made after this. */
  let defaults: Options;
  function connect(options?: Options): Client;

  /** What a page knows of the forum's own objects. */
  type Json = { [name: string]: unknown };

  interface Options {
    /** Where the endpoints are; default: where linger.js came from. */
    url?: string;
    channels?: string | string[];
    /** A cursor that the page was given or has kept; default: now. */
    cursor?: string;
    /** How many of each channel's last events the first answer brings; default 0. */
    last?: number;
    /** The token, or who knows one. Asked again after a 401. */
    token?: string | TokenSource;
    /** Who is logged in. Tabs of one user share a poll even if their tokens differ. */
    user?: string;
    /** false: this tab polls for itself. */
    share?: boolean;
    /** The forum's own WebSocket, tried first. For Linger.WebSocket, true means the address it is made with. */
    websocket?: string | boolean;
    protocols?: string | string[];
    /** Send cookies to another origin. */
    credentials?: boolean;
    /** Allow the script element as the last resort. It runs whatever comes. */
    jsonp?: boolean;
    /** Wires not to use. */
    without?: Wire[];
  }

  type Wire = 'stream' | 'post' | 'get' | 'xdr' | 'jsonp';

  /** Gives a token, promises one, or calls done. */
  type TokenSource = (done: (error: unknown, token?: string) => void) => string | null | PromiseLike<string> | void;

  interface Event<Data = Json> {
    /** null for what came by the forum's own WebSocket, which has no ids. */
    id: string | null;
    channel: string | null;
    /** Milliseconds since 1970. */
    at: number;
    data: Data;
  }

  interface Reset {
    channel: string;
    reason: 'trimmed' | 'epoch' | 'ahead' | 'forbidden';
  }

  type State = 'connecting' | 'live' | 'waiting' | 'offline' | 'unauthorized' | 'portal' | 'closed';

  interface Status {
    status: State;
    /** What was wrong with the last attempt; null if nothing. */
    reason: 'silence' | 'refused' | 'garbled' | 'large' | 'portal' | 'busy' | 'unauthorized' | 'forbidden' | 'unsupported' | null;
    /** When the server was last heard of, in milliseconds since 1970; 0 if never. */
    provenAt: number;
    /** When the next attempt is due; 0 if none is planned, or it is under way. */
    retryAt: number;
    transport: Wire | 'websocket' | 'shared' | null;
  }

  interface Trouble {
    reason: 'refused' | 'queue_full' | 'expired' | 'odd_events';
    /** The problem's code, for 'refused'. */
    code?: string;
    status?: number;
    /** How many, for 'odd_events'. */
    count?: number;
  }

  interface Listeners {
    event: Event;
    reset: Reset;
    status: Status;
    error: Trouble;
    /** A text of the forum's own WebSocket, as it came. */
    text: string;
    /** Everything that was sent has been answered. */
    drained: undefined;
  }

  interface Client {
    /** How far the page has seen. To be kept, or given to another page. */
    readonly cursor: string | null;
    on<Name extends keyof Listeners>(name: Name, listener: (what: Listeners[Name]) => void): Client;
    off<Name extends keyof Listeners>(name: Name, listener?: (what: Listeners[Name]) => void): Client;
    subscribe(channels: string | string[]): Client;
    unsubscribe(channels: string | string[]): Client;
    channels(): string[];
    /** For POST /send; false if it was not taken. */
    send(what: { type: string } & Json, done?: (error: Trouble | null) => void): boolean;
    /** For POST /events; false if it was not taken. */
    publish(
      channel: string,
      data: Json,
      how?: { id?: string; key?: string; ttl?: number } | null,
      done?: (error: Trouble | null, id: string | null) => void
    ): boolean;
    /** Tells whether the server is there, from a proof of the last ten seconds or a new one. */
    ping(done: (there: boolean) => void): void;
    /** How many characters are waiting to be sent. */
    pending(): number;
    status(): Status & { retryIn: number };
    /** Tries at once, whatever was planned. */
    now(): void;
    close(): void;
  }

  interface SocketClass {
    new (url: string, protocols?: string | string[] | null, options?: Options): globalThis.WebSocket;
    readonly prototype: globalThis.WebSocket;
    readonly CONNECTING: 0;
    readonly OPEN: 1;
    readonly CLOSING: 2;
    readonly CLOSED: 3;
    /** The same class, with these options for all that it makes. */
    configure(options: Options): SocketClass;
  }

  const WebSocket: SocketClass;
}

export = Linger;
export as namespace Linger;
