/** The elements in JSX: `import type {} from 'reddot-client/react'`. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { Kept, RedDotElement, RedDotPageElement, RedDotToastElement } from './element.js';

interface Common {
  url?: string;
  token?: string | (() => string | Promise<string>);
  'token-url'?: string;
  lang?: string;
  theme?: 'light' | 'dark';
  target?: string;
  categories?: string;
  onselect?: (event: CustomEvent<Kept>) => void;
  onaction?: (event: CustomEvent<{ message: Kept; action: { label: string; event?: string } }>) => void;
}

interface Bell extends Common {
  badge?: 'unseen' | 'unread';
  'count-in-title'?: boolean | '';
  'count-at-icon'?: boolean | '';
  sound?: string;
  toasts?: 'none';
  seconds?: number;
}

type Props<T, A> = Omit<DetailedHTMLProps<HTMLAttributes<T>, T>, keyof A> & A;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'red-dot': Props<RedDotElement, Bell>;
      'red-dot-page': Props<RedDotPageElement, Common>;
      'red-dot-toast': Props<RedDotToastElement, Common & { seconds?: number }>;
    }
  }
}
