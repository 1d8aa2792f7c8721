package dev.fusesync.management;

import java.util.List;

import dev.fusesync.secrets.Secret;
import dev.fusesync.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/**
 * The user of the management port. The password is a {@link Secret}, so it may be a file
 * that is read at every login, and may be {@code {bcrypt}} and a hash. If none is set, a
 * random one is generated and logged at the start.
 */
@Component
class ManagementUser implements UserDetailsService {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.login");

	private static final String BCRYPT = "{bcrypt}";

	private final String name;

	private final Secret password;

	ManagementUser(SecurityProperties properties) {
		SecurityProperties.User user = properties.getUser();
		this.name = user.getName();
		this.password = Secret.valueOf(user.getPassword());
		this.password.fault().ifPresent((fault) -> {
			throw new SettingsException(List.of("SPRING_SECURITY_USER_PASSWORD " + fault + "."),
					"Correct it, or remove it to have a random password generated and logged at every start.");
		});
		if (user.isPasswordGenerated()) {
			LOG.info(
					"Log in on the management port as {} with the password {}; "
							+ "set SPRING_SECURITY_USER_PASSWORD to have one of your own",
					this.name, user.getPassword());
		}
	}

	@Override
	public UserDetails loadUserByUsername(String username) {
		if (!username.equals(this.name)) {
			throw new UsernameNotFoundException("Unknown user name");
		}
		String text = this.password.text();
		return User.withUsername(this.name)
			.password(text.startsWith(BCRYPT) ? text : "{noop}" + text)
			.roles("OPERATOR")
			.build();
	}

}
