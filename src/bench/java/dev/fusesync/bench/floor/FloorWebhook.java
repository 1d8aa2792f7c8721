package dev.fusesync.bench.floor;

/** A webhook on its way through the floor program. */
record FloorWebhook(long id, String connection, String type, String signature, byte[] body) {
}
