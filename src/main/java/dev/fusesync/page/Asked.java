package dev.fusesync.page;

import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.fusesync.page.parts.Times;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * A request to a page.
 *
 * @param values the parameters that are not blank
 * @param login who asks, and with which role
 * @param times formats times as seen from the moment of the request
 * @param problem why the form that is shown again was refused; null if none was
 */
public record Asked(Map<String, String> values, SecurityContext login, Times times, String problem) {

	private static final String OPERATOR = "OPERATOR";

	/** No value that was sent, as blank ones are left out. */
	private static final String TWICE = " ";

	/** Reads a request, whose query and form are in UTF-8. */
	static Asked of(HttpServletRequest request, Instant now) {
		Map<String, String> values = new TreeMap<>();
		request.getParameterMap().forEach((name, all) -> {
			if (!all[0].isBlank()) {
				values.put(name, (all.length == 1) ? all[0] : TWICE);
			}
		});
		return new Asked(values, login(request), new Times(now), null);
	}

	/** Refuses a parameter that was sent more than once. */
	void check() {
		if (this.values.containsValue(TWICE)) {
			throw new Refused(400, "A parameter is given more than once");
		}
	}

	/** Returns a copy that asks for the form again. */
	Asked again(String why) {
		return new Asked(this.values, this.login, this.times, why);
	}

	/** The value of a parameter; null if it is blank or missing. */
	public String get(String name) {
		return this.values.get(name);
	}

	/** The value of a parameter without which the page cannot be shown. */
	public String need(String name) {
		if (get(name) == null) {
			throw new Refused(400, "The parameter " + name + " is missing from this page's address");
		}
		return get(name);
	}

	/** Whether one of these was sent. */
	public boolean hasAny(List<String> names) {
		return names.stream().anyMatch(this.values::containsKey);
	}

	/**
	 * All parameters but those that are the page's own. The endpoint refuses what it does
	 * not know.
	 */
	public Map<String, String> allBut(String... own) {
		Map<String, String> others = new TreeMap<>(this.values);
		others.keySet().removeAll(Arrays.asList(own));
		return others;
	}

	/** Whether who asks may decide, erase and unmask. */
	public boolean isOperator() {
		return this.login.isUserInRole(OPERATOR);
	}

	/** Refuses who may only look. */
	public void needOperator() {
		if (!isOperator()) {
			throw new Refused(403, "Your login may look but not change anything. Ask an operator");
		}
	}

	/** The name of who asks. */
	String name() {
		Principal principal = this.login.getPrincipal();
		return (principal != null) ? principal.getName() : "";
	}

	private static SecurityContext login(HttpServletRequest request) {
		return new SecurityContext() {

			@Override
			public Principal getPrincipal() {
				return request.getUserPrincipal();
			}

			@Override
			public boolean isUserInRole(String role) {
				return request.isUserInRole(role);
			}

		};
	}

}
