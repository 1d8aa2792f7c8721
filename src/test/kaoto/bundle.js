// Bundles editor.js with Kaoto's model, which is made for browsers, for Node.js: target/kaoto/editor.cjs.
// What belongs to the user interface alone (React, PatternFly) becomes an object that answers anything.
import { resolve } from 'node:path';
import { build } from 'esbuild';

const KAOTO = '@kaoto/kaoto/';
const MODEL = /^(@kaoto\/forms|ajv|lodash|process$|uuid$|yaml$)/;

const withoutWidgets = {
  name: 'without-widgets',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (path.startsWith(KAOTO)) {
        return { path: resolve('node_modules/@kaoto/kaoto/lib', path.substring(KAOTO.length)) };
      }
      const kept = kind === 'entry-point' || path.startsWith('node:') || MODEL.test(path);
      return kept ? undefined : { path, namespace: 'widget' };
    });
    bundler.onLoad({ filter: /.*/, namespace: 'widget' }, () => ({
      contents: `const any = new Proxy(function () {}, {
          apply: () => any,
          construct: () => any,
          get: (target, name) => (name === Symbol.iterator ? function* () {} : name === Symbol.toPrimitive ? () => '' : any),
        });
        module.exports = Object.create(any);`,
    }));
  },
};

await build({
  banner: { js: 'globalThis.window = globalThis; globalThis.DOMParser = globalThis.XMLSerializer = class {};' },
  bundle: true,
  entryPoints: ['editor.js'],
  format: 'cjs',
  loader: { '.css': 'empty', '.png': 'empty', '.scss': 'empty', '.svg': 'text' },
  outfile: 'editor.cjs',
  platform: 'node',
  plugins: [withoutWidgets],
});
