package dev.fusesync.page;

import dev.fusesync.page.parts.Link;

/**
 * What a page answers: a template with its values, or the address of the next page.
 *
 * @param template name of the template, without its ending; null with a location
 * @param title the heading
 * @param view a record whose components the template names
 * @param location where the browser goes next; null with a template
 */
public record Answer(String template, String title, Object view, String location) {

	/** Shows a template. */
	public static Answer page(String template, String title, Object view) {
		return new Answer(template, title, view, null);
	}

	/** Leads to a page, which the browser gets anew. */
	public static Answer to(Link link) {
		return new Answer(null, null, null, link.toString());
	}

}
