'use strict';

// The handler of Fuse's own document: verify, await the sync call, answer. Nothing is stored.
const crypto = require('node:crypto');
const express = require('express');
const { Configuration, FuseApi } = require('fuse-node');

const { FUSE_API_KEY, FUSE_BASE_PATH, FUSE_CLIENT_ID, PORT } = process.env;

const fuseApi = new FuseApi(
  new Configuration({
    basePath: FUSE_BASE_PATH,
    baseOptions: {
      headers: {
        'Content-Type': 'application/json',
        'Fuse-Api-Key': FUSE_API_KEY,
        'Fuse-Client-Id': FUSE_CLIENT_ID,
        'Plaid-Client-Id': process.env.PLAID_CLIENT_ID,
        'Plaid-Secret': process.env.PLAID_SECRET,
      },
    },
  }),
);

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

const app = express();
app.use(express.json());
app.post('/webhook', async (req, res) => {
  const header = req.headers['fuse-verification'];
  if (!verified(req.body, header)) return res.status(403).json({ message: 'Invalid webhook' });
  if (req.body.type === 'financial_connection.sync_data') {
    try {
      await fuseApi.syncFinancialConnectionsData(header, req.body);
    } catch (error) {
      return res.status(500).json({ message: 'Not synced' });
    }
  }
  return res.json({ message: 'Webhook received' });
});
app.listen(Number(PORT));
