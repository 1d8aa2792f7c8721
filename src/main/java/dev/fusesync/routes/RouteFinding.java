package dev.fusesync.routes;

import java.util.List;
import java.util.stream.Collectors;

import dev.fusesync.routes.files.Place;

/**
 * Something wrong in the routes.
 *
 * @param places where it stands; empty if unknown
 * @param sentence what is wrong
 * @param action what to do
 */
public record RouteFinding(List<Place> places, String sentence, String action) {

	/** Returns the places and the sentence. */
	@Override
	public String toString() {
		return this.places.isEmpty() ? this.sentence
				: this.places.stream().map(Place::toString).collect(Collectors.joining("; ", "", ": " + this.sentence));
	}

}
