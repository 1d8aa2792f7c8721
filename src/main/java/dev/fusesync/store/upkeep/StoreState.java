package dev.fusesync.store.upkeep;

import java.util.Map;

/**
 * The state of the store, for display.
 *
 * @param place location of the database
 * @param size total size on disk, in bytes; null if unknown
 * @param logSize size of the write-ahead log, in bytes; null if there is none
 * @param waiting unfinished webhooks by queue
 * @param deadLetters dead letters by failure class, without superseded ones
 * @param superseded dead letters of whose connection a newer webhook was synced
 * @param history number of rows of finished webhooks
 * @param trouble why webhooks cannot or should not be stored; null if they can
 */
record StoreState(String place, Long size, Long logSize, Map<String, Long> waiting, Map<String, Long> deadLetters,
		long superseded, long history, String trouble) {

}
