'use strict';

// What somebody would write by hand who may not lose a webhook: Node.js alone, verify, append to a file, fsync, answer 200,
// then call Fuse and try again later if that fails. One process, one file; a start goes on with what was not synced.
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');

const { FUSE_API_KEY, FUSE_BASE_PATH, FUSE_CLIENT_ID, PORT, PLAID_CLIENT_ID, PLAID_SECRET } = process.env;
const DELAYS = [5, 10, 15, 20, 30, 45, 60, 120, 300, 900];
const CALLS = 64;
const FILE = 'webhooks.log';

const sorted = (value) => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
};

const signature = (body) =>
  crypto.createHmac('sha256', FUSE_API_KEY).update(JSON.stringify(sorted(body))).digest('base64');

const verified = (body, header = '') => {
  const expected = Buffer.from(signature(body));
  const given = Buffer.from(header);
  return given.length === expected.length && crypto.timingSafeEqual(given, expected);
};

// --- The file: lines of JSON, those that come together share one fsync. ---
const waiting = new Map();
for (const line of fs.existsSync(FILE) ? fs.readFileSync(FILE, 'utf8').split('\n') : []) {
  try {
    const entry = JSON.parse(line);
    if (entry.done) waiting.delete(entry.done);
    else waiting.set(entry.id, entry);
  } catch {
    // The last line of a killed process: nobody got a 200 for it.
  }
}
const file = fs.openSync(FILE, 'a');
let lines = [];
let stored = [];
let writing = false;

const write = () => {
  if (writing || lines.length === 0) return;
  writing = true;
  const batch = lines.join('');
  const callbacks = stored;
  lines = [];
  stored = [];
  fs.write(file, batch, (failure) => {
    if (failure) throw failure;
    fs.fdatasync(file, (unsure) => {
      if (unsure) throw unsure;
      writing = false;
      callbacks.forEach((callback) => callback());
      write();
    });
  });
};

const append = (entry, callback) => {
  lines.push(`${JSON.stringify(entry)}\n`);
  if (callback) stored.push(callback);
  write();
};

// --- Calls to Fuse ---
const agent = new http.Agent({ keepAlive: true, maxSockets: CALLS });
const due = [...waiting.values()];
let calls = 0;

const call = (entry, finished) => {
  const request = http.request(`${FUSE_BASE_PATH}/v1/financial_connections/sync`, {
    agent,
    method: 'POST',
    timeout: 30000,
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(entry.body),
      'Fuse-Verification': entry.signature,
      'Fuse-Api-Key': FUSE_API_KEY,
      'Fuse-Client-Id': FUSE_CLIENT_ID,
      'Plaid-Client-Id': PLAID_CLIENT_ID,
      'Plaid-Secret': PLAID_SECRET,
    },
  });
  request.on('response', (response) => {
    response.resume();
    response.on('end', () => finished(response.statusCode === 200));
    response.on('error', () => finished(false));
  });
  request.on('timeout', () => request.destroy(new Error('timeout')));
  request.on('error', () => finished(false));
  request.end(entry.body);
};

const next = () => {
  while (calls < CALLS && due.length > 0) {
    const entry = due.shift();
    let over = false;
    calls++;
    call(entry, (synced) => {
      if (over) return;
      over = true;
      calls--;
      if (synced) {
        append({ done: entry.id });
      } else {
        const attempt = (entry.attempt = (entry.attempt ?? 0) + 1);
        setTimeout(() => {
          due.push(entry);
          next();
        }, DELAYS[Math.min(attempt, DELAYS.length) - 1] * 1000);
      }
      next();
    });
  }
};

// --- Webhooks ---
const answer = (response, status, message) => {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ message }));
};

http
  .createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const header = request.headers['fuse-verification'];
      let webhook;
      try {
        webhook = JSON.parse(body);
      } catch {
        return answer(response, 400, 'Not JSON');
      }
      if (!verified(webhook, header)) return answer(response, 403, 'Invalid webhook');
      const entry = { id: crypto.randomUUID(), signature: header, body };
      return append(entry, () => {
        answer(response, 200, 'Webhook received');
        if (webhook.type === 'financial_connection.sync_data') {
          due.push(entry);
          next();
        } else {
          append({ done: entry.id });
        }
      });
    });
  })
  .listen(Number(PORT), '127.0.0.1');
next();
