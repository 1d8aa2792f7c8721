package dev.fusesync.management.login;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/** What a login on the management port may do. */
public enum Role {

	/** May look, and may replay, discard, retry, erase, unmask and use Hawtio. */
	OPERATOR,

	/** May look, but neither change anything nor see a body unmasked. */
	VIEWER;

	/** Returns the role of that name in a file of logins; empty if there is none. */
	static Optional<Role> of(String name) {
		return List.of(values())
			.stream()
			.filter((role) -> role.name().toLowerCase(Locale.ROOT).equals(name))
			.findFirst();
	}

	/** Returns the role as Spring Security has it. */
	List<GrantedAuthority> authorities() {
		return AuthorityUtils.createAuthorityList("ROLE_" + name());
	}

}
