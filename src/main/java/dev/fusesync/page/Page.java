package dev.fusesync.page;

/** A page of the management port. It is made when somebody looks at a page first. */
public interface Page {

	/**
	 * Its path without the slash, such as dead-letters; empty for the first page. One
	 * level only, so that links are relative.
	 */
	String path();

	/**
	 * Shows the page. Is called once more, with {@link Asked#problem()}, to show a form
	 * again that was refused.
	 * @throws Refused if it cannot be shown
	 */
	Answer get(Asked asked);

	/**
	 * Does what its form asks for. Who asks is an operator, and the form is one of this
	 * program's.
	 * @throws Refused if it is not done
	 */
	default Answer post(Asked asked) {
		throw new Refused(405, "This page has no form");
	}

}
