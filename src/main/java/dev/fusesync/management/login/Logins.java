package dev.fusesync.management.login;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.fusesync.settings.SettingsException;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/**
 * Who may log in on the management port: the user of the settings, an operator, and those
 * of the file {@code fuse.management.logins}. With a file and without a password of the
 * settings the file's alone count.
 */
@Component
class Logins implements UserDetailsService {

	private static final String ACTION = "Write one login a line: what htpasswd -nBC 10 prints, then :operator or :viewer, "
			+ "as in anna:$2y$10$...:operator. A line that begins with # is a comment.";

	private final Optional<LoginFile> file;

	private final Optional<ManagementUser> user;

	Logins(SecurityProperties properties, ManagementSettings settings) {
		this.file = settings.loginFile().map(LoginFile::new);
		boolean alone = this.file.isPresent() && properties.getUser().isPasswordGenerated();
		this.file.ifPresent((logins) -> check(logins, alone ? null : properties.getUser().getName()));
		this.user = alone ? Optional.empty() : Optional.of(new ManagementUser(properties));
	}

	private static void check(LoginFile file, String userOfTheSettings) {
		List<String> faults = new ArrayList<>(file.faults());
		if (userOfTheSettings != null && file.entries().containsKey(userOfTheSettings)) {
			faults.add("fuse.management.logins has the name of spring.security.user.name too.");
		}
		if (faults.isEmpty() && userOfTheSettings == null
				&& file.entries().values().stream().noneMatch((entry) -> entry.role() == Role.OPERATOR)) {
			faults.add("No line of fuse.management.logins is an operator, and no SPRING_SECURITY_USER_PASSWORD is set: "
					+ "nobody could decide anything.");
		}
		if (!faults.isEmpty()) {
			throw new SettingsException(faults, ACTION);
		}
	}

	@Override
	public UserDetails loadUserByUsername(String name) {
		if (this.user.isPresent() && this.user.get().isNamed(name)) {
			return this.user.get().details();
		}
		return find(name).filter(LoginFile.Entry::hasPassword)
			.map((entry) -> User.withUsername(name)
				.password("{bcrypt}" + entry.hash())
				.authorities(entry.role().authorities())
				.build())
			.orElseThrow(() -> new UsernameNotFoundException("Unknown user name"));
	}

	/** Returns the role of somebody whom a trusted proxy has logged in. */
	Role roleBehindAProxy(String name) {
		return find(name).map(LoginFile.Entry::role).orElse(Role.VIEWER);
	}

	private Optional<LoginFile.Entry> find(String name) {
		return this.file.flatMap((logins) -> logins.find(name));
	}

}
