import { fileURLToPath } from 'node:url';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { countEdges, type Numbering } from '../engine/edges.ts';
import { countedEnd } from './counted.ts';

/** A plugin of Vite, as far as it is needed here. */
interface Plugin {
  readonly name: string;
  readonly enforce: 'post';
  readonly transform: (code: string, id: string) => { readonly code: string; readonly map: null } | null;
}

const COUNTED = fileURLToPath(new URL('./counted.js', import.meta.url));

/** Has every module of a user's own count where control comes. Packages are left as they are. */
export function countingPlugin(onFault: (sentence: string) => void): Plugin {
  const numbering: Numbering = { hits: 0, comparisons: 0 };
  return {
    name: 'varta-sim-counting',
    enforce: 'post',
    transform(code, id) {
      if (id.includes('/node_modules/') || !/\.[cm]?[jt]sx?(?:\?|$)/.test(id)) return null;
      try {
        const body = countEdges(code, numbering);
        return { code: `import ${JSON.stringify(COUNTED)}; ${body}${countedEnd(numbering.hits, numbering.comparisons)}`, map: null };
      } catch (error) {
        onFault(`${id} is not counted: ${messageOf(error)}`);
        return null;
      }
    },
  };
}
