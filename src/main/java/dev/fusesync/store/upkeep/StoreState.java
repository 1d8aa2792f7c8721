package dev.fusesync.store.upkeep;

import java.util.Map;

/**
 * The state of the store, for people.
 *
 * @param place where it lies
 * @param size what it takes on disk, in bytes; null if not known
 * @param logSize what its write-ahead log takes of that, in bytes; null if it has none
 * @param waiting how many webhooks of each queue are not finished
 * @param deadLetters how many dead letters there are, by failure class
 * @param history how many rows of finished webhooks there are
 * @param trouble why it cannot write now, or should not; null if all is well
 */
record StoreState(String place, Long size, Long logSize, Map<String, Long> waiting, Map<String, Long> deadLetters,
		long history, String trouble) {

}
