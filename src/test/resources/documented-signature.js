// The canonical form of a webhook's body as Fuse's page "HMAC verification" describes it:
// parse, rebuild every object with its keys sorted, stringify. Runs in Node and in GraalJS.
function sorted(value) {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (value !== null && typeof value === 'object') {
    const copy = {};
    for (const key of Object.keys(value).sort()) {
      copy[key] = sorted(value[key]);
    }
    return copy;
  }
  return value;
}

function canonical(body) {
  return JSON.stringify(sorted(JSON.parse(body)));
}

// node documented-signature.js KEY < body    prints the fuse-verification header
if (typeof module !== 'undefined') {
  module.exports = { canonical };
  if (require.main === module) {
    const body = require('fs').readFileSync(0, 'utf8');
    const hmac = require('crypto').createHmac('sha256', process.argv[2]);
    console.log(hmac.update(canonical(body), 'utf8').digest('base64'));
  }
}
